"""Grants of Spotify and Discord as stored: each belongs to one login, and changes hands once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.storage.accounts import AccountStore
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.discord_grants import DiscordGrantStore
from bot.storage.errors import SpotifyAccountTaken
from bot.storage.personal_data import PersonalData
from bot.storage.records import RefreshedTokens
from bot.storage.refresh_leases import RefreshLeases
from bot.storage.tickets import TicketStore
from tests.unit.links import link, save_link, ticket

KEY = bytes(range(32))


async def test_one_spotify_account_belongs_to_one_person(database: Database) -> None:
    store = AccountStore(database, Cipher([KEY]))
    await save_link(database, Cipher([KEY]), link(1, "a"))
    with pytest.raises(SpotifyAccountTaken) as caught:
        await save_link(database, Cipher([KEY]), link(2, "a"))
    assert caught.value.discord_id == 1
    assert await store.get(2) is None


async def test_race_a_lease_is_taken_once_and_guards_save_and_retire(database: Database) -> None:
    store, leases = AccountStore(database, Cipher([KEY])), RefreshLeases(database, Cipher([KEY]))
    await save_link(database, Cipher([KEY]), link())
    old = await store.summary(1)
    assert old is not None
    taken = await asyncio.gather(*(leases.claim(old, f"p{n}", 10, 30) for n in range(9)))
    assert taken.count(True) == 1
    owner = f"p{taken.index(True)}"
    new = RefreshedTokens("n", "r", 9, frozenset())
    assert not await leases.save(old, "stranger", new)
    assert not await leases.retire(old, "stranger")
    assert await leases.save(old, owner, new)
    assert not await leases.retire(old, owner), "the version has moved on"
    record = await store.get(1)
    assert record is not None
    assert (record.version, record.access_token, record.authorized_at) == (2, "n", 50)
    assert await leases.claim(record, "x", 40, 60)
    await leases.release(record, "x")
    assert await leases.claim(record, "y", 40, 60)
    assert await leases.retire(record, "y")
    dead = await store.get(1)
    assert dead is not None
    assert (dead.status, dead.access_token) == ("dead", "")
    assert not await leases.claim(dead, "z", 100, 120)


async def test_the_lease_of_a_killed_process_holds_nobody_up_where_there_is_no_other(
    database: Database,
) -> None:
    cipher = Cipher([KEY])
    store, leases = AccountStore(database, cipher), RefreshLeases(database, cipher, alone=True)
    await save_link(database, cipher, link())
    record = await store.summary(1)
    assert record is not None
    assert await leases.claim(record, "killed", 10, 40)
    assert await leases.claim(record, "next", 11, 41)
    assert not await leases.claim(record, "next", 12, 42), "it's refreshing already"
    assert not await leases.save(record, "killed", RefreshedTokens("n", "r", 9, frozenset()))


async def test_race_what_was_done_for_an_ended_link_does_not_reach_the_next(
    database: Database,
) -> None:
    """Both are of version 1, and the process is the same: only the login differs."""
    cipher = Cipher([KEY])
    store, leases = AccountStore(database, cipher), RefreshLeases(database, cipher)
    await save_link(database, cipher, link())
    first = await store.summary(1)
    assert first is not None
    await PersonalData(database, cipher).forget(1)
    await save_link(database, cipher, replace(link(account="b"), authorized_at=51))
    second = await store.summary(1)
    assert second is not None
    assert (first.version, second.version) == (1, 1)
    assert not await leases.claim(first, "me", 10, 30)
    assert await leases.claim(second, "me", 10, 30)
    await leases.extend(first, "me", 9999)
    await leases.release(first, "me")
    assert not await leases.claim(second, "other", 20, 40), "neither given back"
    assert await leases.claim(second, "other", 31, 50), "nor extended"
    assert await leases.claim(second, "me", 51, 60)
    tokens = RefreshedTokens("n", "r", 9, frozenset())
    assert not await leases.save(first, "me", tokens)
    assert not await leases.save(first, "me", tokens, late=99)
    assert not await leases.retire(first, "me")
    assert not await store.set_reminded(first, 1)
    assert await store.set_reminded(second, 1)


async def test_a_discord_grant_is_kept_only_with_its_ticket(database: Database) -> None:
    """If a person deletes everything while Discord is being asked, nothing comes back later."""
    tickets, grants = (
        TicketStore(database),
        DiscordGrantStore(database, Cipher([KEY])),
    )
    await grants.put(1, "tokens", 5, "r")
    assert await grants.get(1) is None
    await tickets.create(replace(ticket("r"), discord_id=1))
    await grants.put(2, "tokens", 5, "r")
    assert await grants.get(2) is None
    await grants.put(1, "tokens", 5, "r")
    first = await grants.get(1)
    assert first is not None
    await grants.replace(first, "newer", 6)
    newer = await grants.get(1)
    assert newer is not None
    assert (newer.tokens, newer.expires_at) == ("newer", 6)
    await grants.replace(first, "too late", 7)
    assert await grants.get(1) == newer, "replaced meanwhile"
    await grants.drop(1)
    await grants.replace(newer, "newest", 7)
    assert await grants.get(1) is None


async def test_a_grant_of_someone_who_left_has_no_name(database: Database) -> None:
    tickets, grants = TicketStore(database), DiscordGrantStore(database, Cipher([KEY]))
    await tickets.create(ticket("r"))
    await grants.put(1, "tokens", 5, "r")
    await grants.leave_behind(1, 1000)
    assert await grants.get(1) is None
    ((nameless, since),) = await grants.left_behind()
    assert (nameless < 0, since) == (True, 1000)
    left = await grants.get(nameless)
    assert left is not None
    assert left.tokens == "tokens"
    await PersonalData(database, Cipher([KEY])).forget(1)
    assert len(await grants.left_behind()) == 1
