"""PostgreSQL's plans for statements, with so many rows that a missing index can be seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import Float, LargeBinary, Table, Text

from bot.storage.tables import metadata
from tests.unit.every_query import Statements

ROWS = 20_000
COSTS_AT_MOST = 100.0
"""What PostgreSQL estimates for reading the few rows that are looked for; a whole table is more."""

_EXPLAINED = ("SELECT", "INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan reads without looking for anything, and what it costs."""

    read_whole: frozenset[str]
    tables: frozenset[str]
    cost: float


async def fill(connection: asyncpg.Connection) -> None:
    """Put rows into every table, each with values of its own, and let PostgreSQL count them."""
    for table in metadata.sorted_tables:
        names = ", ".join(f'"{column.name}"' for column in table.c)
        values = ", ".join(_value(table, column.name) for column in table.c)
        await connection.execute(f'DELETE FROM "{table.name}"')
        rows = f"SELECT {values} FROM generate_series(1, {ROWS}) n"
        await connection.execute(f'INSERT INTO "{table.name}" ({names}) {rows}')
    await connection.execute("ANALYZE")


def _value(table: Table, column: str) -> str:
    kind = table.c[column].type
    if isinstance(kind, Text):
        return "n::text"
    if isinstance(kind, LargeBinary):
        return "''::bytea"
    return "n::float8" if isinstance(kind, Float) else "n"


async def plans(connection: asyncpg.Connection, sent: Statements) -> dict[tuple[str, str], Plan]:
    """Return the plan of each statement, by method and statement."""
    found = {}
    for (method, statement), parameters in sent.items():
        if statement.startswith(_EXPLAINED) and "pg_" not in statement:
            explained = f"EXPLAIN (FORMAT JSON) {statement}"
            answer = await connection.fetchval(explained, *parameters)
            found[method, statement] = _plan(json.loads(answer)[0]["Plan"])
    return found


def _plan(root: dict[str, Any]) -> Plan:
    nodes = list(_nodes(root))
    whole = {one["Relation Name"] for one in nodes if _reads_whole(one)}
    tables = {one["Relation Name"] for one in nodes if "Relation Name" in one}
    return Plan(frozenset(whole), frozenset(tables), float(root["Total Cost"]))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _reads_whole(node: dict[str, Any]) -> bool:
    scans = ("Seq Scan", "Index Scan", "Index Only Scan")
    return node["Node Type"] in scans and "Index Cond" not in node
