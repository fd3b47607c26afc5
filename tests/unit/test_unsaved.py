"""Writes that failed are retried less and less often until they succeed."""

from __future__ import annotations

import asyncio

import pytest

from bot.accounts.pending_writes import PendingWrites
from bot.storage.errors import DatabaseBusy


async def test_pauses_between_tries_grow_up_to_fifteen_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        await real(0)

    async def save() -> None:
        if len(waited) < 7:
            raise DatabaseBusy

    monkeypatch.setattr(asyncio, "sleep", sleep)
    unsaved = PendingWrites(first_wait=1.0)
    unsaved.keep("something", save)
    async with asyncio.timeout(10):
        while unsaved:
            await real(0)
    assert waited == [1, 2, 4, 8, 15, 15, 15]
