"""Answers kept for a short while, and refusals that are believed only the second time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from bot.http.errors import ServiceError
from bot.spotify.errors import (
    NoSeat,
    OwnerWithoutPremium,
    PremiumRequired,
    ScopeRefused,
    TokenRejected,
)


class AnswerCache:
    """A bounded least-recently-used cache whose entries expire."""

    def __init__(self, clock: Callable[[], float], size: int = 2000) -> None:
        self._clock = clock
        self._size = size
        self._entries: OrderedDict[Hashable, tuple[float, object]] = OrderedDict()
        self._awaited: dict[object, Hashable] = {}

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

    @contextmanager
    def awaiting(self, key: Hashable, seconds: float) -> Iterator[Callable[[object], None]]:
        """Provide a function that caches the answer to a request that is about to be sent.

        It does nothing if the key was forgotten meanwhile: the answer is about what was before.
        """
        this = object()
        self._awaited[this] = key

        def put(answer: object) -> None:
            if this in self._awaited:
                self.put(key, answer, seconds)

        try:
            yield put
        finally:
            self._awaited.pop(this, None)

    def forget(self, predicate: Callable[[Hashable], bool]) -> None:
        """Drop the entries whose key satisfies `predicate`, and those that are on their way."""
        for key in [key for key in self._entries if predicate(key)]:
            del self._entries[key]
        for this in [this for this, key in self._awaited.items() if predicate(key)]:
            del self._awaited[this]


DOUBTFUL = (NoSeat, OwnerWithoutPremium, PremiumRequired, ScopeRefused, TokenRejected)

RECHECK_SECONDS = 0.7
"""Seconds to wait before asking again: an immediate answer would say nothing new."""

_PER_GROUP = (PremiumRequired, ScopeRefused)
"""These are about one group of endpoints: other groups working doesn't disprove them."""

_REMEMBER_SECONDS = 600.0
_MAX_REMEMBERED = 2000
_Key = tuple[str, str, type[ServiceError]]


class SpuriousRefusals:
    """Remembers for ten minutes who was refused what."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since: OrderedDict[_Key, float] = OrderedDict()

    def record(self, subject: str, group: str, refusal: ServiceError) -> bool:
        """Record a refusal; return True if the same one came before, and not just now."""
        key, now = _key(subject, group, type(refusal)), self._clock()
        since = self._since.get(key)
        if since is None or now - since > _REMEMBER_SECONDS:
            self._since[key] = now
            if len(self._since) > _MAX_REMEMBERED:
                self._since.popitem(last=False)
            return False
        return now - since >= RECHECK_SECONDS

    def forget(self, subject: str, group: str) -> None:
        """Forget someone's refusals, because a call of this group has worked."""
        for kind in DOUBTFUL:
            self._since.pop(_key(subject, group, kind), None)


def _key(subject: str, group: str, kind: type[ServiceError]) -> _Key:
    return subject, group if kind in _PER_GROUP else "", kind
