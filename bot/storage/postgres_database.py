"""PostgreSQL: a fixed pool of connections, and a session that several processes share.

Writes that could disturb each other wait for one another, across all processes, by advisory locks:
a write about one person holds that person's lock and a share of everyone's; a write that isn't
about one person holds everyone's alone (PostgreSQL's documentation, 13.3.5).
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from typing import Self

import asyncpg
from sqlalchemy import Table, UpdateBase, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage import postgres
from bot.storage.addresses import shown
from bot.storage.database import Database, Observe
from bot.storage.errors import DatabaseBusy
from bot.storage.kept_rows import Changes
from bot.storage.migrate import bring_up_to_date
from bot.storage.postgres_processes import CHANGES, CHANNEL, PostgresProcesses
from bot.storage.typed_errors import typed

_log = logging.getLogger(__name__)

CONNECTIONS = 8
"""How many connections each process has, besides the one for its session."""

_PATIENCE = 4.0
_PREPARED_WITHIN = 8.0
_PAUSE = 0.1
EVERYONE = -0x6561727368_01
"""The advisory locks' numbers; Discord IDs, which name people's locks, are positive."""

MIGRATION = EVERYONE - 1
_ALONE = text("SELECT pg_advisory_xact_lock(:everyone)").bindparams(everyone=EVERYONE)
ABOUT = text("SELECT pg_advisory_xact_lock_shared(:everyone), pg_advisory_xact_lock(:person)")
_NOTIFY = text("SELECT pg_notify(:channel, :text)")


class PostgresDatabase(Database):
    """An open PostgreSQL database."""

    def __init__(self, engine: AsyncEngine, session: PostgresProcesses, changes: Changes) -> None:
        self.changes = changes
        self.processes = session
        self._session = session
        self._engine = engine
        self._reading = engine.execution_options(isolation_level="AUTOCOMMIT")

    @classmethod
    async def connected(cls, url: str, observe: Observe) -> Self:
        """Connect, and bring the schema up to date; raises DatabaseUnusable or DatabaseAway."""
        where = shown(url)
        await (await postgres.reach(url, where)).close()
        engine = _engine(url, observe)
        changes = Changes(complete=False)
        database = cls(engine, PostgresProcesses(url, changes, engine.dispose), changes)
        try:
            with _typed():
                await _migrate(engine, where)
                await database._session.start()
                await database._connect()
        except BaseException:
            await database.close()
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
        """Provide a connection for writing; the others hear of it when it commits."""
        written: set[str] = set()
        with _typed():
            async with self._engine.connect() as connection:
                await _lock(connection, about, alone)
                with _noted(connection, written):
                    yield connection
                await asyncio.shield(self._commit(connection, written, about))

    async def _commit(
        self, connection: AsyncConnection, tables: set[str], about: int | None
    ) -> None:
        """Commit, then report the tables; both happen even if the caller is cancelled."""
        kept = sorted(tables & self.changes.tables)
        try:
            if kept:
                change = json.dumps({"tables": kept, "about": about})
                wrapped = self._session.wrapped(CHANGES, change)
                await connection.execute(_NOTIFY, {"channel": CHANNEL, "text": wrapped})
            await connection.commit()
        finally:
            self.changes.written(tables, about)

    async def scrub(self) -> None:
        """Do nothing: PostgreSQL removes deleted rows by itself (autovacuum)."""

    async def _connect(self) -> None:
        """Open every connection, so that none is opened while people wait."""
        async with AsyncExitStack() as stack:
            for _ in range(CONNECTIONS):
                await stack.enter_async_context(self._engine.connect())

    async def close(self) -> None:
        """Leave the shared session and close all connections."""
        await self._session.stop()
        await self._engine.dispose()


async def _lock(connection: AsyncConnection, about: int | None, alone: bool | None) -> None:
    if alone or (about is None and alone is None):
        await connection.execute(_ALONE)
    elif about is not None:
        await connection.execute(ABOUT, {"everyone": EVERYONE, "person": about})


@contextmanager
def _noted(connection: AsyncConnection, written: set[str]) -> Iterator[None]:
    """Collect the names of the tables that are written to."""

    def note(_connection: Connection, statement: object, *_rest: object) -> None:
        if isinstance(statement, UpdateBase) and isinstance(statement.table, Table):
            written.add(statement.table.name)

    sync = connection.sync_connection
    event.listen(sync, "before_execute", note)
    try:
        yield
    finally:
        event.remove(sync, "before_execute", note)


def _engine(url: str, observe: Observe) -> AsyncEngine:
    async def creator(**_options: object) -> asyncpg.Connection:
        observe("connect")
        return await postgres.connect(url)

    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=creator,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=_PATIENCE,
        hide_parameters=True,
    )

    def executed(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        observe(statement.split(None, 1)[0].lower())

    event.listen(engine.sync_engine, "before_cursor_execute", executed)
    return engine


async def locked_by(end: float, connection: AsyncConnection, lock: int) -> bool:
    """Take a lock until the transaction ends; False if it isn't free by `end` (the loop's time)."""
    taking = text(f"SELECT pg_try_advisory_xact_lock({lock})")
    while not await connection.scalar(taking):
        if asyncio.get_running_loop().time() > end:
            return False
        await asyncio.sleep(_PAUSE)
    return True


async def _migrate(engine: AsyncEngine, where: str) -> None:
    """Create or upgrade the schema, one process at a time, all or nothing."""
    async with engine.begin() as connection:
        await connection.execute(text("SET LOCAL lock_timeout = 0"))
        end = asyncio.get_running_loop().time() + _PREPARED_WITHIN
        if not await locked_by(end, connection, MIGRATION):
            raise DatabaseBusy(
                f"{where} is being prepared by another process, for an update or by a copy; "
                "start this one again when it is done"
            )
        await connection.run_sync(bring_up_to_date, where)


def _typed() -> AbstractContextManager[None]:
    return typed((SQLAlchemyError, *postgres.ERRORS), postgres.failure_of)
