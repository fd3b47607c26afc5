"""The database: opened once, many readers, one writer at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage.errors import DatabaseUnusable
from bot.storage.migrate import upgrade
from bot.storage.pragmas import prepare

_PREFIX = "sqlite:///"


class Database:
    """An open SQLite database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writer = asyncio.Lock()

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open `sqlite:///…`, creating or migrating it first; raises DatabaseUnusable."""
        if not url.startswith(_PREFIX):
            raise DatabaseUnusable("only sqlite:///… addresses can be opened")
        file = Path(url.removeprefix(_PREFIX))
        await asyncio.to_thread(upgrade, file)
        engine = create_async_engine(f"sqlite+aiosqlite:///{file}")
        event.listen(engine.sync_engine, "connect", prepare)
        return cls(engine)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection for reading; every statement sees the newest state."""
        async with self._engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Give the writing connection in a transaction that commits at the block's end.

        BEGIN IMMEDIATE: a reader that becomes a writer would fail at once on a stale snapshot.
        """
        async with self._writer, self._engine.connect() as connection:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                await asyncio.shield(connection.exec_driver_sql("ROLLBACK"))
                raise
            await asyncio.shield(connection.exec_driver_sql("COMMIT"))

    async def close(self) -> None:
        """Write the log into the file and close all connections."""
        async with self._writer:
            async with self._engine.connect() as connection:
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            await self._engine.dispose()
