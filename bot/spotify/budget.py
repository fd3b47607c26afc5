"""The daily request budget: Spotify's quota is scarce, and a lockout lasts most of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.spotify.errors import BudgetSpent

_FOR_EVERYTHING = 0.8


class SpendingStore(Protocol):
    """Where the day's count is kept."""

    async def spent(self, owner: str, day: str) -> int:
        """Return how many requests were counted on `day` (YYYY-MM-DD, UTC)."""
        ...

    async def spend(self, owner: str, day: str, n: int = 1) -> int:
        """Count `n` more and return the new total."""
        ...


class Budget:
    """Counts requests per developer account and day (UTC)."""

    def __init__(self, store: SpendingStore, daily: int, clock: Callable[[], float]) -> None:
        self._store = store
        self._daily = daily
        self._clock = clock

    async def check(self, owner: str, *, asked: bool) -> None:
        """Raise BudgetSpent when nothing is left.

        The last fifth of the day's requests is kept for what people ask for (`asked`).
        """
        now = datetime.fromtimestamp(self._clock(), UTC)
        limit = self._daily if asked else int(self._daily * _FOR_EVERYTHING)
        if await self._store.spent(owner, now.date().isoformat()) >= limit:
            tomorrow = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), UTC)
            raise BudgetSpent(tomorrow.timestamp())

    async def count(self, owner: str) -> None:
        """Count one request that is about to be sent."""
        day = datetime.fromtimestamp(self._clock(), UTC).date().isoformat()
        await self._store.spend(owner, day)
