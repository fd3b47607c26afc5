"""Every column of every table is known to the registry, and empty once a person is deleted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger, Column, Float, LargeBinary, Table, insert

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import Undecryptable
from bot.storage.kept_refusal import Refusals
from bot.storage.link_attempts import LinkAttemptStore
from bot.storage.link_offers import OfferStore, ShownOffer
from bot.storage.personal import ABOUT_PEOPLE, REGISTRY
from bot.storage.personal_data import PersonalData
from bot.storage.records import MessageRef
from bot.storage.settings import SettingStore
from bot.storage.tables import metadata
from bot.storage.tally import Tally
from bot.storage.ticket_records import AskerRecord, NewTicket
from bot.storage.tickets import TicketStore
from bot.storage.whole import Whole
from bot.ui.settings import LABELS
from tests.traces import found_in

MIRA, JONAS = 1234567890123456789, 1029384756102938475
NAMES = ("spotify-account-of-mira", "mira.on.spotify", "Mira's Spotify", "Mira of Discord")
OTHERS = ("spotify-account-of-jonas", "jonas.on.spotify", "Jonas's Spotify", "Jonas of Discord")


def test_the_registry_knows_every_column() -> None:
    known = {
        name: set(f"{holding.personal} {holding.plain}".split())
        for name, holding in REGISTRY.items()
    }
    there = {table.name: {column.name for column in table.c} for table in metadata.sorted_tables}
    assert known == there, "say in personal.py what the new column holds and how it is removed"
    for name, holding in REGISTRY.items():
        assert not set(holding.personal.split()) & set(holding.plain.split()), name
        assert bool(holding.personal) == bool(holding.removals), name


def test_privacy_has_words_for_every_table_that_it_counts() -> None:
    counted = {table.name for table, _ in ABOUT_PEOPLE}
    assert counted <= set(LABELS), "a person would read the table's name"


def plain(column: Column[Any], number: int) -> Any:
    if isinstance(column.type, LargeBinary):
        return b"sealed"
    if isinstance(column.type, BigInteger | Whole | Float):
        return number
    return f"plain {column.name} {number}"


def rows(person: int, names: tuple[str, ...], first: int) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Return one row for each column of each table that can hold the person."""
    account, spotify_id, spotify_name, discord_name = names
    texts = {
        "spotify_account_id": account,
        "spotify_id": spotify_id,
        "display_name": spotify_name,
        "spotify_name": spotify_name,
        "required_account_id": account,
        "required_name": spotify_name,
        "other_name": spotify_name,
        "asker": json.dumps({"name": discord_name, "handle": discord_name}),
        "owner_name": discord_name,
        "added_name": discord_name,
        "quota_owner": f"member:{person}",
        "kind": "member",
        "scope": "person",
    }
    ids = {"discord_id", "owner_id", "about", "subject", "person", "viewer", "added_by"}
    number = first
    for table in metadata.sorted_tables:
        number += 1
        row: dict[str, Any] = {}
        for column in table.c:
            if column.name in ids:
                row[column.name] = person
            else:
                row[column.name] = texts.get(column.name, plain(column, number))
        if table.name == "letters":
            row["value"] = json.dumps({"name": discord_name, "person": person})
        if table.name == "memos":
            row["value"] = json.dumps({"names": {str(person): discord_name}})
        yield table, row


async def fill(database: Database) -> None:
    async with database.write() as connection:
        for person, names, first in ((MIRA, NAMES, 100), (JONAS, OTHERS, 200)):
            for table, row in rows(person, names, first):
                await connection.execute(insert(table).values(row))


async def test_nothing_is_left_of_a_person_in_any_column(
    database: Database, tmp_path: Path
) -> None:
    await fill(database)
    file = tmp_path / "e.db"
    assert len(found_in(file, MIRA, *NAMES)) > 25
    assert (await PersonalData(database, Cipher([bytes(32)])).forget(MIRA)).linked
    assert found_in(file, MIRA, *NAMES) == []
    others = {where.split(":")[0] for where in found_in(file, JONAS, *OTHERS)}
    assert {name.split(".")[0] for name in others} >= set(REGISTRY) - {
        "app_troubles",
        "aux_guests",
        "aux_pages",
        "gateway_sessions",
        "mixtape_turns",
        "servers",
        "tallies",
    }


async def test_others_rows_lose_only_what_names_the_person(
    database: Database, tmp_path: Path
) -> None:
    file, store = tmp_path / "e.db", PersonalData(database, Cipher([bytes(32)]))
    await fill(database)
    tables = {table.name: table for table in metadata.sorted_tables}
    mine = {table.name: row for table, row in rows(MIRA, NAMES, 300)}
    theirs = {table.name: row for table, row in rows(JONAS, OTHERS, 300)}
    blend = {
        "owner_name": OTHERS[3],
        "names": {str(MIRA): NAMES[3], "5": "Five"},
        "said": {str(MIRA): "yes", "5": "no"},
    }
    named = {
        key: mine["link_tickets"][key]
        for key in ("spotify_name", "required_account_id", "other_name")
    }
    async with database.write() as connection:
        for name, row in (
            ("memos", {**theirs["memos"], "value": json.dumps(blend)}),
            ("link_tickets", {**theirs["link_tickets"], **named}),
            ("waiting_logins", {**theirs["waiting_logins"], "spotify_name": NAMES[2]}),
            ("letters", {**theirs["letters"], "about": MIRA, "value": NAMES[3]}),
            ("letters", {**theirs["letters"], "id": 999, "about": None, "once": "for Jonas"}),
            ("apps", {**mine["apps"], "kind": "host", "quota_owner": "main"}),
        ):
            await connection.execute(insert(tables[name]).values(row))
    await store.forget(MIRA)
    assert found_in(file, MIRA, *NAMES) == []
    with sqlite3.connect(file) as raw:
        value = raw.execute("SELECT value FROM memos WHERE value LIKE '%Five%'").fetchone()[0]
        assert json.loads(value)["names"] == {"5": "Five"}
        assert raw.execute("SELECT count(*) FROM letters WHERE once = 'for Jonas'").fetchone()[0]
        assert raw.execute("SELECT count(*) FROM apps WHERE kind = 'host'").fetchone()[0] == 1
        assert raw.execute("SELECT count(*) FROM link_tickets").fetchone()[0] == 2
    raw.close()


async def test_removing_by_the_spotify_account_forgets_its_person_but_keeps_one_ticket(
    database: Database, tmp_path: Path
) -> None:
    store = PersonalData(database, Cipher([bytes(32)]))
    tickets, attempts = TicketStore(database), LinkAttemptStore(database, Cipher([bytes(32)]))
    await fill(database)
    ref = next(row["ref"] for table, row in rows(MIRA, NAMES, 100) if table.name == "link_tickets")
    await store.unlink_spotify(NAMES[0], None, keep=ref)
    assert found_in(tmp_path / "e.db", *NAMES[:3]) == [], "whose Spotify it was is kept nowhere"
    await attempts.finish(ref, "undone")
    left = found_in(tmp_path / "e.db", MIRA, *NAMES)
    assert {one.partition(":")[0] for one in left if "." in one.partition(":")[0]} >= {
        "link_tickets.discord_id"
    }
    assert not [one for one in left if one.startswith("letters")]
    await tickets.set_announced(ref, "undone")
    await database.scrub()
    assert found_in(tmp_path / "e.db", MIRA, *NAMES) == []
    kept = await tickets.get(ref)
    assert kept is not None
    assert (kept.status, kept.discord_id) == ("undone", 0)


async def test_counts_outlive_a_deletion_and_are_gone_after_a_day(
    database: Database, tmp_path: Path
) -> None:
    now, cipher = 1_000_000.0, Cipher([bytes(32)])
    tally = Tally(database, cipher, lambda: now)

    async def takes(person: int) -> bool:
        return await tally.take("letters", person, most=2, seconds=24 * 3600)

    assert [await takes(MIRA) for _ in range(3)] == [True, True, False]
    await PersonalData(database, cipher).forget(MIRA)
    assert not await takes(MIRA), "deleting everything gives nobody their limits back"
    assert await takes(JONAS)
    assert found_in(tmp_path / "e.db", MIRA) == []
    now += 24 * 3600 + 1
    assert await takes(MIRA)
    with sqlite3.connect(tmp_path / "e.db") as raw:
        assert raw.execute("SELECT count(*) FROM tallies").fetchone()[0] == 1
    raw.close()


@pytest.mark.parametrize("column", ["discord_id", "client_id", "ref", "spotify_state_hash"])
async def test_sp26_a_tickets_sealed_values_belong_to_its_person_and_app(
    database: Database, tmp_path: Path, column: str
) -> None:
    tickets, attempts = TicketStore(database), LinkAttemptStore(database, Cipher([bytes(32)]))
    asker = AskerRecord("Mira", "mira")
    await tickets.create(NewTicket("r", MIRA, asker, frozenset({"x"}), "app", 1000, 1600))
    offers = OfferStore(database, Cipher([bytes(32)]))
    await offers.add_shown("r", ShownOffer(MessageRef(5)))
    started = await attempts.start(
        "r", now=1001, browser_hash="b", spotify_state_hash="s", verifier="v"
    )
    assert started
    other = JONAS if column == "discord_id" else "other"
    with sqlite3.connect(tmp_path / "e.db") as raw:
        raw.execute(f"UPDATE link_tickets SET {column} = ?", (other,))
    raw.close()
    state = "other" if column == "spotify_state_hash" else "s"
    with pytest.raises(Undecryptable):
        await attempts.claim(state, now=1002)
    ref = "other" if column == "ref" else "r"
    kept = [] if column != "spotify_state_hash" else [ShownOffer(MessageRef(5))]
    assert await offers.shown(ref) == kept


_REFUSAL = [("presence", "off")]


@pytest.mark.parametrize(
    ("chosen", "refusals", "left"),
    [
        ({"presence": "off", "style": "card"}, "said", _REFUSAL),
        ({"presence": "off", "privacy": "nobody"}, "said or nobody", _REFUSAL),
        ({"privacy": "nobody"}, "said or nobody", _REFUSAL),
        ({"privacy": "nobody", "presence": "on"}, "said or nobody", _REFUSAL),
        ({"privacy": "nobody"}, "said", []),
        ({"privacy": "servers", "presence": "on"}, "said or nobody", []),
        ({"style": "off"}, "said", []),
    ],
)
@pytest.mark.parametrize("by_spotify", [False, True])
async def test_only_a_no_is_kept_of_the_settings(
    database: Database,
    chosen: dict[str, str],
    refusals: Refusals,
    left: list[tuple[str, str]],
    *,
    by_spotify: bool,
) -> None:
    await fill(database)
    store, data = SettingStore(database), PersonalData(database, Cipher([bytes(32)]), refusals)
    for name, value in chosen.items():
        await store.put("person", MIRA, name, value)
        await store.put("person", JONAS, name, value)
    if by_spotify:
        forgotten = await data.unlink_spotify(NAMES[0], None)
    else:
        forgotten = await data.forget(MIRA)
    assert forgotten.keeps_refusal == bool(left)
    assert forgotten.linked
    kept = (await data.rows(MIRA)).get("settings", [])
    assert [(row["name"], row["value"]) for row in kept] == left
    assert len((await data.rows(JONAS))["settings"]) == len(chosen) + 1
