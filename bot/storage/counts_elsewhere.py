"""What processes tell each other about how much was used, so that limits hold across all of them.

Each process tells the others once a second. A limit can be exceeded by what fits into that second,
and by what was used before a process started: what must hold exactly is a row in the database.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Protocol

from bot.storage.processes import Processes

_log = logging.getLogger(__name__)

CHANNEL = "counts"
_EVERY = 1.0
"""Seconds between two messages to the other processes."""

_IN_ONE_MESSAGE = 50
_LONGEST_KEY = 120
"""In bytes of JSON: 50 such keys fit into a message, which may have 7,000 bytes."""

Key = tuple[str | int | None, ...]
"""What was used, and who used it: what each part means is up to the limit."""

Tell = Callable[[Key], None]
"""Called with what was used here, one at a time."""


def tell_nobody(_key: Key) -> None:
    """Do nothing: there are no other processes."""


class CountedElsewhere(Protocol):
    """A limit that other processes' uses count towards."""

    tell: Tell

    def counted_elsewhere(self, key: Key, times: int) -> None:
        """Count what another process has told; raises ValueError if it makes no sense here."""
        ...


class CountsElsewhere:
    """Tells the other processes what was used here, and counts here what they tell."""

    def __init__(self, processes: Processes) -> None:
        self._processes = processes
        self._limits: dict[str, CountedElsewhere] = {}
        self._untold: Counter[tuple[str, Key]] = Counter()
        if processes.shared:
            processes.subscribe(CHANNEL, self._heard)

    def share(self, name: str, limit: CountedElsewhere) -> None:
        """Share a limit under a name that's the same in every process."""
        self._limits[name] = limit
        if self._processes.shared:
            limit.tell = partial(self._count, name)

    def _count(self, name: str, key: Key) -> None:
        if len(_text(key)) > _LONGEST_KEY:
            return
        if not self._untold:
            asyncio.get_running_loop().call_later(_EVERY, self._tell)
        self._untold[name, key] += 1

    def _tell(self) -> None:
        told = [(name, key, times) for (name, key), times in self._untold.items()]
        self._untold.clear()
        for begin in range(0, len(told), _IN_ONE_MESSAGE):
            self._processes.send(CHANNEL, _text(told[begin : begin + _IN_ONE_MESSAGE]))

    def _heard(self, text: str) -> None:
        try:
            for name, parts, times in json.loads(text):
                # A process of another version may have limits that aren't known here.
                if name in self._limits:
                    self._limits[name].counted_elsewhere(_key_of(parts), int(times))
        except (ValueError, TypeError):
            _log.warning("another process has sent counts that can't be read")


def _key_of(parts: object) -> Key:
    """Return a key that another process has sent; raises ValueError."""
    if not isinstance(parts, list) or not all(isinstance(one, str | int | None) for one in parts):
        raise ValueError("not a key")
    return tuple(parts)


def _text(value: object) -> str:
    """Return the shortest JSON; it is ASCII, so its length is in bytes."""
    return json.dumps(value, separators=(",", ":"))
