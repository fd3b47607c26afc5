"""A claim is taken once, however many ask at the same time, until its time is over."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.storage.claims import Claims
from bot.storage.database import Database
from tests.postgres import PostgresServer


class Clock:
    """A clock that stands still."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def _claims_once(url: str) -> None:
    first, second = await Database.open(url), await Database.open(url)
    clock = Clock()
    try:
        asked = [Claims(one, clock).take("welcome:1", 60) for one in (first, second) * 5]
        assert sorted(await asyncio.gather(*asked)) == [False] * 9 + [True]
        claims = Claims(second, clock)
        assert await claims.take("welcome:2", 60)
        clock.now += 60
        assert not await claims.take("welcome:1", 60)
        clock.now += 1
        assert await claims.take("welcome:1", 60)
        assert not await Claims(first, clock).take("welcome:1", 60)
    finally:
        await first.close()
        await second.close()


async def test_once_on_sqlite(tmp_path: Path) -> None:
    await _claims_once(f"sqlite:///{tmp_path / 'e.db'}")


async def test_once_on_postgresql(postgres: PostgresServer) -> None:
    await _claims_once(await postgres.migrated())


@pytest.mark.parametrize("seconds", [0, 1])
async def test_what_is_over_leaves_nothing(database: Database, seconds: int) -> None:
    clock = Clock()
    claims = Claims(database, clock)
    await claims.take("welcome:1", seconds)
    clock.now += seconds + 1
    await claims.take("welcome:2", 60)
    async with database.read() as connection:
        rows = await connection.exec_driver_sql("SELECT id FROM memos")
        assert rows.scalars().all() == ["welcome:2"]
