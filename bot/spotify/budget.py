"""The daily request budget. Spotify's quota is scarce, and a lockout lasts most of a day."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from bot.spotify.errors import BudgetSpent, ShareSpent
from bot.spotify.shares import Shares, current_spender

_BACKGROUND_SHARE = 0.8
_LARGEST_BATCH = 10


class SpendingStore(Protocol):
    """Stores how many requests were made each day."""

    async def spent(self, owner: str, day: str) -> int:
        """Return how many requests were made on `day` (YYYY-MM-DD, UTC)."""
        ...

    async def spend(self, owner: str, day: str, n: int = 1) -> int:
        """Add `n` requests and return the new total."""
        ...


class Budget:
    """Counts requests per developer account and UTC day.

    Permits are taken from the store in small batches, and the next batch while there are some
    left, so that requests don't wait for the disk. Permits that a stopped process hadn't used
    count as spent.
    """

    def __init__(
        self,
        store: SpendingStore,
        daily: int,
        clock: Callable[[], float],
        shares: Shares | None = None,
    ) -> None:
        self._store = store
        self._shares = shares
        self._daily = daily
        self._clock = clock
        self._batch = max(1, min(_LARGEST_BATCH, daily // 100))
        self._taken: dict[str, _Batch] = {}
        self._lock = asyncio.Lock()
        self._ahead: dict[str, asyncio.Task[None]] = {}

    async def spend(self, owner: str, *, asked: bool) -> None:
        """Count one request that's about to be sent.

        Raises BudgetSpent when none are left, and ShareSpent when this person's share is used up.

        The last fifth of the day's requests is reserved for what people ask for (`asked`).
        """
        now = datetime.fromtimestamp(self._clock(), UTC)
        day = now.date().isoformat()
        limit = self._daily if asked else int(self._daily * _BACKGROUND_SHARE)
        async with self._lock:
            batch = self._taken.get(owner)
            if batch is None or batch.day != day or batch.left == 0:
                batch = await self._take(owner, day)
            tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC).timestamp()
            spent = batch.total - batch.left
            if spent >= limit:
                raise BudgetSpent(tomorrow)
            spender = current_spender()
            if self._shares is not None and spender is not None:
                if not await self._shares.allow(owner, day, spender, spent):
                    raise ShareSpent(tomorrow)
                self._shares.count(owner, day, spender)
            batch.left -= 1
        if self._batch > 1 and batch.left <= self._batch // 2 and batch.total < self._daily:
            self._take_ahead(owner, day)

    def used(self) -> float:
        """Return the part of today's requests that is spent, of the account that spent most."""
        day = datetime.fromtimestamp(self._clock(), UTC).date().isoformat()
        batches = [one for one in list(self._taken.values()) if one.day == day]
        return max((one.total - one.left for one in batches), default=0) / self._daily

    def _take_ahead(self, owner: str, day: str) -> None:
        if owner not in self._ahead:
            task = self._ahead[owner] = asyncio.create_task(self._add(owner, day))
            task.add_done_callback(lambda _task: self._ahead.pop(owner, None))

    async def _add(self, owner: str, day: str) -> None:
        total = await self._store.spend(owner, day, self._batch)
        batch = self._taken[owner]
        if batch.day == day:
            batch.total = max(batch.total, total)
            batch.left += self._batch

    async def _take(self, owner: str, day: str) -> _Batch:
        spent = await self._store.spent(owner, day)
        if spent < self._daily:
            spent = await self._store.spend(owner, day, self._batch)
            batch = _Batch(day, spent, self._batch)
        else:
            batch = _Batch(day, spent, 0)
        self._taken[owner] = batch
        return batch


@dataclass(slots=True)
class _Batch:
    """Permits taken from the store: the day's total including them, and how many are left."""

    day: str
    total: int
    left: int
