"""Keys are rotated with nothing lost: every sealed value, also while it's used or after a kill."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select, update
from sqlalchemy.engine import Row

from bot.storage import reseal as resealing
from bot.storage.accounts import AccountStore
from bot.storage.apps import AppStore
from bot.storage.aux_pages import AuxPageStore
from bot.storage.cipher import Cipher, key_id
from bot.storage.database import Database
from bot.storage.discord_grants import DiscordGrantStore
from bot.storage.discord_signins import DiscordSignInStore
from bot.storage.errors import DatabaseBusy, DatabaseUnusable, KeyUnusable, WrongKey
from bot.storage.gateway_sessions import GatewaySession, GatewaySessionStore, SessionSecrets
from bot.storage.keys import check_key
from bot.storage.link_attempts import LinkAttemptStore
from bot.storage.link_offers import OfferSecrets, OfferStore, ShownOffer
from bot.storage.live_messages import LiveMessageStore
from bot.storage.only_process import claim
from bot.storage.records import AppRecord, LiveMessageRecord, MessageRef, RefreshedTokens
from bot.storage.refresh_leases import RefreshLeases
from bot.storage.reseal import key_use, reseal
from bot.storage.rotation import check_keys, rotate_keys
from bot.storage.sealed_columns import SEALED, SealedColumn
from bot.storage.tables import link_tickets, metadata
from bot.storage.waiting_commands import WaitingCommandStore
from bot.storage.waiting_logins import WaitingLoginRecord, WaitingLoginStore
from tests.unit.links import link, save_link, save_page, ticket

OLD, NEW = bytes(32), b"N" * 32
BEFORE, BOTH, AFTER = Cipher([OLD]), Cipher([NEW, OLD]), Cipher([NEW])
KEYS = {name: base64.b64encode(key).decode() for name, key in (("old", OLD), ("new", NEW))}
APP = AppRecord("own", "own", "member", "member:1", 1, None, 1000, secret="secret")
MESSAGE = MessageRef(5, channel_id=6)
SESSION = GatewaySession(7, 0, 1, 99, 1000.0, SessionSecrets("s", "wss://x", 10, 1.0))


async def filled(database: Database) -> None:
    """Let each store seal a value, as the bot does."""
    await check_key(database, BEFORE)
    await save_link(database, BEFORE, link())
    await AppStore(database, BEFORE).put(APP)
    offers, attempts = OfferStore(database, BEFORE), LinkAttemptStore(database, BEFORE)
    for ref, person in (("offer", 2), ("begun", 3), ("waits", 4)):
        secrets = OfferSecrets(ref)
        new = ticket(ref, person)
        await offers.reuse_or_save(new, secrets, good_until=1100, may_make=True)
    await offers.add_shown("offer", ShownOffer(MESSAGE))
    for ref in ("begun", "waits"):
        await attempts.start(
            ref, now=1001, browser_hash="b", spotify_state_hash=f"s-{ref}", verifier="v"
        )
    await attempts.claim("s-waits", now=1002, other_browser="other")
    waits = WaitingLoginRecord("waits", 4, "app", "identity", None, 1002, 9999, "{}")
    await WaitingLoginStore(database, BEFORE).put(waits)
    signins = DiscordSignInStore(database, BEFORE)
    assert await signins.begin_for_login(
        "waits", now=1003, browser_hash="other", state_hash="i", verifier="w"
    )
    await DiscordGrantStore(database, BEFORE).put(4, '{"a": 1}', 9999, "waits")
    await WaitingCommandStore(database, BEFORE).put("c", 2, 1000, ["x"], "payload", guild_id=None)
    await LiveMessageStore(database, BEFORE).put(LiveMessageRecord(9, 1, 1, 5, 0.0, 9999, "{}"))
    await GatewaySessionStore(database, BEFORE).put([SESSION])
    await save_page(database, BEFORE, "code")


async def is_all_readable(database: Database, cipher: Cipher) -> None:
    """Read each value through its store, with these keys alone."""
    account = await AccountStore(database, cipher).get(1)
    assert account is not None
    assert (account.access_token, account.refresh_token) == ("access-1", "refresh-1")
    app = await AppStore(database, cipher).get("own")
    assert app is not None
    assert app.secret == "secret"
    offers = OfferStore(database, cipher)
    assert [one.message for one in await offers.shown("offer")] == [MESSAGE]
    again = await offers.reuse_or_save(
        ticket("another", 2), OfferSecrets("x"), good_until=1100, may_make=True
    )
    assert again is not None
    assert again.secrets == OfferSecrets("offer")
    assert await LinkAttemptStore(database, cipher).claim("s-begun", now=1100) == "v"
    kept = await WaitingLoginStore(database, cipher).get("waits", 1100)
    assert kept is not None
    assert kept.login == "{}"
    used = await DiscordSignInStore(database, cipher).use("waits", "i")
    assert used is not None
    assert used.verifier == "w"
    grant = await DiscordGrantStore(database, cipher).get(4)
    assert grant is not None
    assert grant.tokens == '{"a": 1}'
    assert await GatewaySessionStore(database, cipher).take(7, 0) == SESSION
    assert await AuxPageStore(database, cipher).code(1) == "code"
    command = await WaitingCommandStore(database, cipher).take("c")
    assert command is not None
    assert command.payload == "payload"
    assert [one.delivery for one in await LiveMessageStore(database, cipher).due(1, hold=5)] == [
        "{}"
    ]


def test_every_sealed_column_is_known() -> None:
    blobs = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert {one.place for one in SEALED} == blobs


async def test_t6b_after_a_rotation_everything_opens_with_the_new_key_alone(
    database: Database,
) -> None:
    await filled(database)
    for use in await key_use(database, BOTH):
        assert use.by_key, f"nothing in {use.place} is tested"
        assert set(use.by_key) == {BEFORE.newest}
        assert use.unreadable == []
    values = sum(use.by_key.total() for use in await key_use(database, BOTH))
    assert await reseal(database, BOTH, lambda _: None) == values - 1, "all but the word"
    for use in await key_use(database, BOTH):
        assert set(use.by_key) == {BOTH.newest}, use.place
    await check_key(database, AFTER)
    await is_all_readable(database, AFTER)
    assert await reseal(database, BOTH, lambda _: None) == 0


async def test_a_value_that_cannot_be_opened_is_named_and_left(database: Database) -> None:
    await filled(database)
    other = Cipher([b"X" * 32]).seal("v", "link_tickets", "verifier", "begun")
    async with database.write() as connection:
        begun = update(link_tickets).where(link_tickets.c.ref == "begun")
        await connection.execute(begun.values(verifier=other))
    await reseal(database, BOTH, lambda _: None)
    wrong = {use.place: use.unreadable for use in await key_use(database, AFTER) if use.unreadable}
    assert wrong == {"link_tickets.verifier": ["ref begun"]}
    async with database.read() as connection:
        query = select(link_tickets.c.verifier).where(link_tickets.c.ref == "begun")
        assert await connection.scalar(query) == other
    await check_key(database, AFTER)


@pytest.mark.parametrize("read", ["access_token", "refresh_token"])
async def test_t6b_what_is_saved_during_a_rotation_is_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch, read: str
) -> None:
    """The bot refreshes tokens all the time: a value that has changed is never put back.

    Here everyone's are refreshed once, just after the rotation has read them.
    """
    await check_key(database, BEFORE)
    people = range(1, 41)
    for person in people:
        await save_link(database, BEFORE, link(person, f"account-{person}"))
    store, leases = AccountStore(database, BOTH), RefreshLeases(database, BOTH)
    batches, refreshed = resealing._batches, asyncio.Event()

    async def refresh() -> None:
        refreshed.set()
        for person in people:
            known = await store.summary(person)
            assert known is not None
            assert await leases.claim(known, "me", 100.0, 200.0)
            tokens = RefreshedTokens(f"A{person}", f"R{person}", 9999, known.scopes)
            assert await leases.save(known, "me", tokens)

    async def interrupted(
        database: Database, column: SealedColumn
    ) -> AsyncIterator[Sequence[Row[tuple[object, ...]]]]:
        async for rows in batches(database, column):
            if column.place == f"accounts.{read}" and not refreshed.is_set():
                await refresh()
            yield rows

    monkeypatch.setattr(resealing, "_batches", interrupted)
    await reseal(database, BOTH, lambda _: None)
    assert refreshed.is_set()
    after = AccountStore(database, AFTER)
    for person in people:
        found = await after.get(person, fresh=True)
        assert found is not None
        assert (found.access_token, found.refresh_token) == (f"A{person}", f"R{person}")


async def test_a_grant_that_is_refreshed_during_a_rotation_is_saved(database: Database) -> None:
    await filled(database)
    grants = DiscordGrantStore(database, BOTH)
    old = await grants.get(4)
    assert old is not None
    await reseal(database, BOTH, lambda _: None)
    await grants.replace(old, '{"a": 2}', 99999)
    assert (await grants.get(4)) == replace(old, tokens='{"a": 2}', expires_at=99999)
    await grants.replace(old, '{"a": 3}', 99999)
    newest = await grants.get(4)
    assert newest is not None
    assert newest.tokens == '{"a": 2}', "another process was first"


@pytest.mark.parametrize("after", range(8))
async def test_t6b_an_interrupted_rotation_goes_on(
    database: Database, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    await filled(database)
    written = 0

    def dies(text: str) -> None:
        nonlocal written
        written += 1
        if written > after:
            raise KeyboardInterrupt

    monkeypatch.setattr(resealing, "BATCH", 1)
    with contextlib.suppress(KeyboardInterrupt):
        await reseal(database, BOTH, dies)
    with pytest.raises(WrongKey):
        await check_key(database, AFTER)
    await check_key(database, BOTH)
    await reseal(database, BOTH, lambda _: None)
    await check_key(database, AFTER)
    await is_all_readable(database, AFTER)


@pytest.fixture
async def url(tmp_path: Path) -> str:
    """A database whose key is the file beside it."""
    address = f"sqlite:///{tmp_path / 'earshot.db'}"
    database = await Database.open(address)
    await filled(database)
    await database.close()
    (tmp_path / "token.key").write_text(KEYS["old"] + "\n", "ascii")
    return address


async def test_a_new_key_comes_in_front_of_the_former_one_in_the_file(
    url: str, tmp_path: Path
) -> None:
    told: list[str] = []
    done = await rotate_keys(url, None, told.append)
    lines = (tmp_path / "token.key").read_text("ascii").split()
    assert lines[1:] == [KEYS["old"]]
    assert (tmp_path / "token.key").stat().st_mode & 0o777 == 0o600
    assert (done.older, done.unreadable, done.newest) == (0, 0, Cipher([decoded(lines[0])]).newest)
    assert told[0] == f"made a new key, the first line of {tmp_path / 'token.key'}"
    with sqlite3.connect(tmp_path / "earshot.db") as raw:
        blobs = [row[0] for row in raw.execute("SELECT refresh_token FROM accounts")]
    raw.close()
    assert {key_id(one) for one in blobs} == {done.newest}
    await rotate_keys(url, None, told.append)
    assert len((tmp_path / "token.key").read_text("ascii").split()) == 3


async def test_a_running_bot_has_to_know_the_new_key_first(url: str, tmp_path: Path) -> None:
    handle = claim(tmp_path / "earshot.db")
    with pytest.raises(DatabaseBusy, match="the bot doesn't know the newest key yet"):
        await rotate_keys(url, None, lambda _: None)
    lines = (tmp_path / "token.key").read_text("ascii").split()
    assert len(lines) == 2
    with pytest.raises(DatabaseBusy, match="the bot doesn't know the newest key yet"):
        await rotate_keys(url, None, lambda _: None)
    assert (await check_keys(url, None)).older
    database = await Database.open(url)
    await check_key(database, Cipher([decoded(one) for one in lines]))
    await database.close()
    done = await rotate_keys(url, None, lambda _: None)
    assert (tmp_path / "token.key").read_text("ascii").split() == lines, "no third key"
    assert done.older == 0
    os.close(handle)


async def test_keys_that_are_set_are_never_made(url: str, tmp_path: Path) -> None:
    done = await rotate_keys(url, KEYS["old"], lambda _: None)
    assert (done.resealed, done.older) == (0, 0)
    done = await rotate_keys(url, f"{KEYS['new']},{KEYS['old']}", lambda _: None)
    assert done.newest == AFTER.newest
    assert (await check_keys(url, KEYS["new"])).unreadable == 0
    with pytest.raises(DatabaseUnusable, match="is not the one that this database was written"):
        await check_keys(url, KEYS["old"])
    (tmp_path / "token.key").unlink()
    with pytest.raises(KeyUnusable, match="there is no key; set TOKEN_ENCRYPTION_KEYS, or put"):
        await rotate_keys(url, None, lambda _: None)


def decoded(line: str) -> bytes:
    return base64.urlsafe_b64decode(line)
