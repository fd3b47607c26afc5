"""A token that Spotify has rotated but the database can't save isn't lost."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.accounts.errors import LinkDead, NotLinked
from bot.accounts.grant_guard import GrantGuard
from bot.spotify.apps import SpotifyApp
from bot.spotify.tokens import TokenResponse
from bot.storage import sqlite_database as database_module
from bot.storage.cipher import Cipher
from bot.storage.personal_data import PersonalData
from tests.unit.processes import SCOPE, Process


@pytest.fixture
def trouble(tmp_path: Path, processes: list[Process]) -> sqlite3.Connection:
    """Another program's connection to the same file."""
    processes[0].spotify.rotation = "rotate"
    return sqlite3.connect(tmp_path / "e.db", isolation_level=None)


@dataclass
class Refreshed:
    """Two processes, and the token that the first one can't save: the database is locked."""

    one: Process
    other: Process
    grants: GrantGuard
    token: str


@pytest.fixture
async def refreshed(
    processes: list[Process], trouble: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> Refreshed:
    """A person whose token was refreshed in the moment when the database locked up."""
    monkeypatch.setattr(database_module, "PATIENCE", 0.1)
    one, other = processes[:2]
    grants = one.grants()
    await one.link("mira")
    one.spotify.clock.advance(4000)
    with pytest.MonkeyPatch.context() as patch:
        locks_after_the_refresh(one, patch, trouble)
        token = await grants.token(1)
    return Refreshed(one, other, grants, token)


def locks_after_the_refresh(
    one: Process, patch: pytest.MonkeyPatch, trouble: sqlite3.Connection
) -> None:
    """Lock the database between Spotify's answer and the save."""
    real = one.endpoint.refresh

    async def refresh(app: SpotifyApp, token: str) -> TokenResponse:
        answer = await real(app, token)
        trouble.execute("BEGIN EXCLUSIVE")
        return answer

    patch.setattr(one.endpoint, "refresh", refresh)


async def landed(one: Process) -> None:
    async with asyncio.timeout(20):
        while one.unsaved:
            await asyncio.sleep(0.02)


async def test_a_rotated_token_survives_a_locked_database(
    refreshed: Refreshed, trouble: sqlite3.Connection
) -> None:
    one, grants, token = refreshed.one, refreshed.grants, refreshed.token
    others = refreshed.other.grants()
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
    real = one.leases.save

    async def save(*args: Any, **kwargs: Any) -> bool:
        if full:
            # What SQLite says when the disk is full.
            async with one.database.write() as connection:
                await connection.exec_driver_sql("PRAGMA max_page_count=1")
                await connection.exec_driver_sql(
                    "INSERT INTO settings VALUES ('bot', 1, 'x', hex(randomblob(99999)))"
                )
        async with one.database.write() as connection:
            await connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        return await real(*args, **kwargs)

    monkeypatch.setattr(one.leases, "save", save)
    token = await grants.token(1)
    assert one.unsaved
    one.spotify.clock.advance(25)
    async with asyncio.timeout(10):
        while _leased_until(trouble) - one.clock < 25:
            await asyncio.sleep(0.01)
    one.spotify.clock.advance(25)
    waiting = asyncio.create_task(others.token(1))
    done, _ = await asyncio.wait({waiting}, timeout=1)
    assert not done, "the lease is held: the other process must not use the old refresh token"
    full = False
    await landed(one)
    one.spotify.clock.advance(0)
    assert await waiting == token
    assert one.refreshes() == 1


def _leased_until(database: sqlite3.Connection) -> float:
    return float(database.execute("SELECT lease_until FROM accounts").fetchone()[0])


async def test_a_link_retired_by_another_process_works_again(
    refreshed: Refreshed, trouble: sqlite3.Connection
) -> None:
    one, grants, token = refreshed.one, refreshed.grants, refreshed.token
    others = refreshed.other.grants()
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


async def test_the_last_try_when_stopping_saves(
    refreshed: Refreshed, trouble: sqlite3.Connection
) -> None:
    one, token = refreshed.one, refreshed.token
    assert await one.unsaved.flush(0.5) == 1, "said how many are lost"
    trouble.execute("ROLLBACK")
    assert await one.unsaved.flush(5) == 0
    record = await one.store.get(1)
    assert record is not None
    assert record.access_token == token


async def test_unlinking_forgets_unsaved_tokens(
    refreshed: Refreshed, trouble: sqlite3.Connection
) -> None:
    one, grants = refreshed.one, refreshed.grants
    # No try in between: the deletion itself must make the unsaved tokens worthless.
    await one.unsaved.flush(0)
    trouble.execute("ROLLBACK")
    await PersonalData(one.database, Cipher([bytes(32)])).forget(1)
    with pytest.raises(NotLinked):
        await grants.token(1)
    assert await one.unsaved.flush(5) == 0
    assert await one.store.get(1) is None


async def test_unsaved_tokens_do_not_get_into_a_link_to_another_account(
    refreshed: Refreshed, trouble: sqlite3.Connection
) -> None:
    """Both links are of version 1: unlinking starts the counting again."""
    one, grants, held = refreshed.one, refreshed.grants, refreshed.token
    # No try in between, as within the pause before the next one.
    await one.unsaved.flush(0)
    trouble.execute("ROLLBACK")
    await PersonalData(one.database, Cipher([bytes(32)])).forget(1)
    await one.link("jonas")
    assert await grants.token(1) != held
    assert await one.unsaved.flush(5) == 0
    record = await one.store.get(1)
    assert record is not None
    assert (record.spotify_id, record.version) == ("jonas", 1)
    assert record.access_token != held
