"""Who is noted as a member of a server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.accounts.server_people import ServerPeople
from bot.storage.accounts import AccountStore
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.people_in_servers import PeopleInServers
from bot.storage.personal_data import PersonalData
from bot.storage.records import NewLink
from tests.unit.links import save_link

CIPHER = Cipher([bytes(32)])
MIRA, GUILD, NOW, DAY = 11, 99, 1000, 24 * 3600
LINK = NewLink(MIRA, "acc", "m", "Mira", frozenset(), "app", "AT", "RT", 9000, NOW)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite:///{tmp_path / 'e.db'}", alone=True)
    yield opened
    await opened.close()


async def test_who_links_again_is_noted_again(database: Database) -> None:
    store = PeopleInServers(database)
    people = ServerPeople(store, AccountStore(database, CIPHER), lambda: NOW)
    await people.note(GUILD, MIRA)
    assert await store.newest(GUILD, 5) == [], "only who has linked"
    await save_link(database, CIPHER, LINK)
    await people.note(GUILD, MIRA)
    assert await store.newest(GUILD, 5) == [MIRA]
    await PersonalData(database, CIPHER).forget(MIRA)
    await save_link(database, CIPHER, replace(LINK, authorized_at=NOW + 5))
    assert await store.newest(GUILD, 5) == []
    await people.note(GUILD, MIRA)
    assert await store.newest(GUILD, 5) == [MIRA]


async def test_who_uses_nothing_there_for_half_a_year_is_forgotten(database: Database) -> None:
    store = PeopleInServers(database)
    await save_link(database, CIPHER, LINK)
    await store.note(GUILD, MIRA, NOW)
    await store.drop_old(NOW + 181 * DAY)
    assert await store.newest(GUILD, 5) == [MIRA]
    await store.drop_old(NOW + 183 * DAY)
    assert await store.newest(GUILD, 5) == []
