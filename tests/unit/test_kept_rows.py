"""What is read once and kept: every writer of such a row is seen by the next reader.

`WRITERS` has one write for each function of bot/storage that writes one of these tables; a test
fails if a function is missing.
"""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.storage.accounts import AccountStore
from bot.storage.apps import AppStore
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.imported_links import ImportedLinks
from bot.storage.kept_rows import Changes, KeptRows
from bot.storage.notifications import NotificationStore
from bot.storage.personal_data import PersonalData
from bot.storage.records import AccountSummary, AppRecord, NewLink, RefreshedTokens
from bot.storage.refresh_leases import RefreshLeases
from bot.storage.servers import ServerStore
from bot.storage.settings import SettingStore
from bot.storage.spotify_limits import BreakerStore
from bot.storage.tables import settings as settings_table
from tests.unit.links import save_link

STORAGE = Path(__file__).parents[2] / "bot/storage"
KEPT_TABLES = "accounts|settings|notifications|apps|breakers|servers"
MIRA, JONAS, GUILD, NOW = 11, 22, 99, 1000
CIPHER = Cipher([bytes(32)])
LINK = NewLink(MIRA, "acc-m", "m", "Mira", frozenset({"a"}), "app", "AT", "RT", 9000, NOW)
JONAS_LINK = replace(LINK, discord_id=JONAS, spotify_account_id="acc-j", spotify_id="j")
NEW = RefreshedTokens("AT2", "RT2", 9999, frozenset({"a"}))
OWN = f"member:{MIRA}"
APP = AppRecord("own", "own", "member", OWN, MIRA, GUILD, NOW)


@dataclass
class Stores:
    """Every store that keeps rows or writes ones that are kept, on one database."""

    database: Database

    def __post_init__(self) -> None:
        self.accounts = AccountStore(self.database, CIPHER)
        self.apps = AppStore(self.database, CIPHER)
        self.breakers = BreakerStore(self.database)
        self.leases = RefreshLeases(self.database, CIPHER)
        self.letters = NotificationStore(self.database)
        self.people = PersonalData(self.database, CIPHER)
        self.settings = SettingStore(self.database)
        self.servers = ServerStore(self.database)

    async def everything(self) -> list[object]:
        """Read everything that may be kept, through the stores that keep it."""
        return [
            await self.accounts.get(MIRA),
            await self.accounts.get(JONAS),
            *[await self.settings.get("person", MIRA, name) for name in ("language", "privacy")],
            await self.settings.get("guild", GUILD, "rules"),
            await self.letters.has_closed(MIRA),
            await self.letters.has_closed(JONAS),
            await self.apps.get(APP.client_id),
            await self.breakers.pause(OWN, "player"),
            await self.servers.all(),
        ]

    async def letter(self, person: int) -> int:
        """Store something that could not be sent to a person, and return its number."""
        await self.letters.put(person, "renamed", f"renamed:{person}", "{}", NOW, about=MIRA)
        number = [one for one in await self.letters.due(NOW) if one.discord_id == person][-1].id
        await self.letters.set_status(number, person, "closed")
        return number


Write = Callable[[Stores], Awaitable[object]]


async def _removed_after_delivery(at: Stores) -> None:
    number = await at.letter(MIRA)
    assert await at.letters.has_closed(MIRA)
    await at.letters.claim_closed(number, MIRA)


async def _old_ones_go(at: Stores) -> None:
    await at.letter(JONAS)
    assert await at.letters.has_closed(JONAS)
    await at.letters.put(MIRA, "renamed", "later", "{}", NOW + 201 * 24 * 3600)


async def _one_is_unreadable(at: Stores) -> None:
    number = await at.letter(MIRA)
    assert await at.letters.has_closed(MIRA)
    await at.letters.drop(number)


async def _told_in_another_way(at: Stores) -> None:
    await at.letter(MIRA)
    assert await at.letters.has_closed(MIRA)
    await at.letters.mark_told(MIRA, "renamed")


async def _link_of(at: Stores, person: int = MIRA) -> AccountSummary:
    known = await at.accounts.get(person)
    assert known is not None
    return known


async def _set_premium(at: Stores, person: int) -> None:
    await at.accounts.set_premium(await _link_of(at, person), premium=True)


async def _claimed(at: Stores) -> AccountSummary:
    await at.leases.claim(await _link_of(at), "me", NOW, NOW + 30)
    return await _link_of(at)


async def _reminded(at: Stores) -> None:
    assert await at.accounts.set_reminded(await _link_of(at), 1)


async def _leased(at: Stores, write: Callable[[AccountSummary], Awaitable[object]]) -> None:
    assert await write(await _claimed(at)) is not False


async def _linked_again(at: Stores) -> None:
    changed = replace(LINK, access_token="AT3", scopes=frozenset({"a", "b"}))
    await save_link(at.database, CIPHER, changed)


WRITERS: dict[str, Write] = {
    "accounts.set_reminded": _reminded,
    "accounts.set_premium": lambda at: _set_premium(at, MIRA),
    "apps.put": lambda at: at.apps.put(replace(APP, client_id="other", secret="s")),
    "apps.share": lambda at: at.apps.share("own", None, "Mira", "mira"),
    "apps.remove": lambda at: at.apps.remove("own"),
    "imported_links.add": lambda at: ImportedLinks(at.database, CIPHER).add(
        replace(LINK, discord_id=5, spotify_account_id="acc-5"), NOW
    ),
    "link_attempts.save_link": _linked_again,
    "notifications.put": _old_ones_go,
    "notifications.collect": lambda at: at.letters.collect(
        MIRA, "broke", lambda before: "{}", NOW, apart=10
    ),
    "notifications.claim_due": lambda at: at.letters.claim_due(1, MIRA, NOW, hold=15),
    "notifications.set_status": lambda at: at.letter(JONAS),
    "notifications.claim_closed": _removed_after_delivery,
    "notifications.drop": _one_is_unreadable,
    "notifications.mark_told": _told_in_another_way,
    "personal_data.forget": lambda at: at.people.forget(MIRA),
    "personal_data.unlink_spotify": lambda at: at.people.unlink_spotify("acc-m", None),
    "refresh_leases.claim": _claimed,
    "refresh_leases.extend": lambda at: _leased(
        at, lambda it: at.leases.extend(it, "me", NOW + 60)
    ),
    "refresh_leases.release": lambda at: _leased(at, lambda it: at.leases.release(it, "me")),
    "refresh_leases.save": lambda at: _leased(at, lambda it: at.leases.save(it, "me", NEW)),
    "refresh_leases.retire": lambda at: _leased(at, lambda it: at.leases.retire(it, "me")),
    "servers.change": lambda at: at.servers.change([GUILD], []),
    "settings.put": lambda at: at.settings.put("person", MIRA, "privacy", "nobody"),
    "settings.delete": lambda at: at.settings.delete("person", MIRA, "language"),
    "spotify_limits.close_until": lambda at: at.breakers.close_until(OWN, "player", NOW + 90.0, 3),
    "spotify_limits.reset": lambda at: at.breakers.reset(OWN, "player"),
}


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Stores]:
    """A database with something in every table that is kept, all of it read once."""
    database = await Database.open(f"sqlite:///{tmp_path / 'e.db'}", alone=True)
    stores = Stores(database)
    for link in (LINK, JONAS_LINK):
        await save_link(database, CIPHER, link)
    await stores.settings.put("person", MIRA, "language", "de")
    await stores.settings.put("guild", GUILD, "rules", '{"prefix": "?"}')
    await stores.apps.put(APP)
    await stores.breakers.close_until(f"member:{MIRA}", "player", NOW + 30.0, 1)
    await stores.everything()
    yield stores
    await database.close()


@pytest.mark.parametrize("writer", WRITERS)
async def test_the_next_reader_sees_what_was_written(
    at: Stores, tmp_path: Path, writer: str
) -> None:
    await WRITERS[writer](at)
    seen = await at.everything()
    other = await Database.open(f"sqlite:///{tmp_path / 'e.db'}")
    assert seen == await Stores(other).everything()
    await other.close()


def test_every_writer_of_a_kept_table_is_tested() -> None:
    pattern = re.compile(rf"\b(?:insert|update|delete)\((?:t\.)?(?:{KEPT_TABLES})\)")
    found = set()
    for file in STORAGE.glob("*.py"):
        text = file.read_text()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.AsyncFunctionDef) and pattern.search(
                ast.get_source_segment(text, node) or ""
            ):
                found.add(f"{file.stem}.{node.name}")
    # Those of personal.py and kept_refusal.py are called by the two of personal_data.py.
    tested = {one for one in WRITERS if not one.startswith("personal_data.")}
    assert {one for one in found if not one.startswith(("personal.", "kept_refusal."))} == tested


async def test_nothing_is_read_twice(at: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await at.everything()

    def no_reading() -> None:
        raise AssertionError("read from the database")

    monkeypatch.setattr(at.database, "read", no_reading)
    assert await at.everything() == before


async def test_a_write_about_one_person_leaves_what_is_kept_of_others(
    at: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _set_premium(at, JONAS)
    monkeypatch.setattr(at.database, "read", None)
    assert await at.accounts.get(MIRA)
    with pytest.raises(TypeError):
        await at.accounts.get(JONAS)


async def test_a_cancelled_write_that_is_committed_all_the_same_is_seen(at: Stores) -> None:
    for _ in range(30):
        before = await at.settings.get("person", MIRA, "privacy")
        wanted = "nobody" if before != "nobody" else "everyone"
        task = asyncio.create_task(at.settings.put("person", MIRA, "privacy", wanted))
        await asyncio.sleep(0.001)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await at.settings.get("person", MIRA, "privacy")
        # The writing connection is free again only when the commit is over.
        await at.settings.put("bot", 0, "x", "y")
        kept = await at.settings.get("person", MIRA, "privacy")
        assert kept == (await at.settings._read(MIRA)).get(("person", "privacy"))


async def test_what_was_read_before_a_write_is_not_kept_after_it() -> None:
    changes = Changes(complete=True)
    rows: KeptRows[int, str] = KeptRows(changes, settings_table, at_most=2, by_subject=True)
    reading = asyncio.Event()

    async def old() -> str:
        await reading.wait()
        return "old"

    async def new() -> str:
        return "new"

    task = asyncio.create_task(rows.get(1, old))
    await asyncio.sleep(0)
    changes.written(["settings"], 1)
    reading.set()
    assert await task == "old"
    assert await rows.get(1, new) == "new"


async def test_only_so_many_are_kept_and_none_where_others_write_too() -> None:
    times = 0

    async def read() -> int:
        nonlocal times
        times += 1
        return times

    few: KeptRows[int, int] = KeptRows(Changes(complete=True), settings_table, at_most=2)
    assert [await few.get(key, read) for key in (1, 2, 1, 3, 1, 2)] == [1, 2, 1, 3, 1, 4]
    none: KeptRows[int, int] = KeptRows(Changes(complete=False), settings_table, at_most=2)
    assert [await none.get(1, read) for _ in range(2)] == [5, 6]


async def test_a_notice_of_another_process_drops_what_is_kept(at: Stores, tmp_path: Path) -> None:
    other = await Database.open(f"sqlite:///{tmp_path / 'e.db'}")
    await Stores(other).settings.put("person", MIRA, "language", "fr")
    assert await at.settings.get("person", MIRA, "language") == "de"
    at.database.changes.written(["settings"], MIRA)
    assert await at.settings.get("person", MIRA, "language") == "fr"
    await Stores(other).settings.put("person", MIRA, "language", "ja")
    at.database.changes.anything()
    assert await at.settings.get("person", MIRA, "language") == "ja"
    await other.close()
