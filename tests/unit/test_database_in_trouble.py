"""A locked, full or broken database: typed errors, soon, and nothing half saved."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.storage import sqlite_database as module
from bot.storage.errors import DatabaseAway, DatabaseBroken, DatabaseBusy, DatabaseFull, NotSaved
from bot.storage.migrate import upgrade
from bot.storage.settings import SettingStore
from bot.storage.spotify_limits import BreakerStore, BudgetStore
from bot.storage.sqlite_database import READERS, SqliteDatabase
from bot.ui.words.errors import explain


class Lock:
    """Another process that locks the database."""

    def __init__(self, file: Path) -> None:
        self._raw = sqlite3.connect(file, isolation_level=None)

    def take(self) -> None:
        self._raw.execute("BEGIN EXCLUSIVE")

    def release(self) -> None:
        self._raw.execute("ROLLBACK")


@pytest.fixture
def lock(tmp_path: Path, database: SqliteDatabase) -> Lock:
    del database
    return Lock(tmp_path / "e.db")


def fill(database: SqliteDatabase, pages: int) -> None:
    """Limit the database to this many pages, like a full disk."""

    def limit(connection: object, *_more: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute(f"PRAGMA max_page_count={pages}")
        cursor.close()

    event.listen(database._writing.sync_engine, "checkout", limit)


async def test_a_queue_of_writes_shares_one_deadline(
    database: SqliteDatabase, lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 1.0)
    settings = SettingStore(database)
    lock.take()
    loop = asyncio.get_running_loop()
    began = loop.time()
    ended = await asyncio.gather(
        *(settings.put("bot", 0, f"n{number}", "v") for number in range(40)),
        return_exceptions=True,
    )
    assert all(isinstance(one, DatabaseBusy) for one in ended)
    assert loop.time() - began < 10, "40 times the wait for one lock would be 40 s"
    assert await settings.get("bot", 0, "n1") is None, "reading still works"
    lock.release()
    await settings.put("bot", 0, "n1", "v")
    assert await settings.get("bot", 0, "n1") == "v"


async def test_time_in_the_queue_counts_towards_the_locks_deadline(
    database: SqliteDatabase, lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 2.0)
    monkeypatch.setattr(module, "_LOCK_WAIT", 0.1)
    loop = asyncio.get_running_loop()
    lock.take()
    async with database._turn:
        began = loop.time()
        writing = asyncio.create_task(SettingStore(database).put("bot", 0, "x", "y"))
        done, _ = await asyncio.wait({writing}, timeout=1.5)
        assert not done
    with pytest.raises(DatabaseBusy):
        await writing
    assert loop.time() - began < 3, "not 1.5 s for the queue and then 2 s for the lock"
    lock.release()


async def test_a_brief_lock_is_waited_for(database: SqliteDatabase, lock: Lock) -> None:
    settings = SettingStore(database)
    lock.take()
    writing = asyncio.create_task(settings.put("bot", 0, "x", "y"))
    done, _ = await asyncio.wait({writing}, timeout=1.5)
    assert not done
    lock.release()
    await writing
    assert await settings.get("bot", 0, "x") == "y"


async def test_readers_cannot_starve_a_writer(database: SqliteDatabase) -> None:
    settings = SettingStore(database)
    held = [database.read() for _ in range(READERS)]
    for one in held:
        await one.__aenter__()
    await settings.put("bot", 0, "x", "y")
    for one in held:
        await one.__aexit__(None, None, None)
    assert await settings.get("bot", 0, "x") == "y"


async def test_a_full_disk_is_reported_and_nothing_is_half_saved(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'e.db'}"
    database = await SqliteDatabase.opened(address, alone=False, observe=lambda word: None)
    fill(database, 1)
    settings = SettingStore(database)

    async def two() -> None:
        async with database.write() as connection:
            await connection.exec_driver_sql("INSERT INTO settings VALUES ('bot', 0, 'a', 'b')")
            await connection.exec_driver_sql(
                "INSERT INTO settings VALUES ('bot', 0, 'c', hex(randomblob(99999)))"
            )

    with pytest.raises(DatabaseFull):
        await two()
    assert await settings.get("bot", 0, "a") is None
    await settings.put("bot", 0, "small", "x")
    assert await settings.get("bot", 0, "small") == "x"
    await database.close()


async def test_a_broken_file_is_reported_without_its_statement(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "e.db") as raw:
        raw.execute("DROP TABLE settings")
    with pytest.raises(DatabaseBroken) as caught:
        await SettingStore(database).put("bot", 0, "x", "a secret")
    assert "secret" not in f"{caught.value!s}{caught.value!r}"
    assert "INSERT" not in str(caught.value)
    assert isinstance(caught.value, NotSaved)


@pytest.mark.parametrize(
    ("failure", "title", "words"),
    [
        (DatabaseBusy(), "The bot is busy", "try again in a minute"),
        (DatabaseAway(), "The bot's database is away", "try again in a minute"),
        (DatabaseFull(), "The bot's disk is full", "frees disk space"),
        (DatabaseBroken(), "The bot can't save anything", "only the bot's host can fix it"),
    ],
)
def test_each_trouble_has_its_own_words(failure: NotSaved, title: str, words: str) -> None:
    told = explain(failure, prefix="!")
    assert told.title == title
    assert words in told.text
    assert told.private
    if not isinstance(failure, DatabaseAway | DatabaseBusy):
        assert "try again" not in told.text


async def test_pauses_and_budgets_count_without_a_disk(
    database: SqliteDatabase, lock: Lock
) -> None:
    budgets, breakers = BudgetStore(database), BreakerStore(database)
    await budgets.spend("main", "d", 5)
    lock.take()
    assert await budgets.spend("main", "d", 10) == 15
    assert await budgets.spend("main", "d", 10) == 25
    await breakers.close_until("main", "player", 900.0, 1)
    assert await breakers.pause("main", "player") == (900.0, 1)
    assert await breakers.longest("main") == 900.0
    lock.release()
    assert await budgets.spend("main", "d", 1) == 26
    assert await BudgetStore(database).spent("main", "d") == 26


async def test_what_is_spent_at_once_without_a_disk_is_counted_once_each(
    database: SqliteDatabase, lock: Lock
) -> None:
    budgets = BudgetStore(database)
    lock.take()
    await asyncio.gather(budgets.spend("main", "d", 10), budgets.spend("main", "d", 10))
    assert await budgets.spent("main", "d") == 20
    lock.release()
    await asyncio.gather(budgets.spend("main", "d", 1), budgets.spend("main", "d", 1))
    assert await BudgetStore(database).spent("main", "d") == 22


async def test_a_lock_at_the_start_may_be_gone_at_the_next(tmp_path: Path) -> None:
    """A supervisor must restart the bot, because this isn't something only the host can fix."""
    file = tmp_path / "e.db"
    await asyncio.to_thread(upgrade, file)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseBusy, match="stop the other program"):
        await asyncio.to_thread(upgrade, file)
    other.close()
    await asyncio.to_thread(upgrade, file)


def test_a_full_disk_at_the_start_may_have_room_at_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", str(tmp_path))

    monkeypatch.setattr("bot.storage.migrate.os.open", full)
    with pytest.raises(DatabaseFull, match="No space left"):
        upgrade(tmp_path / "e.db")
