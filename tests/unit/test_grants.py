"""The grant guard against the simulated accounts service: one refresh, whatever happens."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.accounts.errors import LinkDead, MissingScopes, NotLinked
from bot.accounts.grant_guard import GrantGuard
from bot.accounts.lifetime import GRANT_LIFETIME
from bot.accounts.pending_writes import PendingWrites
from bot.apps.registry import AppRegistry
from bot.http.exchange import new_session
from bot.linking.authorize_url import authorize_url
from bot.linking.pkce import challenge_of, new_verifier
from bot.notifications.outbox import Outbox
from bot.opaque_values import new_token
from bot.spotify.apps import SpotifyApp
from bot.spotify.budget import Budget
from bot.spotify.circuit_breaker import Breaker
from bot.spotify.errors import SignInUnavailable
from bot.spotify.tokens import TokenAnswer, TokenEndpoint
from bot.spotify.transport import Transport
from bot.storage import database as database_module
from bot.storage.accounts import AccountStore
from bot.storage.apps import AppStore
from bot.storage.breakers import BreakerStore
from bot.storage.budgets import BudgetStore
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.notifications import NotificationStore
from bot.storage.records import NewLink
from sandbox.spotify.server import SpotifySandbox

CALLBACK = "http://127.0.0.1:1/callback"
SCOPE = "user-read-playback-state"


@dataclass
class Process:
    """What one bot process has: its own guard on the shared database file."""

    spotify: SpotifySandbox
    database: Database
    session: aiohttp.ClientSession
    app: SpotifyApp

    @property
    def clock(self) -> float:
        return self.spotify.clock.now()

    def grants(self) -> GrantGuard:
        now = self.spotify.clock.now
        transport = Transport(
            self.session,
            self.spotify.api_url,
            Breaker(BreakerStore(self.database), now),
            Budget(BudgetStore(self.database), 10_000, now),
            clock=now,
        )
        self.endpoint = TokenEndpoint(self.session, self.spotify.accounts_url, now)
        self.store = AccountStore(self.database, Cipher([bytes(32)]))
        letters = Outbox(NotificationStore(self.database), now)
        apps = AppStore(self.database, Cipher([bytes(32)]))
        known = AppRegistry(apps, self.store, letters, [self.app], frozenset(), now)
        self.unsaved = PendingWrites(first_wait=0.01)
        return GrantGuard(self.store, self.endpoint, transport, known, letters, self.unsaved, now)

    async def link(self, person: str, discord_id: int = 1) -> None:
        verifier = new_verifier()
        url = authorize_url(
            self.spotify.accounts_url,
            self.app,
            state=new_token(),
            challenge=challenge_of(verifier),
            scopes=[SCOPE],
        )
        location = await self.spotify.consent(url, person)
        code = parse_qs(urlsplit(location).query)["code"][0]
        answer = await self.endpoint.exchange_code(self.app, code, verifier)
        link = NewLink(
            discord_id,
            f"account-{person}-{discord_id}",
            person,
            None,
            answer.scopes or frozenset(),
            self.app.client_id,
            answer.access_token,
            answer.refresh_token,
            answer.expires_at,
            int(self.clock),
        )
        await self.store.save_link(link, ticket_ref=None)

    def refreshes(self) -> int:
        return self.spotify.count("/api/token", grant_type="refresh_token")


@pytest.fixture
async def processes(tmp_path: Path) -> AsyncIterator[list[Process]]:
    spotify = await SpotifySandbox.start()
    spotify.redirect_uris.append(CALLBACK)
    app = SpotifyApp(spotify.client_id, CALLBACK, spotify.client_secret)
    made = [
        Process(spotify, await Database.open(f"sqlite:///{tmp_path / 'e.db'}"), new_session(), app)
        for _ in range(3)
    ]
    yield made
    for one in made:
        await one.session.close()
        await one.database.close()
    await spotify.close()


async def test_hundred_callers_one_refresh(processes: list[Process]) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)
    tokens = await asyncio.gather(*(grants.token(1) for _ in range(100)))
    assert len(set(tokens)) == 1
    assert one.refreshes() == 1


async def test_several_processes_one_refresh(processes: list[Process]) -> None:
    guards = [process.grants() for process in processes]
    await processes[0].link("mira")
    processes[0].spotify.clock.advance(4000)
    tokens = await asyncio.gather(*(guards[n % 3].token(1) for n in range(60)))
    assert len(set(tokens)) == 1
    assert processes[0].refreshes() == 1


async def test_a_cancelled_caller_does_not_cancel_the_refresh(processes: list[Process]) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)
    first = asyncio.create_task(grants.token(1))
    second = asyncio.create_task(grants.token(1))
    await asyncio.sleep(0)
    first.cancel()
    assert await second
    assert one.refreshes() == 1


async def test_expiry_is_told_from_revocation_by_age(processes: list[Process]) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.revoke("mira")
    one.spotify.clock.advance(4000)
    with pytest.raises(LinkDead) as caught:
        await grants.token(1)
    assert not caught.value.expired
    await one.link("mira")
    one.spotify.clock.advance(GRANT_LIFETIME + 10)
    for _ in range(3):
        with pytest.raises(LinkDead) as caught:
            await grants.token(1)
        assert caught.value.expired
    assert one.refreshes() == 2, "a dead token is never tried again"


async def test_a_new_login_wins_over_a_late_refresh(processes: list[Process]) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)
    refreshing = asyncio.create_task(grants.token(1))
    await asyncio.sleep(0)
    await one.link("jonas")
    record = await one.store.get(1)
    assert record is not None
    assert record.spotify_id == "jonas"
    assert await refreshing
    record = await one.store.get(1)
    assert record is not None
    assert record.spotify_id == "jonas"
    assert await grants.token(1) == record.access_token


async def test_a_new_login_wins_over_a_refusal_of_the_old_token(
    processes: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.revoke("mira")
    one.spotify.clock.advance(4000)
    real = one.store.retire

    async def late(discord_id: int, version: int, owner: str, status: str) -> bool:
        await one.link("jonas")
        return await real(discord_id, version, owner, status)

    monkeypatch.setattr(one.store, "retire", late)
    token = await grants.token(1)
    record = await one.store.get(1)
    assert record is not None
    assert (record.status, record.spotify_id, record.access_token) == ("active", "jonas", token)


async def test_trouble_at_the_accounts_service_gives_the_lease_back(
    processes: list[Process],
) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)
    one.spotify.fault("/api/token", "status", times=1)
    with pytest.raises(SignInUnavailable):
        await grants.token(1)
    assert await grants.token(1)


async def test_nobody_gets_what_they_did_not_agree_to(processes: list[Process]) -> None:
    one = processes[0]
    grants = one.grants()
    with pytest.raises(NotLinked):
        async with grants.use(1):
            pass
    await one.link("mira")
    with pytest.raises(MissingScopes) as caught:
        async with grants.use(1, scopes=frozenset({SCOPE, "user-modify-playback-state"})):
            pass
    assert caught.value.needed == {"user-modify-playback-state"}


async def test_a_refused_token_is_refreshed_once(processes: list[Process]) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.expire_access_tokens()
    async with grants.use(1, scopes=frozenset({SCOPE})) as spotify:
        assert await spotify.playback() is None
    assert one.refreshes() == 1


@pytest.fixture
def trouble(tmp_path: Path, processes: list[Process]) -> sqlite3.Connection:
    """Another program's connection to the same file."""
    processes[0].spotify.rotation = "rotate"
    return sqlite3.connect(tmp_path / "e.db", isolation_level=None)


def fails_after_the_refresh(
    one: Process, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]
) -> None:
    """Let something happen between Spotify's answer and the save."""
    real = one.endpoint.refresh

    async def refresh(app: SpotifyApp, token: str) -> TokenAnswer:
        answer = await real(app, token)
        act()
        return answer

    monkeypatch.setattr(one.endpoint, "refresh", refresh)


async def landed(one: Process) -> None:
    async with asyncio.timeout(20):
        while one.unsaved:
            await asyncio.sleep(0.02)


async def test_a_rotated_token_survives_a_locked_database(
    processes: list[Process], trouble: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "PATIENCE", 0.1)
    one, other = processes[:2]
    grants, others = one.grants(), other.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)
    fails_after_the_refresh(one, monkeypatch, lambda: trouble.execute("BEGIN EXCLUSIVE"))
    token = await grants.token(1)
    assert one.unsaved, "not healthy while a token is in memory alone"
    assert await grants.token(1) == token, "it is used meanwhile"
    async with grants.use(1, scopes=frozenset({SCOPE})) as spotify:
        assert await spotify.playback() is None
    assert one.refreshes() == 1
    trouble.execute("ROLLBACK")
    await landed(one)
    record = await one.store.get(1)
    assert record is not None
    assert (record.access_token, record.version) == (token, 2)
    assert await others.token(1) == token
    monkeypatch.undo()
    one.spotify.clock.advance(4000)
    assert await grants.token(1) != token, "the rotated refresh token was saved too"
    assert one.refreshes() == 2


async def test_a_rotated_token_survives_a_full_disk_and_keeps_others_away(
    processes: list[Process], trouble: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = processes[:2]
    grants, others = one.grants(), other.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)
    full = True
    real = one.store.save_refresh

    async def save(*args: Any, **kwargs: Any) -> bool:
        if full:
            # What SQLite says when the disk has room for no page more.
            async with one.database.write() as connection:
                await connection.exec_driver_sql("PRAGMA max_page_count=1")
                await connection.exec_driver_sql(
                    "INSERT INTO settings VALUES ('bot', 1, 'x', hex(randomblob(99999)))"
                )
        async with one.database.write() as connection:
            await connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        return await real(*args, **kwargs)

    monkeypatch.setattr(one.store, "save_refresh", save)
    token = await grants.token(1)
    assert one.unsaved
    one.spotify.clock.advance(25)
    await asyncio.sleep(0.1)
    one.spotify.clock.advance(25)
    waiting = asyncio.create_task(others.token(1))
    done, _ = await asyncio.wait({waiting}, timeout=1)
    assert not done, "the lease is held: the other process must not use the old refresh token"
    full = False
    await landed(one)
    one.spotify.clock.advance(0)
    assert await waiting == token
    assert one.refreshes() == 1


async def test_what_another_process_gave_up_meanwhile_lives_again(
    processes: list[Process], trouble: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "PATIENCE", 0.1)
    one, other = processes[:2]
    grants, others = one.grants(), other.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)
    fails_after_the_refresh(one, monkeypatch, lambda: trouble.execute("BEGIN EXCLUSIVE"))
    token = await grants.token(1)
    await one.unsaved.flush(0)
    trouble.execute("ROLLBACK")
    one.spotify.clock.advance(60)
    with pytest.raises(LinkDead):
        await others.token(1)
    assert await grants.token(1) == token
    assert await one.unsaved.flush(5) == 0
    record = await one.store.get(1)
    assert record is not None
    assert (record.status, record.access_token) == ("active", token)
    assert await others.token(1) == token


async def test_the_last_try_at_a_stop_saves(
    processes: list[Process], trouble: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "PATIENCE", 0.1)
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)
    fails_after_the_refresh(one, monkeypatch, lambda: trouble.execute("BEGIN EXCLUSIVE"))
    token = await grants.token(1)
    assert await one.unsaved.flush(0.5) == 1, "said how many are lost"
    trouble.execute("ROLLBACK")
    assert await one.unsaved.flush(5) == 0
    record = await one.store.get(1)
    assert record is not None
    assert record.access_token == token


async def test_unlinking_forgets_what_was_held(
    processes: list[Process], trouble: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "PATIENCE", 0.1)
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)
    fails_after_the_refresh(one, monkeypatch, lambda: trouble.execute("BEGIN EXCLUSIVE"))
    await grants.token(1)
    # No try in between: it must be the deletion that makes what is held worthless.
    await one.unsaved.flush(0)
    trouble.execute("ROLLBACK")
    await one.store.forget(1)
    with pytest.raises(NotLinked):
        await grants.token(1)
    assert await one.unsaved.flush(5) == 0
    assert await one.store.get(1) is None


@pytest.mark.parametrize("failure", [SignInUnavailable(), asyncio.CancelledError(), OSError()])
async def test_the_lease_is_given_back_whatever_happens(
    processes: list[Process], monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    one = processes[0]
    grants = one.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)

    async def refresh(app: SpotifyApp, token: str) -> TokenAnswer:
        raise failure

    monkeypatch.setattr(one.endpoint, "refresh", refresh)
    with pytest.raises((SignInUnavailable, asyncio.CancelledError, OSError)):
        await grants.token(1)
    assert await one.store.claim_lease(1, 1, "another", one.clock, one.clock + 1)
