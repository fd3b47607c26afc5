"""Every statement of every store runs on PostgreSQL, and none reads a table that grows.

tests/unit/test_query_plans.py says the same of SQLite.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from bot.storage.database import Database
from bot.storage.tables import metadata
from tests.postgres import PostgresServer
from tests.unit.every_query import Statements, methods, statements_of_all, stores
from tests.unit.postgres_plans import COSTS_AT_MOST, Plan, fill, plans
from tests.unit.test_query_plans import ALLOWED

ALLOWED_HERE = {
    **ALLOWED,
    ("mixtape_turns", "MixtapeTurns.next_time"): "a number for each mixtape with something to do",
    ("seat_waiters", "SeatWaiters.offered"): "counts no further than there are free seats",
}
NOT_NEEDED_HERE = {
    "ix_mixtape_songs_message": "with one song in each mixtape, its own index is as good",
    "ix_mixtape_songs_uri": "the same",
    "ix_aux_guests_token_hash": "with one guest in each aux, the aux's own index is as good",
    "ix_accounts_unused": "with another status in each row, ix_accounts_status is as good",
    "ix_letters_kind": "with another status in each row, ix_letters_status is as good",
    "ix_people_in_servers_newest": "with one person in each server, the primary key is as good",
}
"""Indexes whose absence these rows don't show, and why."""


@pytest.fixture(scope="module")
async def examined(
    postgres: PostgresServer,
) -> AsyncIterator[tuple[asyncpg.Connection, Statements]]:
    """A database with many rows, and the statements that all stores have sent to it before."""
    url = await postgres.migrated()
    database = await Database.open(url)
    sent = await statements_of_all(database)
    await database.close()
    connection = await asyncpg.connect(url)
    await fill(connection)
    yield connection, sent
    await connection.close()
    postgres.drop(url)


Examined = tuple[asyncpg.Connection, Statements]


def slow(found: dict[tuple[str, str], Plan]) -> dict[tuple[str, str], str]:
    """Return what reads a whole table, or too much, by table and method."""
    return {
        (table, method): f"costs {plan.cost:.0f}: {statement}"
        for (method, statement), plan in found.items()
        for table in plan.read_whole or (plan.tables if plan.cost > COSTS_AT_MOST else ())
    }


async def test_every_method_of_every_store_runs_on_postgresql(examined: Examined) -> None:
    _, sent = examined
    called = {method for method, _ in sent}
    everything = {f"{one.__name__}.{name}" for one in stores() for name, _ in methods(one)}
    assert len(sent) > len(everything) > 80
    assert not (everything - called), "methods that send nothing"


async def test_nothing_is_scanned(examined: Examined) -> None:
    found = await plans(*examined)
    assert len(found) > 200
    whole = slow(found)
    assert {key: words for key, words in whole.items() if key not in ALLOWED_HERE} == {}
    assert set(whole) == set(ALLOWED_HERE), "an exception that isn't needed any more"


@pytest.mark.parametrize(
    "index", sorted(str(one.name) for table in metadata.sorted_tables for one in table.indexes)
)
async def test_an_index_that_is_missing_is_noticed(examined: Examined, index: str) -> None:
    connection, sent = examined
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(f'DROP INDEX "{index}"')
        whole = slow(await plans(connection, sent))
    finally:
        await transaction.rollback()
    assert (set(whole) == set(ALLOWED_HERE)) == (index in NOT_NEEDED_HERE), whole
