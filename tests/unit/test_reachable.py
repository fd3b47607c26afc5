"""Readiness asks the database, and not more than once a second."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from bot.storage.database import Database
from bot.storage.errors import DatabaseBusy
from bot.storage.reachable import Reachable


class _Gone:
    asked = 0

    @asynccontextmanager
    async def read(self) -> AsyncIterator[None]:
        self.asked += 1
        raise DatabaseBusy("gone")
        yield


async def test_a_database_that_answers(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite:///{tmp_path / 'earshot.db'}")
    assert await Reachable(database).answers()
    await database.close()


async def test_a_database_that_is_gone_is_asked_once_a_second() -> None:
    now, gone = 0.0, _Gone()
    reachable = Reachable(cast(Database, gone), lambda: now)
    assert not await reachable.answers()
    assert not await reachable.answers()
    assert gone.asked == 1
    now = 1.0
    assert not await reachable.answers()
    assert gone.asked == 2
