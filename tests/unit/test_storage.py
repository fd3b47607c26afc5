"""Storage: values bound to their row, claimed once, never half saved."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from bot.storage.accounts import AccountStore
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import DatabaseUnusable, TicketGone, WrongKey
from bot.storage.keys import check_key
from bot.storage.link_attempts import LinkAttemptStore
from bot.storage.link_offers import OfferStore, ShownOffer
from bot.storage.personal_data import PersonalData
from bot.storage.records import MessageRef
from bot.storage.settings import SettingStore
from bot.storage.spotify_limits import BreakerStore, BudgetStore
from bot.storage.ticket_records import EndStatus, TicketStatus
from bot.storage.tickets import TicketStore
from bot.storage.waiting_logins import WaitingLoginRecord, WaitingLoginStore
from tests.unit.links import link, save_link, ticket

KEY = bytes(range(32))


async def test_links_are_saved_replaced_and_survive_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'e.db'}"
    first = await Database.open(url)
    await save_link(first, Cipher([KEY]), link())
    await save_link(first, Cipher([KEY]), link(token="access-2"))
    await first.close()
    again = await Database.open(url)
    store = AccountStore(again, Cipher([KEY]))
    record = await store.get(1)
    assert record is not None
    assert (record.access_token, record.refresh_token) == ("access-2", "refresh-1")
    assert "access-2" not in repr(record)
    data = PersonalData(again, Cipher([KEY]))
    assert (await data.forget(1)).linked
    assert not (await data.forget(1)).linked
    assert await store.get(1) is None
    await again.close()


async def test_two_processes_claim_a_ticket_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'e.db'}"
    databases = [await Database.open(url), await Database.open(url)]
    stores = [LinkAttemptStore(one, Cipher([KEY])) for one in databases]
    await TicketStore(databases[0]).create(ticket("r"))
    start = {"now": 1001, "browser_hash": "b", "spotify_state_hash": "s", "verifier": "v"}
    assert await stores[0].start("r", **start)  # type: ignore[arg-type]
    claims = await asyncio.gather(*(stores[n % 2].claim("s", now=1002) for n in range(20)))
    won = [claim for claim in claims if claim is not None]
    assert won == ["v"]
    assert not await stores[1].start("r", **start)  # type: ignore[arg-type]
    for one in databases:
        await one.close()


async def test_tickets_expire_are_replaced_and_leave(database: Database) -> None:
    store, attempts = TicketStore(database), LinkAttemptStore(database, Cipher([KEY]))
    for number in range(5):
        await store.create(ticket(f"r{number}", at=1000 + number))
    kept = [await store.get(f"r{number}") for number in range(5)]
    assert [one and one.status for one in kept] == ["replaced", "replaced", "open", "open", "open"]
    assert await store.count_open(1100) == 3

    async def start(now: int) -> bool:
        return await attempts.start(
            "r4", now=now, browser_hash="b", spotify_state_hash="s", verifier="v"
        )

    assert not await start(5000)
    assert await start(1100)
    assert await attempts.claim("s", now=5000) is None
    await store.create(ticket("late", at=200_000))
    assert await store.get("r4") is None


async def test_deliveries_are_sealed_and_marked_when_delivered(database: Database) -> None:
    store = TicketStore(database)
    await store.create(ticket("r"))
    offers = OfferStore(database, Cipher([KEY]))
    assert await offers.shown("r") == []
    first = ShownOffer(MessageRef(5, application_id=8, token="hush"), "waits")
    second = ShownOffer(MessageRef(7, channel_id=6))
    await offers.add_shown("r", first)
    await offers.add_shown("r", second)
    assert await offers.shown("r") == [second, first]
    assert "hush" not in repr(first)
    assert await store.unannounced(0) == []
    await LinkAttemptStore(database, Cipher([KEY])).finish("r", "denied")
    assert [one.ref for one in await store.unannounced(0)] == ["r"]
    await store.set_announced("r", "linked")
    assert [one.ref for one in await store.unannounced(0)] == ["r"], "that isn't how it ended"
    await store.set_announced("r", "denied")
    assert await store.unannounced(0) == []


async def test_a_completed_link_stays_until_it_is_undone(database: Database) -> None:
    """A third wrong code, typed while the right one is being accepted, doesn't cancel it."""
    store = TicketStore(database)
    await store.create(ticket("r"))
    ends: tuple[tuple[EndStatus, EndStatus], ...] = (
        ("denied", "denied"),
        ("linked", "linked"),
        ("wrong_code", "linked"),
        ("unavailable", "linked"),
        ("undone", "undone"),
        ("expired", "undone"),
    )
    for outcome, status in ends:
        await LinkAttemptStore(database, Cipher([KEY])).finish("r", outcome)
        kept = await store.get("r")
        assert kept is not None
        assert kept.status == status


async def test_a_login_is_kept_only_while_its_ticket_is_valid(database: Database) -> None:
    cipher = Cipher([KEY])
    tickets, pending = TicketStore(database), WaitingLoginStore(database, cipher)
    await tickets.create(ticket("r"))
    owner = ticket("r").discord_id
    login = WaitingLoginRecord("r", owner, "client", "code", None, 1, 2_000_000_000, "{}")
    ended: tuple[TicketStatus, ...] = ("started", "burned", "linked", "undone", "interrupted")
    for status in ("open", *ended):
        if status != "open":
            await LinkAttemptStore(database, cipher).finish("r", status)
        with pytest.raises(TicketGone):
            await pending.put(login)
    for other in (replace(login, ref="gone"), replace(login, discord_id=owner + 1)):
        with pytest.raises(TicketGone):
            await pending.put(other)
    assert await pending.get("r", 0) is None


async def test_pauses_never_get_shorter_and_budgets_add_up(database: Database) -> None:
    pauses, budgets = BreakerStore(database), BudgetStore(database)
    await pauses.close_until("o", "g", 500, 1)
    await pauses.close_until("o", "g", 400, 2)
    assert await pauses.pause("o", "g") == (500, 2)
    await pauses.reset("o", "g")
    assert await pauses.pause("o", "g") == (0, 0)
    assert await budgets.spent("o", "2026-11-23") == 0
    await asyncio.gather(*(budgets.spend("o", "2026-11-23") for _ in range(20)))
    assert await budgets.spent("o", "2026-11-23") == 20


async def test_settings(database: Database) -> None:
    store = SettingStore(database)
    await store.put("person", 1, "privacy", "nobody")
    await store.put("person", 1, "privacy", "everyone")
    assert await store.get("person", 1, "privacy") == "everyone"
    await store.delete("person", 1, "privacy")
    assert await store.get("person", 1, "privacy") is None


async def test_a_failed_write_leaves_nothing(database: Database) -> None:
    store = SettingStore(database)

    async def half() -> None:
        async with database.write() as connection:
            await connection.exec_driver_sql("INSERT INTO settings VALUES ('bot', 0, 'x', 'y')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await half()
    assert await store.get("bot", 0, "x") is None
    await store.put("bot", 0, "x", "z")


async def test_t6c_the_wrong_key_is_noticed_at_start(database: Database) -> None:
    await check_key(database, Cipher([KEY]))
    await check_key(database, Cipher([bytes(32), KEY]))
    with pytest.raises(WrongKey, match="not the one"):
        await check_key(database, Cipher([bytes(32)]))


async def test_t10_pragmas_and_modes(database: Database, tmp_path: Path) -> None:
    async with database.read() as connection:
        values = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        ]
    assert values == ["wal", 2, 1, 1]
    assert stat.S_IMODE((tmp_path / "e.db").stat().st_mode) == 0o600


async def test_unusable_files_are_reported_and_never_recreated(tmp_path: Path) -> None:
    newer = tmp_path / "newer.db"
    first = await Database.open(f"sqlite:///{newer}")
    await first.close()
    with sqlite3.connect(newer) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnusable, match="newer Earshot"):
        await Database.open(f"sqlite:///{newer}")
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database" * 100)
    with pytest.raises(DatabaseUnusable, match="not a usable database"):
        await Database.open(f"sqlite:///{broken}")
    assert broken.read_bytes().startswith(b"this is no database")
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(DatabaseUnusable):
        await Database.open(f"sqlite:///{tmp_path / 'folder.db'}")
    with pytest.raises(DatabaseUnusable):
        await Database.open("mysql://x")
