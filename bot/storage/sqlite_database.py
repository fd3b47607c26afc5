"""SQLite: opened once; a few readers, one writer at a time, and short waits.

The connections are all opened at the start.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Self

from sqlalchemy import Table, UpdateBase, event
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage.database import Database, Observe
from bot.storage.errors import DatabaseBusy
from bot.storage.kept_rows import Changes
from bot.storage.migrate import upgrade
from bot.storage.processes import OnlyProcess
from bot.storage.sqlite import failure_of, prepare
from bot.storage.typed_errors import typed

_log = logging.getLogger(__name__)

_PREFIX = "sqlite:///"
PATIENCE = 4.0
"""How long a write waits for its turn and for other processes in total, in seconds."""

_WHILE_BUSY = 0.5
"""The same while the last write has timed out: a command writes several times."""

_LOCK_WAIT = 1.0
_PAUSE = 0.02
READERS = 4
_NO_ROLLBACK: dict[str, str | bool | None] = {
    "isolation_level": "AUTOCOMMIT",
    "skip_autocommit_rollback": True,
    "pool_reset_on_return": None,
}


class SqliteDatabase(Database):
    """An open SQLite file."""

    def __init__(self, reading: AsyncEngine, writing: AsyncEngine, changes: Changes) -> None:
        self.changes = changes
        self.processes = OnlyProcess()
        self._reading = reading
        self._writing = writing
        self._written: set[str] = set()
        event.listen(writing.sync_engine, "before_execute", self._note_table)
        self._turn = asyncio.Lock()
        self._timed_out = False

    @classmethod
    async def opened(cls, url: str, *, alone: bool, observe: Observe) -> Self:
        """Open the file of `sqlite:///…`, creating or migrating it first."""
        file = Path(url.removeprefix(_PREFIX))
        await asyncio.to_thread(upgrade, file)
        database = cls(
            # Readers never begin a transaction, so nothing has to be rolled back after each.
            _engine(file, READERS, observe, **_NO_ROLLBACK),
            _engine(file, 1, observe),
            Changes(complete=alone),
        )
        try:
            await database._connect()
        except BaseException:
            await database._dispose()
            raise
        return database

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Provide a connection for reading."""
        with _typed():
            async with self._reading.connect() as connection:
                yield connection

    @asynccontextmanager
    async def write(
        self, *, about: int | None = None, alone: bool | None = None
    ) -> AsyncIterator[AsyncConnection]:
        """Provide the writing connection; every write is alone.

        BEGIN IMMEDIATE: a reader that becomes a writer would fail at once on a stale snapshot.
        """
        del alone
        end = asyncio.get_running_loop().time() + (_WHILE_BUSY if self._timed_out else PATIENCE)
        with _typed():
            async with self._own_turn(end), self._writing.connect() as connection:
                await self._begin(connection, end)
                self._written = set()
                try:
                    yield connection
                except BaseException:
                    await asyncio.shield(_undo(connection))
                    raise
                await asyncio.shield(self._commit(connection, self._written, about))

    async def scrub(self) -> None:
        """Empty the log, which still has deleted data; best effort, as a shutdown does it again."""
        async with self._turn:
            try:
                async with self._writing.connect() as connection:
                    await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            except (SQLAlchemyError, sqlite3.Error) as error:
                _log.warning("could not empty the database's log for now: %s", failure_of(error))

    async def close(self) -> None:
        """Write the log into the file and close all connections."""
        await self.scrub()
        async with self._turn:
            await self._dispose()

    async def _dispose(self) -> None:
        await self._writing.dispose()
        await self._reading.dispose()

    async def _connect(self) -> None:
        """Open every connection, so that none is opened while people wait."""
        with _typed():
            async with AsyncExitStack() as stack:
                for _ in range(READERS):
                    await stack.enter_async_context(self._reading.connect())
                await stack.enter_async_context(self._writing.connect())

    def _note_table(self, _connection: Connection, statement: object, *_rest: object) -> None:
        if isinstance(statement, UpdateBase) and isinstance(statement.table, Table):
            self._written.add(statement.table.name)

    async def _commit(
        self, connection: AsyncConnection, tables: set[str], about: int | None
    ) -> None:
        """Commit, then report the tables; both happen even if the caller is cancelled."""
        try:
            await connection.exec_driver_sql("COMMIT")
        except BaseException:
            await _undo(connection)
            raise
        finally:
            self.changes.written(tables, about)

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
                    self._timed_out = True
                    raise
                await asyncio.sleep(_PAUSE)
            else:
                self._timed_out = False
                return


def _engine(
    file: Path, connections: int, observe: Observe, **options: str | bool | None
) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{file}",
        connect_args={"timeout": _LOCK_WAIT},
        pool_size=connections,
        max_overflow=0,
        pool_timeout=PATIENCE,
        hide_parameters=True,
        **options,
    )

    def connected(connection: DBAPIConnection, record: object) -> None:
        prepare(connection, record, lock_wait=_LOCK_WAIT)
        observe("connect")

    def executed(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        observe(statement.split(None, 1)[0].lower())

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "before_cursor_execute", executed)
    return engine


async def _undo(connection: AsyncConnection) -> None:
    # SQLite rolls back some failed transactions itself: then there is nothing left to undo.
    with suppress(SQLAlchemyError, sqlite3.Error):
        await connection.exec_driver_sql("ROLLBACK")


def _typed() -> AbstractContextManager[None]:
    return typed((SQLAlchemyError, sqlite3.Error), failure_of)
