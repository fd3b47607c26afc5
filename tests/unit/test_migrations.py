"""A database of the version before is upgraded with everything that waits in it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import DatabaseUnusable
from bot.storage.link_attempts import LinkAttemptStore
from bot.storage.link_offers import OfferSecrets, OfferStore
from bot.storage.migrate import SCRIPTS
from bot.storage.tables import metadata
from bot.storage.ticket_records import AskerRecord, NewTicket
from bot.storage.tickets import TicketStore
from bot.storage.waiting_logins import WaitingLoginStore

CIPHER = Cipher([bytes(32)])
ASKER = json.dumps({"name": "Mira", "handle": "mira"})


@pytest.fixture
def before(tmp_path: Path) -> sqlite3.Connection:
    """A database with the schema of migration 0007."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{tmp_path / 'e.db'}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
    engine.dispose()
    return sqlite3.connect(tmp_path / "e.db")


def insert(raw: sqlite3.Connection, table: str, **row: object) -> None:
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    raw.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))


def ticket(ref: str, **more: object) -> dict[str, object]:
    return {
        "ref": ref,
        "discord_id": 1,
        "asker": ASKER,
        "scopes": "x",
        "client_id": "app",
        "created_at": 1000,
        "expires_at": 1600,
        "purpose": "link",
        **more,
    }


async def test_what_waits_survives_the_renamed_columns(
    before: sqlite3.Connection, tmp_path: Path
) -> None:
    login = CIPHER.seal("{}", "pending_grants", "sealed", "seat", 1)
    verifier = CIPHER.seal("v", "link_tickets", "verifier", "began", "s", 1, "app")
    secrets = json.dumps({"ticket": "t", "state": None, "challenge": None})
    offer = CIPHER.seal(secrets, "link_tickets", "again", "offer", 1, "app")
    insert(before, "link_tickets", **ticket("seat", status="no_seat", waiting_id="a b"))
    began = {"status": "started", "state_hash": "s", "identity_hash": "d", "holder_hash": "h"}
    insert(before, "link_tickets", **ticket("began", browser_hash="b", verifier=verifier, **began))
    demands = {"demands": "account", "demands_name": "Mira R."}
    insert(before, "link_tickets", **ticket("offer", status="open", again=offer, **demands))
    waits = {"ref": "seat", "discord_id": 1, "client_id": "app", "reason": "seat"}
    times = {"created_at": 1000, "expires_at": 9000}
    insert(before, "pending_grants", sealed=login, **waits, **times)
    before.commit()
    before.close()

    database = await Database.open(f"sqlite:///{tmp_path / 'e.db'}")
    tickets = TicketStore(database)
    kept = await WaitingLoginStore(database, CIPHER).get("seat", 1001)
    assert kept is not None
    assert (kept.login, kept.reason) == ("{}", "seat")
    seat, began_now = await tickets.get("seat"), await tickets.by_discord_state("d")
    assert seat is not None
    assert seat.waiting == ("a", "b")
    assert began_now is not None
    assert began_now.consenting_browser_hash == "h"
    assert await LinkAttemptStore(database, CIPHER).claim("s", now=1001) == "v"
    new = NewTicket(
        "new",
        1,
        AskerRecord("Mira", "mira"),
        frozenset({"x"}),
        "app",
        1001,
        1601,
        required_account="account",
    )
    offers = OfferStore(database, CIPHER)
    again = await offers.reuse_or_save(new, OfferSecrets("n"), good_until=1100, may_make=True)
    assert again is not None
    assert (again.ref, again.secrets.ticket) == ("offer", "t")
    await database.close()


async def test_the_migrations_make_the_tables_that_the_code_describes(tmp_path: Path) -> None:
    await (await Database.open(f"sqlite:///{tmp_path / 'e.db'}")).close()
    engine = create_engine(f"sqlite:///{tmp_path / 'e.db'}")
    found = inspect(engine)
    for table in metadata.sorted_tables:
        columns = {column["name"] for column in found.get_columns(table.name)}
        assert columns == {column.name for column in table.c}, table.name
        indexes = {index["name"] for index in found.get_indexes(table.name)}
        assert indexes >= {index.name for index in table.indexes}, table.name
    engine.dispose()


async def test_a_migration_that_fails_halfway_leaves_the_file_as_it_was(
    before: sqlite3.Connection, tmp_path: Path
) -> None:
    before.execute("CREATE TABLE people_in_servers (in_the_way INTEGER)")
    before.commit()
    schema = before.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    with pytest.raises(DatabaseUnusable):
        await Database.open(f"sqlite:///{tmp_path / 'e.db'}")
    assert before.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall() == schema
    before.execute("DROP TABLE people_in_servers")
    before.commit()
    await (await Database.open(f"sqlite:///{tmp_path / 'e.db'}")).close()
