"""A small cache for Spotify's answers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable


class AnswerCache:
    """A bounded least-recently-used cache whose entries expire."""

    def __init__(self, clock: Callable[[], float], size: int = 2000) -> None:
        self._clock = clock
        self._size = size
        self._entries: OrderedDict[Hashable, tuple[float, object]] = OrderedDict()

    def get(self, key: Hashable) -> tuple[object] | None:
        """Return a fresh answer in a 1-tuple, or None."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry[0] <= self._clock():
            del self._entries[key]
            return None
        self._entries.move_to_end(key)
        return (entry[1],)

    def put(self, key: Hashable, answer: object, seconds: float) -> None:
        """Cache an answer for `seconds`."""
        if seconds <= 0:
            return
        self._entries[key] = (self._clock() + seconds, answer)
        self._entries.move_to_end(key)
        while len(self._entries) > self._size:
            self._entries.popitem(last=False)

    def forget(self, predicate: Callable[[Hashable], bool]) -> None:
        """Drop the entries whose key satisfies `predicate`."""
        for key in [key for key in self._entries if predicate(key)]:
            del self._entries[key]
