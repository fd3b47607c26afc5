"""Logs beside a database or a backup: SQLite's `-wal`, `-shm` and `-journal`."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.cipher import Cipher
from bot.storage.restore import restore
from tests.unit.test_backup import add
from tests.unit.test_restore import everything, file, people

__all__ = ["file"]
CIPHER = Cipher([bytes(32)])


def test_files_that_someone_copied_by_hand_are_restored_with_their_log(
    file: Path, tmp_path: Path
) -> None:
    before = everything(file.parent)
    restore(file, tmp_path / "new.db", CIPHER)
    assert people(tmp_path / "new.db") == {1, 2}
    assert everything(file.parent) == before


def copied_while_written(file: Path, to: Path) -> None:
    """Copy a database in the middle of a transaction that a killed program never finishes."""
    with closing(sqlite3.connect(file, isolation_level=None)) as shell:
        shell.execute("PRAGMA cache_size=1")
        shell.execute("BEGIN IMMEDIATE")
        shell.execute("UPDATE settings SET value = 'changed'")
        for person in range(1000, 3000):
            add(shell, person)
        shell.execute("DELETE FROM accounts WHERE discord_id < 1000")
        for end in ("", "-journal"):
            left = file.with_name(f"{file.name}{end}").read_bytes()
            to.with_name(f"{to.name}{end}").write_bytes(left)
        assert left


@pytest.mark.parametrize("there", [True, False])
def test_what_a_killed_program_left_unfinished_is_not_done_to_the_new_database(
    file: Path, tmp_path: Path, there: bool
) -> None:
    restore(file, tmp_path / "other.db", CIPHER)
    for one in tmp_path.glob("data/*"):
        one.unlink()
    copied_while_written(tmp_path / "other.db", file)
    if not there:
        file.unlink()
    done = restore(tmp_path / "backup.db", file, CIPHER)
    assert not list(file.parent.glob("*-journal"))
    assert people(file) == {1}
    if done.kept is not None:
        assert people(done.kept) == {1, 2}


def test_a_file_copied_while_it_was_written_is_restored_with_its_journal(
    file: Path, tmp_path: Path
) -> None:
    restore(file, tmp_path / "other.db", CIPHER)
    copied_while_written(tmp_path / "other.db", tmp_path / "copied.db")
    restore(tmp_path / "copied.db", file, CIPHER)
    assert people(file) == {1, 2}


def test_a_file_whose_log_was_being_written_into_it_is_not_cut_off(
    file: Path, tmp_path: Path
) -> None:
    """Its first page, which says how long it is, comes first."""
    with closing(sqlite3.connect(file, isolation_level=None)) as bot:
        bot.execute("PRAGMA wal_autocheckpoint=0")
        for person in range(1000, 2000):
            add(bot, person)
        for end in ("", "-wal"):
            copied = file.with_name(file.name + end).read_bytes()
            (tmp_path / f"copied.db{end}").write_bytes(copied)
    whole = bytearray((tmp_path / "copied.db").read_bytes())
    whole[28:32] = (999).to_bytes(4, "big")
    (tmp_path / "copied.db").write_bytes(whole)
    restore(tmp_path / "copied.db", file, CIPHER)
    assert len(people(file)) == 1002
