"""Put a backup in the place of a SQLite database, whatever happens in between.

The backup is copied next to the database and checked there; then one step replaces the database,
which was given a second name before. So there is always the whole one from before or the whole new
one, and what was replaced can be put back.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from glob import escape
from pathlib import Path

from bot.storage.backup import (
    cannot_write,
    check_whole,
    explained,
    make_folder,
    make_sure_of_room,
)
from bot.storage.cipher import Cipher
from bot.storage.errors import DatabaseBusy, DatabaseUnusable
from bot.storage.only_process import AlreadyRunning, claim
from bot.storage.restore_check import Contents, check_kind, examine, has_log
from bot.storage.whole_files import clear_drafts, draft_beside, own_as, publish, replace, sync

_STOPS_WITHIN = 2.0
_FORM = "%Y%m%dT%H%M%SZ"
_BEFORE = ".before-restore-"
_LOGS = ("-wal", "-shm", "-journal")
_LOCK_WAIT = 2.0
_HAS_SESSIONS = "SELECT 1 FROM sqlite_master WHERE name = 'gateway_sessions'"


@dataclass(frozen=True, slots=True)
class Restored:
    """A finished restore; `kept` is what was replaced, if there was anything."""

    contents: Contents
    kept: Path | None


def restore(backup: Path, database: Path, cipher: Cipher | None) -> Restored:
    """Replace a database with a backup.

    Raises DatabaseUnusable or WrongKey, or DatabaseFull or DatabaseBusy if the next try may
    succeed; then the database is as it was.
    """
    check_kind(backup)
    if database.exists() and not database.is_file():
        raise DatabaseUnusable(f"{database} isn't a file; move it away, or change DATABASE_URL")
    if database.exists() and backup.samefile(database):
        raise DatabaseUnusable(f"{backup} is the database itself; name a backup")
    try:
        make_folder(database.parent)
        with _stopped(database):
            return _replace(database.resolve(), backup, cipher)
    except OSError as error:
        raise cannot_write(error, database.parent) from None


def _replace(database: Path, backup: Path, cipher: Cipher | None) -> Restored:
    clear_drafts(database.parent, f"{database.name}.")
    with draft_beside(database) as draft:
        _fill(draft, backup, database)
        contents = examine(draft, backup, cipher)
        with explained(backup, draft.parent):
            _forget_sessions(draft)
        kept = _set_aside(database)
        try:
            replace(draft, database)
        except OSError:
            if kept is not None:
                kept.unlink()
            raise
        return Restored(contents, kept)


@contextmanager
def _stopped(database: Path) -> Iterator[None]:
    try:
        handle = claim(database, patience=_STOPS_WITHIN)
    except AlreadyRunning:
        raise DatabaseUnusable(
            f"a bot is running with {database}; stop it first, then restore"
        ) from None
    try:
        lock = database.resolve().with_name(f"{database.name}.bot")
        own_as(lock, lock.parent)
        yield
    finally:
        os.close(handle)


def _fill(draft: Path, backup: Path, database: Path) -> None:
    """Copy a backup into a draft, with the log beside it if someone copied a bot's files by hand.

    The backup itself is only read.
    """
    logs = [end for end in ("-wal", "-journal") if has_log(backup, end)]
    logged = sum(backup.with_name(backup.name + end).stat().st_size for end in logs)
    make_sure_of_room(draft.parent, backup.stat().st_size + 2 * logged)
    own_as(draft, database if database.exists() else database.parent)
    shutil.copyfile(backup, draft)
    for end in logs:
        shutil.copyfile(backup.with_name(backup.name + end), draft.with_name(draft.name + end))
    with explained(backup, draft.parent):
        check_whole(draft, threading.Event())


def _forget_sessions(draft: Path) -> None:
    """Delete the gateway's sessions: another process may have read them since, and answered."""
    with closing(sqlite3.connect(draft)) as opened, opened:
        if opened.execute(_HAS_SESSIONS).fetchone():
            opened.execute("DELETE FROM gateway_sessions")


def _set_aside(database: Path) -> Path | None:
    """Write the database's log into it, and give it a second name; return that."""
    if not database.exists():
        for end in _LOGS:
            # Left by a database that was deleted: SQLite would apply it to the new one.
            database.with_name(database.name + end).unlink(missing_ok=True)
        return None
    for one in database.parent.glob(f"{escape(database.name)}{_BEFORE}*"):
        if one.samefile(database):
            # A second name from a restore that was killed.
            one.unlink()
    kept = _free_name(database)
    if not _log_is_written(database):
        _move_logs(database, kept)
    try:
        os.link(database, kept)
    except OSError:
        with draft_beside(kept) as copy:
            shutil.copyfile(database, copy)
            own_as(copy, database)
            publish(copy, kept)
    sync(kept.parent)
    return kept


def _free_name(database: Path) -> Path:
    name = f"{database.name}{_BEFORE}{datetime.now(UTC):{_FORM}}"
    found, number = database.with_name(name), 1
    while os.path.lexists(found):
        number += 1
        found = database.with_name(f"{name}-{number}")
    return found


def _log_is_written(database: Path) -> bool:
    """Write the log into the database, so that there is none; False if it's damaged.

    Raises DatabaseBusy if another program has it open.
    """
    busy = DatabaseBusy(f"{database} is open in another program; close it, then restore")
    try:
        with closing(sqlite3.connect(database, timeout=_LOCK_WAIT)) as opened:
            # This first takes back what a program that was killed hadn't finished.
            (mode,) = opened.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.Error as error:
        match getattr(error, "sqlite_errorcode", 0) & 0xFF:
            case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
                return False
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                raise busy from None
        with explained(database, database.parent):
            raise
    if mode != "delete":
        raise busy
    return True


def _move_logs(database: Path, kept: Path) -> None:
    """Move the logs of a damaged database to the name that it gets."""
    for end in _LOGS:
        log = database.with_name(database.name + end)
        if log.exists():
            log.replace(kept.with_name(kept.name + end))
