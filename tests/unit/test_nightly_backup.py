"""Backups that are made by themselves: at night, and before an upgrade."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from bot.storage import nightly_backup
from bot.storage.backup_folder import BackupFolder, BackupPlan
from bot.storage.database import Database
from bot.storage.errors import DatabaseFull, DatabaseUnusable
from bot.storage.inspect import schema_of
from bot.storage.migrate import SCRIPTS, revisions
from bot.storage.nightly_backup import NightlyBackup, night_after
from bot.storage.opening import open_storage

NOON = 1_700_049_600.0
DAY = 86400.0
*_, BEFORE, NEWEST = revisions()


@pytest.fixture(autouse=True)
def in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    await (await Database.open(f"sqlite:///{tmp_path / 'earshot.db'}")).close()
    return tmp_path / "earshot.db"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A database with the schema of the version before."""
    file = tmp_path / "earshot.db"
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
    engine.dispose()
    return file


def nights(file: Path) -> list[str]:
    return [one.why for one in BackupFolder(file, BackupPlan(), lambda: 4e9).all()]


def test_night_is_at_four_by_the_computers_own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    assert night_after(NOON) == NOON + 16 * 3600
    assert night_after(NOON - 9 * 3600) == NOON - 8 * 3600
    assert night_after(NOON - 8 * 3600) == NOON + 16 * 3600
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    assert night_after(NOON) == NOON + 7 * 3600


async def test_there_is_one_each_night_and_a_missed_one_is_made_up_for(file: Path) -> None:
    now = [NOON]
    folder = BackupFolder(file, BackupPlan(), lambda: now[0])
    nightly = NightlyBackup(folder, lambda: now[0])
    await nightly.plan()

    async def later(seconds: float, *, started_again: bool = False) -> int:
        nonlocal nightly
        now[0] += seconds
        if started_again:
            nightly = NightlyBackup(folder, lambda: now[0])
            await nightly.plan()
        await nightly.make_if_due()
        return len(folder.all())

    assert await later(0) == 0
    assert await later(599) == 0
    assert await later(1) == 1, "the first one doesn't wait for a night"
    assert await later(16 * 3600 - 601) == 1
    assert await later(1) == 2
    assert await later(5) == 2
    assert await later(DAY - 6) == 2
    assert await later(1) == 3
    assert await later(3 * DAY, started_again=True) == 3, "a start isn't slowed down"
    assert await later(599) == 3
    assert await later(1) == 4
    assert await later(600, started_again=True) == 4


async def test_a_computer_that_is_off_at_night_has_backups_too(file: Path) -> None:
    now, made = [NOON], []
    folder = BackupFolder(file, BackupPlan(), lambda: now[0])
    for _ in range(3):
        nightly = NightlyBackup(folder, lambda: now[0])
        await nightly.plan()
        now[0] += 8 * 3600
        await nightly.make_if_due()
        made.append(len(folder.all()))
        now[0] += 16 * 3600
    assert made == [1, 2, 3]


async def test_a_failure_is_logged_and_tried_again_in_an_hour(
    file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = [NOON]
    folder = BackupFolder(file, BackupPlan(), lambda: now[0])
    nightly = NightlyBackup(folder, lambda: now[0])
    await nightly.plan()
    now[0] += DAY
    with monkeypatch.context() as patch:
        patch.setattr("shutil.disk_usage", lambda _: type("U", (), {"free": 1}))
        await nightly.make_if_due()
    assert f"no backup was made: there is no room in {folder.path}" in caplog.text
    assert "Trying again in an hour" in caplog.text
    now[0] += 3599
    await nightly.make_if_due()
    assert nights(file) == []
    now[0] += 1
    await nightly.make_if_due()
    assert nights(file) == ["nightly"]


async def test_a_running_bot_answers_meanwhile_and_stops_at_once(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE large AS SELECT randomblob(250000000) AS x")
        database.commit()
    monkeypatch.setattr(nightly_backup, "_LOOKS_EVERY", 0.01)
    now = [NOON]
    folder = BackupFolder(file, BackupPlan(), lambda: now[0])
    loop, longest = asyncio.get_running_loop(), 0.0
    async with NightlyBackup(folder, lambda: now[0]).running():
        now[0] += DAY
        async with asyncio.timeout(20):
            while not list(folder.path.glob(".*.part")):
                await asyncio.sleep(0.001)
        for _ in range(20):
            before = loop.time()
            await asyncio.sleep(0.005)
            longest = max(longest, loop.time() - before)
        before = loop.time()
    assert loop.time() - before < 2
    assert longest < 0.5, longest
    assert os.listdir(folder.path) == []


async def test_none_is_made_if_they_are_turned_off(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly_backup, "_LOOKS_EVERY", 0.001)
    now = [NOON]
    folder = BackupFolder(file, BackupPlan(keep=0), lambda: now[0])
    async with NightlyBackup(folder, lambda: now[0]).running():
        now[0] += 9 * DAY
        await asyncio.sleep(0.05)
    assert nights(file) == []


async def opened(file: Path, plan: BackupPlan) -> None:
    async with open_storage(f"sqlite:///{file}", None, lambda _: None, plan):
        pass


async def test_an_upgrade_comes_after_a_backup_of_what_was_there(older: Path) -> None:
    await opened(older, BackupPlan())
    assert nights(older) == ["before-upgrade"]
    (made,) = BackupFolder(older, BackupPlan()).all()
    assert schema_of(made.file) == BEFORE
    assert schema_of(older) == NEWEST
    await opened(older, BackupPlan())
    assert nights(older) == ["before-upgrade"], "nothing to upgrade"


async def test_no_upgrade_without_a_backup_unless_they_are_turned_off(
    older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "file"
    elsewhere.touch()
    with pytest.raises(DatabaseUnusable, match=r"before the upgrade: .*, or set BACKUP_KEEP=0"):
        await opened(older, BackupPlan(folder=elsewhere / "x"))
    with monkeypatch.context() as patch:
        patch.setattr("shutil.disk_usage", lambda _: type("U", (), {"free": 1}))
        with pytest.raises(DatabaseFull, match="no backup can be made before the upgrade"):
            await opened(older, BackupPlan())
    assert schema_of(older) == BEFORE
    await opened(older, BackupPlan(keep=0))
    assert (schema_of(older), nights(older)) == (NEWEST, [])


async def test_another_folder_is_used_if_it_is_set(older: Path, tmp_path: Path) -> None:
    await opened(older, BackupPlan(folder=tmp_path / "elsewhere"))
    assert len(list((tmp_path / "elsewhere").glob("earshot-*-before-upgrade.db"))) == 1
    assert not (tmp_path / "backups").exists()


async def test_a_new_database_needs_no_backup(tmp_path: Path) -> None:
    await opened(tmp_path / "earshot.db", BackupPlan())
    assert not (tmp_path / "backups").exists()
