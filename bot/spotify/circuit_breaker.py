"""Pauses that Spotify asks for: a circuit breaker per developer account and endpoint group.

The state is in the database, so that the bot doesn't call again after a restart.
Source: Spotify's rate-limits page; docs/reference/spotify.md, section 5.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bot.spotify.errors import QuotaExceeded, RateLimited

LONGEST_PAUSE = 7 * 24 * 3600.0
"""The longest Retry-After that is honoured, in seconds."""

_FIRST_PAUSE = 30.0
_LONGEST_OWN_PAUSE = 3600.0
_FRESH = 1.0


class PauseStore(Protocol):
    """Stores pauses. Times are unix seconds."""

    async def pause(self, owner: str, group: str) -> tuple[float, int]:
        """Return when the pause ends (0 for none) and how many there were in a row."""
        ...

    async def close_until(self, owner: str, group: str, until: float, failures: int) -> None:
        """Save a pause, unless the existing one ends later."""
        ...

    async def reset(self, owner: str, group: str) -> None:
        """Delete the pause."""
        ...

    async def longest(self, owner: str) -> float:
        """Return when the last of an owner's pauses ends (0 for none)."""
        ...


def read_retry_after(value: str | None) -> float | None:
    """Return a Retry-After header in seconds; None if it's missing, negative or unreadable."""
    if value is None or not value.strip().isascii() or not value.strip().isdigit():
        return None
    return min(float(value.strip()[:12]), LONGEST_PAUSE)


class Breaker:
    """Stops calls until a pause is over.

    The store is read again after a second, so that another process's pause counts too.
    """

    def __init__(self, store: PauseStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._read: dict[tuple[str, str], tuple[float, float, int]] = {}
        self._until: dict[str, float] = {}

    async def check(self, owner: str, group: str) -> int:
        """Return how many pauses there were in a row; raises RateLimited during one."""
        read_at, until, failures = self._read.get((owner, group), (0.0, 0.0, 0))
        if abs(self._clock() - read_at) > _FRESH:
            until, failures = await self._store.pause(owner, group)
            self._read[owner, group] = (self._clock(), until, failures)
        if until > self._clock():
            self._until[group] = max(until, self._until.get(group, 0.0))
            raise RateLimited(until)
        return failures

    def pauses(self) -> dict[str, float]:
        """Return how long each group of endpoints that has been paused must still wait."""
        now = self._clock()
        return {group: max(0.0, until - now) for group, until in list(self._until.items())}

    async def longest(self, owner: str) -> float:
        """Return when a developer account's last pause ends; 0 if there isn't one."""
        until = await self._store.longest(owner)
        return until if until > self._clock() else 0.0

    async def trip(
        self, owner: str, group: str, *, retry_after: float | None, quota: bool, failures: int
    ) -> RateLimited:
        """Start a pause and return the error to raise.

        Without a usable `retry_after` (seconds), the pause starts at 30 s and doubles each time.
        """
        wait = retry_after
        if wait is None:
            wait = min(_FIRST_PAUSE * 2.0 ** min(failures, 10), _LONGEST_OWN_PAUSE)
        until = self._clock() + wait
        self._read.pop((owner, group), None)
        self._until[group] = max(until, self._until.get(group, 0.0))
        await self._store.close_until(owner, group, until, failures + 1)
        return QuotaExceeded(until) if quota else RateLimited(until)

    async def succeeded(self, owner: str, group: str) -> None:
        """Forget past pauses after a request that wasn't refused."""
        self._read.pop((owner, group), None)
        await self._store.reset(owner, group)
