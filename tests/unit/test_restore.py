"""A restore replaces everything or nothing, and refuses what a bot couldn't use, in plain words."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.backup import back_up
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import DatabaseBusy, DatabaseFull, DatabaseUnusable, StorageError, WrongKey
from bot.storage.keys import check_key
from bot.storage.only_process import claim
from bot.storage.restore import restore
from bot.storage.restore_check import examine
from tests.unit.links import link, save_link
from tests.unit.test_backup import add

CIPHER = Cipher([bytes(32)])


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    """A database with two links, one of them only in the log that a killed bot has left."""
    made = tmp_path / "made" / "earshot.db"
    database = await Database.open(f"sqlite:///{made}")
    await check_key(database, CIPHER)
    await save_link(database, CIPHER, link())
    await database.close()
    back_up(made, tmp_path / "backup.db")
    found = tmp_path / "data" / "earshot.db"
    found.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(made, isolation_level=None)) as bot:
        bot.execute("PRAGMA wal_autocheckpoint=0")
        add(bot, 2)
        for end in ("", "-wal"):
            copied = made.with_name(made.name + end).read_bytes()
            found.with_name(found.name + end).write_bytes(copied)
    return found


def people(file: Path) -> set[int]:
    """Return who is linked, as a bot reads it."""
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {row[0] for row in database.execute("SELECT discord_id FROM accounts")}


def everything(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if not one.name.endswith(".bot")}


def test_a_restore_brings_back_the_backup_and_keeps_what_was_there(
    file: Path, tmp_path: Path
) -> None:
    done = restore(tmp_path / "backup.db", file, CIPHER)
    assert (done.contents.links, done.contents.older) == (1, False)
    assert people(file) == {1}
    assert done.kept is not None
    assert people(done.kept) == {1, 2}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {*os.listdir(file.parent)} == {file.name, f"{file.name}.bot", done.kept.name}
    back = restore(done.kept, file, CIPHER)
    assert people(file) == {1, 2}
    assert back.kept is not None
    assert people(back.kept) == {1}


def test_a_restore_leaves_out_gateway_sessions_that_were_read_since(
    file: Path, tmp_path: Path
) -> None:
    for kept in (tmp_path / "backup.db", file):
        with closing(sqlite3.connect(kept)) as database, database:
            database.execute("INSERT INTO gateway_sessions VALUES ('7/0', 1, 9, 1000.0, x'00')")
    done = restore(tmp_path / "backup.db", file, CIPHER)
    assert done.kept is not None
    for kept, rows in ((tmp_path / "backup.db", 1), (file, 0), (done.kept, 1)):
        with closing(sqlite3.connect(kept)) as database:
            found = database.execute("SELECT count(*) FROM gateway_sessions").fetchone()
        assert found == (rows,), kept


def test_a_new_host_has_nothing_to_keep_and_an_old_log_is_not_applied(
    file: Path, tmp_path: Path
) -> None:
    file.unlink()
    assert restore(tmp_path / "backup.db", file, CIPHER).kept is None
    assert people(file) == {1}
    elsewhere = tmp_path / "not" / "there" / "earshot.db"
    restore(tmp_path / "backup.db", elsewhere, CIPHER)
    assert people(elsewhere) == {1}


def test_a_database_behind_a_link_is_replaced_where_it_is(file: Path, tmp_path: Path) -> None:
    shown = tmp_path / "shown.db"
    shown.symlink_to(file)
    handle = claim(shown)
    with pytest.raises(DatabaseUnusable, match="a bot is running"):
        restore(tmp_path / "backup.db", shown, CIPHER)
    os.close(handle)
    restore(tmp_path / "backup.db", shown, CIPHER)
    assert shown.is_symlink()
    assert people(file) == {1}


def change(statement: str) -> Callable[[Path], None]:
    def do(backup: Path) -> None:
        with closing(sqlite3.connect(backup)) as database:
            database.execute(statement)
            database.commit()

    return do


def replaced(by: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def do(backup: Path) -> None:
        backup.write_bytes(by(backup.read_bytes()))

    return do


def another_program(backup: Path) -> None:
    backup.unlink()
    with closing(sqlite3.connect(backup)) as database:
        database.execute("CREATE TABLE accounts (iban)")


def a_link(backup: Path) -> None:
    backup.rename(backup.with_name("real.db"))
    backup.symlink_to("real.db")


def a_folder(backup: Path) -> None:
    backup.unlink()
    backup.mkdir()


def a_pipe(backup: Path) -> None:
    backup.unlink()
    os.mkfifo(backup)


BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (Path.unlink, "there is no file .*backup.db; check the path"),
    "link": (a_link, "is a link; name the file itself"),
    "folder": (a_folder, "is a folder; name a file in it"),
    "pipe": (a_pipe, "isn't a file; name a backup"),
    "empty": (replaced(lambda _: b""), "is empty; choose another backup"),
    "text": (
        replaced(lambda _: b"-- a dump\n" * 999),
        "is no SQLite file; choose one",
    ),
    "packed": (replaced(lambda _: b"\x1f\x8b\x08" + bytes(99)), "is no SQLite file"),
    "head": (replaced(lambda whole: whole[:10]), "is cut off"),
    "page": (replaced(lambda whole: whole[:4096]), "is cut off; copy it again"),
    "most": (replaced(lambda whole: whole[:-1]), "is cut off"),
    "bytes": (
        replaced(lambda whole: whole[:8192] + os.urandom(8192) + whole[16384:]),
        "is damaged",
    ),
    "foreign": (another_program, "is another program's; choose a backup of Earshot"),
    "other alembic": (
        change("UPDATE alembic_version SET version_num = 'ae1027a6acf'"),
        "is another program's; choose a backup of Earshot",
    ),
    "no version": (
        change("DELETE FROM alembic_version"),
        "is another program's; choose a backup of Earshot",
    ),
    "newer": (
        change("UPDATE alembic_version SET version_num = '9999'"),
        r"was written by a newer Earshot \(this one knows schema \d+\); install that version",
    ),
    "no check": (
        change("DELETE FROM settings WHERE name = 'key_check'"),
        "was sealed with another key than the one here; put the key back",
    ),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_used_is_refused_and_nothing_is_changed(
    file: Path, tmp_path: Path, bad: str
) -> None:
    spoil, words = BAD[bad]
    spoil(tmp_path / "backup.db")
    before = everything(file.parent)
    with pytest.raises(StorageError, match=words):
        restore(tmp_path / "backup.db", file, CIPHER)
    assert everything(file.parent) == before
    assert people(file) == {1, 2}


def test_a_check_alone_reads_every_page_too(tmp_path: Path, file: Path) -> None:
    backup = tmp_path / "backup.db"
    assert examine(backup, backup, CIPHER).links == 1
    spoil, words = BAD["bytes"]
    spoil(backup)
    with pytest.raises(DatabaseUnusable, match=words):
        examine(backup, backup, CIPHER)
    assert file.exists()


@pytest.mark.parametrize(
    ("cipher", "words"),
    [(None, "there is none here"), (Cipher([b"A" * 32]), "was sealed with another key")],
)
def test_t6c_a_backup_for_another_key_is_refused(
    file: Path, tmp_path: Path, cipher: Cipher | None, words: str
) -> None:
    before = everything(file.parent)
    with pytest.raises(WrongKey, match=words):
        restore(tmp_path / "backup.db", file, cipher)
    assert everything(file.parent) == before


def test_not_while_a_bot_or_another_program_uses_the_database(file: Path, tmp_path: Path) -> None:
    handle = claim(file)
    before = everything(file.parent)
    with pytest.raises(DatabaseUnusable, match="; stop it first, then restore"):
        restore(tmp_path / "backup.db", file, CIPHER)
    assert everything(file.parent) == before
    os.close(handle)
    with closing(sqlite3.connect(file)) as shell:
        assert shell.execute("SELECT count(*) FROM accounts").fetchone() == (2,)
        with pytest.raises(DatabaseBusy, match="is open in another program; close it"):
            restore(tmp_path / "backup.db", file, CIPHER)
    assert people(file) == {1, 2}


def test_not_the_database_itself(file: Path, tmp_path: Path) -> None:
    os.link(file, tmp_path / "same.db")
    for one in (file, tmp_path / "same.db"):
        with pytest.raises(DatabaseUnusable, match="is the database itself"):
            restore(one, file, CIPHER)
    assert people(file) == {1, 2}


def test_too_little_room_is_noticed_before(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(file.parent)
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("U", (), {"free": 4096}))
    with pytest.raises(DatabaseFull, match="there is no room in"):
        restore(tmp_path / "backup.db", file, CIPHER)
    assert everything(file.parent) == before


@pytest.mark.parametrize("left", [b"", b"no database" * 1000, None])
def test_a_damaged_database_is_replaced_and_kept_too(
    file: Path, tmp_path: Path, left: bytes | None
) -> None:
    whole = bytearray(file.read_bytes())
    whole[100:4096] = bytes(3996)
    file.write_bytes(bytes(whole) if left is None else left)
    damaged = file.read_bytes()
    log = file.with_name("earshot.db-wal")
    log.write_bytes(b"what the log had")
    done = restore(tmp_path / "backup.db", file, CIPHER)
    assert people(file) == {1}
    assert done.kept is not None
    assert done.kept.read_bytes() == damaged or left is None
    assert not log.exists()
