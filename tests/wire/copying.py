"""A host who moves from SQLite to PostgreSQL, and what's hard to copy."""

from __future__ import annotations

import base64
import contextlib
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import BigInteger, Float, LargeBinary, Table, create_engine, insert, select
from sqlalchemy.engine import Connection

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.keys import check_key
from bot.storage.tables import metadata
from bot.storage.whole import Whole
from tests import host

KEY = base64.b64encode(bytes(32)).decode()
OTHER_KEY = base64.b64encode(b"A" * 32).decode()
TEXTS = ("", "plain", "Žluť 窓辺の切手 🌵", "'; DROP TABLE accounts; --", "\\N \t\r\n\x01")


@dataclass
class Mover:
    """A host with a bot's data in SQLite, and an empty PostgreSQL database."""

    folder: Path
    to: str
    environ: dict[str, str] = field(default_factory=lambda: {"TOKEN_ENCRYPTION_KEYS": KEY})

    @property
    def file(self) -> Path:
        return self.folder / "data" / "earshot.db"

    async def has(self, *, rows: int = 7) -> None:
        """Let the bot have run: every table of the schema has rows."""
        self.file.parent.mkdir(exist_ok=True)
        database = await Database.open(f"sqlite:///{self.file}")
        await check_key(database, Cipher([bytes(32)]))
        async with database.write() as connection:
            for table in metadata.sorted_tables:
                made = [row(table, number) for number in range(1, rows + 1)]
                await connection.execute(insert(table), made)
        await database.close()

    def execute(self, statement: str, *values: object) -> None:
        with contextlib.closing(sqlite3.connect(self.file)) as database:
            database.execute(statement, values)
            database.commit()

    async def copies(self, *arguments: str, **more: str) -> tuple[int | None, str]:
        environ = {"DATABASE_URL": self.to} | self.environ | more
        command = ("-m", "bot", "db", "copy", *arguments)
        code, output = await host.runs(*command, folder=self.folder, settings=environ)
        assert "Traceback" not in output, output
        for secret in ("hunter2", KEY, OTHER_KEY):
            assert secret not in output, output
        return code, output

    async def is_refused(self, words: str, *arguments: str, code: int = 2, **more: str) -> str:
        found, output = await self.copies(*arguments, **more)
        assert (found, words in output) == (code, True), output
        assert "Nothing was copied" in output
        return output

    def has_nothing_there(self) -> bool:
        with psycopg.connect(self.to) as connection:
            query = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            return connection.execute(query).fetchone() == (0,)


def row(table: Table, number: int) -> dict[str, object]:
    """Return a row that no other number has, with values that are hard to copy."""
    return {column.name: value(column.type, number) for column in table.c}


def value(kind: object, number: int) -> object:
    if isinstance(kind, BigInteger):
        return 2**63 - number
    if isinstance(kind, Whole):
        return number
    if isinstance(kind, Float):
        return number + 0.1
    if isinstance(kind, LargeBinary):
        return bytes([0, 255, number % 256]) * (number % 9)
    return f"{number}{TEXTS[number % len(TEXTS)]}"


def everything(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: sorted((tuple(one) for one in connection.execute(select(table))), key=repr)
        for table in metadata.sorted_tables
    }


def same_on_both(mover: Mover) -> bool:
    lite = create_engine(f"sqlite:///{mover.file}")
    server = create_engine(mover.to.replace("postgresql://", "postgresql+psycopg://"))
    with lite.connect() as one, server.connect() as other:
        found = everything(one) == everything(other)
    lite.dispose()
    server.dispose()
    return found
