"""A former session is taken once, by its own shard, and only if it can be used."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import Undecryptable
from bot.storage.gateway_sessions import GatewaySession, GatewaySessionStore, SessionSecrets
from bot.toolkit.discord_internals import API_VERSION
from bot.toolkit.event_age import EventAge
from bot.toolkit.gateway_handover import GatewayHandover

CIPHER = Cipher([bytes(32)])
SESSION = GatewaySession(7, 1, 2, 99, 1000.0, SessionSecrets("abc", "wss://x", API_VERSION, 50.0))


@pytest.fixture
async def store(database: Database) -> GatewaySessionStore:
    made = GatewaySessionStore(database, CIPHER)
    await made.put([SESSION, replace(SESSION, shard=0)])
    return made


async def handed_over(store: GatewaySessionStore, now: float, shards: int = 2) -> object:
    handover = GatewayHandover(store, lambda: now)
    await handover.take(7, 1)
    assert not handover.finished
    found = handover.begin(1, shards)
    assert handover.finished is (found is None)
    handover.done(1)
    assert handover.finished
    assert handover.begin(1, shards) is None, "only once"
    return found


async def test_of_many_that_take_it_one_gets_it(store: GatewaySessionStore) -> None:
    found = await asyncio.gather(*(store.take(7, 1) for _ in range(5)))
    assert sorted(found, key=bool) == [None, None, None, None, SESSION]
    assert await store.take(8, 0) is None, "another application's"
    assert await store.take(7, 0) == replace(SESSION, shard=0)


async def test_a_newer_session_replaces_the_one_before(store: GatewaySessionStore) -> None:
    await store.put([replace(SESSION, sequence=100)])
    assert await store.take(7, 1) == replace(SESSION, sequence=100)


async def test_what_cannot_be_opened_is_deleted_all_the_same(
    store: GatewaySessionStore, database: Database
) -> None:
    other = GatewaySessionStore(database, Cipher([b"N" * 32]))
    with pytest.raises(Undecryptable):
        await other.take(7, 1)
    assert await store.take(7, 1) is None


@pytest.mark.parametrize(
    ("now", "shards", "used"),
    [(1000, 2, True), (1300, 2, True), (1301, 2, False), (999, 2, False), (1000, 3, False)],
)
async def test_it_is_used_for_some_minutes_by_the_same_shard(
    store: GatewaySessionStore, now: float, shards: int, used: bool
) -> None:
    assert bool(await handed_over(store, now, shards)) is used


async def test_another_version_of_discords_api_is_of_no_use(store: GatewaySessionStore) -> None:
    await store.put([replace(SESSION, secrets=replace(SESSION.secrets, api_version=1))])
    assert await handed_over(store, 1000) is None


async def test_what_was_not_begun_is_passed_on_as_it_was(store: GatewaySessionStore) -> None:
    handover = GatewayHandover(store, lambda: 1010.0)
    await handover.take(7, 0)
    await handover.take(7, 1)
    newer = replace(SESSION, shard=0, sequence=120)
    assert await handover.leave([newer])
    assert await store.take(7, 1) == SESSION, "its time stays the old one"
    assert await store.take(7, 0) == newer


async def test_a_connection_that_failed_keeps_nobody_waiting(store: GatewaySessionStore) -> None:
    handover = GatewayHandover(store, lambda: 1000.0)
    await handover.take(7, 1)
    assert handover.begin(1, 2)
    handover.start_over()
    assert handover.finished


def test_discords_time_is_known_however_wrong_this_computers_is() -> None:
    there = 12_345.678
    age, again = EventAge(), EventAge()
    age.of(int(there * 1000) << 22)
    again.set_now(age.now() + 60)
    assert 59 < again.of(int(there * 1000) << 22) < 62


def test_nothing_secret_is_shown() -> None:
    assert "abc" not in repr(SESSION)
    assert "wss" not in repr(SESSION)
