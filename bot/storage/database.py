"""The database: opened once, many readers, one writer at a time, and nobody waits for long."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Self

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage.errors import DatabaseBusy, DatabaseUnusable, NotSaved
from bot.storage.migrate import upgrade
from bot.storage.sqlite import failure_of, prepare

_log = logging.getLogger(__name__)

_PREFIX = "sqlite:///"
PATIENCE = 4.0
"""Seconds that a write waits for its turn and for other processes, both together."""

_WHILE_BUSY = 0.5
"""The same, as long as the last write has waited in vain: a command writes several times."""

_LOCK_WAIT = 1.0
_PAUSE = 0.02


class Database:
    """An open SQLite database; every failure of it is a NotSaved."""

    def __init__(self, reading: AsyncEngine, writing: AsyncEngine) -> None:
        self._reading = reading
        self._writing = writing
        self._turn = asyncio.Lock()
        self._in_vain = False

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open `sqlite:///…`, creating or migrating it first; raises DatabaseUnusable."""
        if not url.startswith(_PREFIX):
            raise DatabaseUnusable("only sqlite:///… addresses can be opened")
        file = Path(url.removeprefix(_PREFIX))
        await asyncio.to_thread(upgrade, file)
        return cls(_engine(file), _engine(file, pool_size=1, max_overflow=0))

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection for reading; every statement sees the newest state."""
        with _typed():
            async with self._reading.connect() as connection:
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Give the writing connection in a transaction that commits at the block's end.

        BEGIN IMMEDIATE: a reader that becomes a writer would fail at once on a stale snapshot.
        Raises NotSaved, and then nothing of the block is stored.
        """
        end = asyncio.get_running_loop().time() + (_WHILE_BUSY if self._in_vain else PATIENCE)
        with _typed():
            async with self._own_turn(end), self._writing.connect() as connection:
                await self._begin(connection, end)
                try:
                    yield connection
                except BaseException:
                    await asyncio.shield(_undo(connection))
                    raise
                await asyncio.shield(_commit(connection))

    async def scrub(self) -> None:
        """Empty the log, which still holds what was deleted; best effort, a stop does it again."""
        async with self._turn:
            try:
                async with self._writing.connect() as connection:
                    await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            except (SQLAlchemyError, sqlite3.Error) as error:
                _log.warning("the database's log stays for now: %s", failure_of(error))

    async def close(self) -> None:
        """Write the log into the file and close all connections."""
        await self.scrub()
        async with self._turn:
            await self._writing.dispose()
            await self._reading.dispose()

    @asynccontextmanager
    async def _own_turn(self, end: float) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout_at(end):
                await self._turn.acquire()
        except TimeoutError:
            raise DatabaseBusy("too many writes are waiting") from None
        try:
            yield
        finally:
            self._turn.release()

    async def _begin(self, connection: AsyncConnection, end: float) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                with _typed():
                    await connection.exec_driver_sql("BEGIN IMMEDIATE")
            except DatabaseBusy:
                if loop.time() + _LOCK_WAIT > end:
                    self._in_vain = True
                    raise
                await asyncio.sleep(_PAUSE)
            else:
                self._in_vain = False
                return


def _engine(file: Path, **pool: int) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{file}",
        connect_args={"timeout": _LOCK_WAIT},
        pool_timeout=PATIENCE,
        hide_parameters=True,
        **pool,
    )
    event.listen(engine.sync_engine, "connect", _prepared)
    return engine


def _prepared(connection: DBAPIConnection, record: object) -> None:
    prepare(connection, record, lock_wait=_LOCK_WAIT)


async def _undo(connection: AsyncConnection) -> None:
    # SQLite rolls some failed transactions back itself: then there is nothing left to undo.
    with suppress(SQLAlchemyError, sqlite3.Error):
        await connection.exec_driver_sql("ROLLBACK")


async def _commit(connection: AsyncConnection) -> None:
    try:
        await connection.exec_driver_sql("COMMIT")
    except BaseException:
        await _undo(connection)
        raise


@contextmanager
def _typed() -> Iterator[None]:
    """Turn what the database did into a NotSaved, without the statement or its values."""
    failure: NotSaved | None = None
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        failure = failure_of(error)
        if failure is None:
            raise
    if failure is not None:
        raise failure
