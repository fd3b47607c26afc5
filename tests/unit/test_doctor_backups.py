"""The doctor says how old the last backup is, and warns if there's none or the key is beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.config.settings import load
from bot.doctor.backups import check_backups
from bot.storage.backup_folder import BackupFolder, BackupPlan
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from tests.unit.links import link, save_link
from tests.unit.test_config import GOOD

LINKED = 50
DAY = 86400


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    """A database with a link."""
    database = await Database.open(f"sqlite:///{tmp_path / 'earshot.db'}")
    await save_link(database, Cipher([bytes(32)]), link())
    await database.close()
    return tmp_path / "earshot.db"


def said(file: Path, now: float, **settings: str) -> list[tuple[str, str]]:
    values = {**GOOD, "DATABASE_URL": f"sqlite:///{file}", **settings}
    return [(one.verdict, one.what) for one in check_backups(load(values), now)]


def test_before_the_first_night_nothing_is_wrong(file: Path, tmp_path: Path) -> None:
    assert said(tmp_path / "not" / "there.db", LINKED) == []
    assert [one[0] for one in said(file, LINKED + DAY)] == ["ok"]
    with closing(sqlite3.connect(file)) as database:
        database.execute("DELETE FROM accounts")
        database.commit()
    assert [one[0] for one in said(file, LINKED + 99 * DAY)] == ["ok"], "nothing to lose"


def test_none_and_an_old_one_are_said(file: Path) -> None:
    none = [("warn", f"there is no backup in {file.parent / 'backups'}")]
    assert said(file, LINKED + 3 * DAY) == none
    off = [("warn", "there is no backup, and BACKUP_KEEP=0 turns them off")]
    assert said(file, LINKED + 3 * DAY, BACKUP_KEEP="0") == off
    made = 1_700_000_000.0
    BackupFolder(file, BackupPlan(), lambda: made).add("nightly")
    assert said(file, made + 3 * 3600) == [("ok", "the last backup is 3 hours old")]
    assert said(file, made + 9 * DAY) == [("warn", "the last backup is 9 days old")]
    old = [("warn", "the last backup is 9 days old, and BACKUP_KEEP=0")]
    assert said(file, made + 9 * DAY, BACKUP_KEEP="0") == old
    elsewhere = file.parent / "elsewhere"
    missing = [("warn", f"there is no backup in {elsewhere}")]
    assert said(file, made + DAY, BACKUP_FOLDER=str(elsewhere)) == missing


def test_backups_beside_the_key_are_said(file: Path) -> None:
    file.with_name("token.key").write_text("x")
    beside = said(file, LINKED, BACKUP_FOLDER=str(file.parent))
    assert beside[-1][0] == "warn"
    assert "in the folder of the key" in beside[-1][1]


def test_postgresql_has_tools_of_its_own(file: Path) -> None:
    url = {"DATABASE_URL": "postgresql://a:b@c/d", "TOKEN_ENCRYPTION_KEYS": "A" * 43 + "="}
    assert [one[0] for one in said(file, LINKED, **url)] == ["ok"]
