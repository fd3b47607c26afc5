"""The PostgreSQL database that a copy fills: in one transaction, so it gets everything or nothing.

Until it commits, nobody sees anything of it, and a copy that is killed leaves nothing behind.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import cast

import asyncpg
from sqlalchemy import Table, func, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage import postgres
from bot.storage.addresses import shown
from bot.storage.cipher import Cipher
from bot.storage.copy_source import BATCH, Checksum, Row
from bot.storage.errors import DatabaseAway, DatabaseFull, DatabaseUnusable, StorageError
from bot.storage.keys import fits
from bot.storage.migrate import bring_up_to_date
from bot.storage.postgres_database import EVERYONE, MIGRATION, locked_by
from bot.storage.postgres_processes import LEADER
from bot.storage.tables import metadata, settings

_PATIENCE = 10.0
"""In seconds: the server may notice late that a copy before this one was killed."""

_BATCH_WITHIN = 300.0
_KINDS = (
    "SELECT column_name, data_type FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND table_name = $1"
)


class Target:
    """An open transaction on the database that is filled."""

    def __init__(self, connection: AsyncConnection, driver: asyncpg.Connection) -> None:
        self._connection = connection
        self._driver = driver

    async def used_tables(self) -> dict[str, int]:
        """Return how many rows there are, by table; without the empty ones."""
        found = {}
        for table in metadata.sorted_tables:
            rows = await self._connection.scalar(select(func.count()).select_from(table))
            if rows:
                found[table.name] = int(rows)
        return found

    async def kinds(self, table: Table) -> dict[str, str]:
        """Return the types of a table's columns, by name, in the order of the schema."""
        found = {row[0]: str(row[1]) for row in await self._driver.fetch(_KINDS, table.name)}
        return {column.name: found[column.name] for column in table.c}

    async def add(self, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Store rows."""
        await self._driver.copy_records_to_table(
            table.name, records=rows, columns=columns, timeout=_BATCH_WITHIN
        )

    async def checksum(self, table: Table) -> Checksum:
        """Read a table's rows back, and return their checksum."""
        columns = ", ".join(f'"{column.name}"' for column in table.c)
        query = f'SELECT {columns} FROM "{table.name}"'  # noqa: S608 - names of our own
        found = Checksum()
        cursor = await self._driver.cursor(query)
        while rows := await cursor.fetch(BATCH):
            await asyncio.to_thread(found.add, [tuple(row) for row in rows])
        return found

    async def count_on(self) -> None:
        """Set each sequence behind the largest number that was copied."""
        for table in metadata.sorted_tables:
            for column in table.primary_key.columns:
                find = "SELECT pg_get_serial_sequence($1, $2)"
                sequence = await self._driver.fetchval(find, f'"{table.name}"', column.name)
                largest = await self._connection.scalar(select(func.max(column)))
                if sequence is not None and largest is not None:
                    advance = "SELECT setval($1::text::regclass, $2)"
                    await self._driver.execute(advance, sequence, max(1, largest))

    async def has_key_of(self, cipher: Cipher) -> bool:
        """Whether what is stored was sealed with these keys, as the bot checks it at its start."""
        this = (settings.c.scope == "bot", settings.c.name == "key_check")
        check = await self._connection.scalar(select(settings.c.value).where(*this))
        return check is None or fits(check, cipher)


@asynccontextmanager
async def open_target(url: str) -> AsyncIterator[Target]:
    """Provide the database with today's schema, for this process alone; commit in the end.

    Raises StorageError in words for the host, and then the database is as it was before.
    """
    where = shown(url)
    await (await postgres.reach(url, where)).close()

    async def creator(**_options: object) -> asyncpg.Connection:
        return await postgres.connect(url)

    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=creator, poolclass=NullPool, hide_parameters=True
    )
    with _explained(where):
        async with engine.begin() as connection:
            await _claim(connection, where)
            await connection.run_sync(bring_up_to_date, where)
            raw = await connection.get_raw_connection()
            yield Target(connection, cast(asyncpg.Connection, raw.driver_connection))


async def _claim(connection: AsyncConnection, where: str) -> None:
    """Keep every bot out until the transaction ends; raises DatabaseUnusable if there is one."""
    # Reading the file takes its time, and so do indexes of large tables.
    await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    if await connection.scalar(text("SHOW server_encoding")) != "UTF8":
        raise DatabaseUnusable(
            f"{where} doesn't store text as UTF-8; make it again with: "
            "createdb --encoding=UTF8 --template=template0"
        )
    locks = {
        MIGRATION: f"{where} is being prepared by a bot or another copy; wait for it to end",
        LEADER: f"a bot is running on {where}; stop all bots on it first",
        EVERYONE: f"something is being written to {where}; stop all bots on it first",
    }
    end = asyncio.get_running_loop().time() + _PATIENCE
    for lock, refusal in locks.items():
        if not await locked_by(end, connection, lock):
            raise DatabaseUnusable(refusal)


_CODES: Mapping[str, str] = {
    "42501": "doesn't let its user create tables; make that user the owner of the database",
    "42P07": "has tables of another program; use a database of its own (createdb)",
    "42701": "has tables of another program; use a database of its own (createdb)",
    "42703": "has tables of another program; use a database of its own (createdb)",
    "25006": "is read-only; use the server that it follows",
}


@contextmanager
def _explained(where: str) -> Iterator[None]:
    """Turn the driver's errors, whose texts have values in them, into words for the host."""
    try:
        yield
    except StorageError:
        raise
    except (SQLAlchemyError, *postgres.ERRORS) as error:
        raise _failure(error, where) from None


def _failure(error: Exception, where: str) -> StorageError:
    cause = error.orig.__cause__ if isinstance(error, DBAPIError) and error.orig else error
    code = getattr(cause, "sqlstate", None)
    if isinstance(code, str) and code in _CODES:
        return DatabaseUnusable(f"{where} {_CODES[code]}")
    failure = postgres.failure_of(error)
    match failure:
        case DatabaseFull():
            return DatabaseFull(f"the disk of {where} is full; make room, then copy again")
        case DatabaseAway():
            return DatabaseAway(f"the connection to {where} was lost ({code}); copy again")
    if isinstance(code, str) and code[:2] in ("22", "23", "54"):
        return DatabaseUnusable(f"{where} refuses a row (error {code}); please report it")
    return failure or DatabaseUnusable(f"{where} can't be used ({code or type(error).__name__})")
