"""Pauses that Spotify asks for: one breaker per developer account and endpoint group.

The state is kept by a store (the database), so that a restart does not call again.
Source: Spotify's rate-limits page; docs/reference/spotify.md, section 5.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bot.spotify.errors import QuotaExceeded, RateLimited

LONGEST_PAUSE = 7 * 24 * 3600.0
"""The longest Retry-After, in seconds, that is believed."""

_FIRST_GUESS = 30.0
_LONGEST_GUESS = 3600.0
_FRESH = 1.0


class PauseStore(Protocol):
    """Where pauses are kept. Times are unix seconds."""

    async def pause(self, owner: str, group: str) -> tuple[float, int]:
        """Return when the pause ends (0 for none) and how many came in a row."""
        ...

    async def close_until(self, owner: str, group: str, until: float, failures: int) -> None:
        """Keep a pause; an existing later end stays."""
        ...

    async def reset(self, owner: str, group: str) -> None:
        """Forget the pause."""
        ...

    async def longest(self, owner: str) -> float:
        """Return when the last of an owner's pauses ends (0 for none)."""
        ...


def read_retry_after(value: str | None) -> float | None:
    """Read a Retry-After header in seconds; None when absent, negative or unreadable."""
    if value is None or not value.strip().isascii() or not value.strip().isdigit():
        return None
    return min(float(value.strip()[:12]), LONGEST_PAUSE)


class Breaker:
    """Stops calls until a pause is over.

    What the store says is read again when the last reading is older than a second, so that
    another process's pause is respected too.
    """

    def __init__(self, store: PauseStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._read: dict[tuple[str, str], tuple[float, float, int]] = {}

    async def check(self, owner: str, group: str) -> int:
        """Return how many pauses came in a row; raises RateLimited while one is running."""
        read_at, until, failures = self._read.get((owner, group), (0.0, 0.0, 0))
        if abs(self._clock() - read_at) > _FRESH:
            until, failures = await self._store.pause(owner, group)
            self._read[owner, group] = (self._clock(), until, failures)
        if until > self._clock():
            raise RateLimited(until)
        return failures

    async def longest(self, owner: str) -> float:
        """Return when the last pause of a developer account ends; 0 when none is running."""
        until = await self._store.longest(owner)
        return until if until > self._clock() else 0.0

    async def trip(
        self, owner: str, group: str, *, retry_after: float | None, quota: bool, failures: int
    ) -> RateLimited:
        """Start a pause and return the error to raise.

        Without a usable `retry_after` (seconds) the pause doubles from 30 s with each failure.
        """
        wait = retry_after
        if wait is None:
            wait = min(_FIRST_GUESS * 2.0 ** min(failures, 10), _LONGEST_GUESS)
        until = self._clock() + wait
        self._read.pop((owner, group), None)
        await self._store.close_until(owner, group, until, failures + 1)
        return QuotaExceeded(until) if quota else RateLimited(until)

    async def succeeded(self, owner: str, group: str) -> None:
        """Forget past pauses after an answer that was not a refusal."""
        self._read.pop((owner, group), None)
        await self._store.reset(owner, group)
