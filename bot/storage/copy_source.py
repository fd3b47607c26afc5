"""Read a SQLite file for a copy to PostgreSQL: one snapshot, and each value as it will be stored.

What PostgreSQL can't store is collected, by table and column and row, never by its value.
"""

from __future__ import annotations

import hashlib
import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Table

from bot.storage.tables import metadata

Value = int | float | str | bytes | None
Row = tuple[Value, ...]

BATCH = 5000
_MODULUS = 1 << 128
_NAMED_ROWS = 5
_BITS = {"integer": 31, "bigint": 63}
_NOT_OURS = ("alembic_version",)


class Checksum:
    """Counts rows and adds up their hashes, in any order."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        for row in rows:
            self.rows += 1
            digest = hashlib.blake2b(repr(row).encode(), digest_size=16).digest()
            self._sum = (self._sum + int.from_bytes(digest)) % _MODULUS

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Checksum):
            return NotImplemented
        return (self.rows, self._sum) == (other.rows, other._sum)

    def __hash__(self) -> int:
        return hash((self.rows, self._sum))


@dataclass(frozen=True, slots=True)
class Unfit:
    """Values of one column that PostgreSQL can't store."""

    table: str
    column: str
    why: str
    rowids: tuple[int, ...]

    def __str__(self) -> str:
        named = ", ".join(str(one) for one in self.rowids[:_NAMED_ROWS])
        more = "" if len(self.rowids) <= _NAMED_ROWS else f" and {len(self.rowids) - _NAMED_ROWS}"
        return f"{self.table}.{self.column} {self.why} (rowid {named}{more and more + ' more'})"


class Source:
    """A SQLite file's rows, all as they were at one moment."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._unfit: dict[tuple[str, str, str], list[int]] = {}

    @property
    def unfit(self) -> list[Unfit]:
        """What was found so far that PostgreSQL can't store."""
        return [Unfit(*place, tuple(rowids)) for place, rowids in self._unfit.items()]

    def count(self, table: Table) -> int:
        """Return the number of rows in a table."""
        query = f"SELECT count(*) FROM {_quoted(table.name)}"  # noqa: S608 - a name of our own
        return int(self._connection.execute(query).fetchone()[0])

    def foreign_tables(self) -> list[str]:
        """Return the tables that aren't Earshot's."""
        query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        names = [str(row[0]) for row in self._connection.execute(query)]
        own = {*metadata.tables, *_NOT_OURS}
        return [one for one in names if one not in own and not one.startswith("sqlite_")]

    def batches(self, table: Table, kinds: Mapping[str, str]) -> Iterator[list[Row]]:
        """Yield a table's rows, their columns in the order of `kinds`: PostgreSQL's types by name.

        Rows that don't fit are left out, and noted in `unfit`.
        """
        name = _quoted(table.name)
        # A name without its table would be text if there were no such column.
        columns = ", ".join(f"{name}.{_quoted(one)}" for one in kinds)
        query = f"SELECT rowid, {columns} FROM {name}"  # noqa: S608 - names of our own
        cursor = self._connection.execute(query)
        while found := cursor.fetchmany(BATCH):
            rows = [self._fitted(table, kinds, row[0], row[1:]) for row in found]
            yield [row for row in rows if row is not None]

    def _fitted(
        self, table: Table, kinds: Mapping[str, str], rowid: int, row: Sequence[Value]
    ) -> Row | None:
        fitted: list[Value] = []
        for (column, kind), value in zip(kinds.items(), row, strict=True):
            try:
                fitted.append(_as_stored(value, kind))
            except ValueError as wrong:
                self._unfit.setdefault((table.name, column, str(wrong)), []).append(rowid)
        return tuple(fitted) if len(fitted) == len(kinds) else None


@contextmanager
def snapshot(file: Path) -> Iterator[Source]:
    """Provide a file's rows, as they are now; the file isn't changed."""
    uri = f"{file.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
    with closing(connection):
        connection.text_factory = _decoded
        connection.execute("BEGIN")
        yield Source(connection)


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", errors="surrogateescape")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _as_stored(value: Value, kind: str) -> Value:
    """Return a value as PostgreSQL returns it; raises ValueError that says why it can't be stored.

    SQLite lets a column have values of any type.
    """
    if value is None:
        return None
    if kind in _BITS:
        return _whole(value, _BITS[kind])
    if kind == "double precision":
        if not isinstance(value, int | float):
            raise ValueError("isn't a number")
        return float(value)
    if kind == "bytea":
        if not isinstance(value, bytes):
            raise ValueError("isn't a sealed value")
        return value
    if not isinstance(value, str):
        raise ValueError("isn't text")
    return _text(value)


def _whole(value: Value, bits: int) -> int:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("isn't a number")
    whole = int(value)  # as Whole does: fractions of a second are cut off
    if not -(1 << bits) <= whole < 1 << bits:
        raise ValueError("is too large a number")
    return whole


def _text(value: str) -> str:
    if "\0" in value:
        raise ValueError("has a NUL character")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("isn't valid UTF-8 text") from None
    return value
