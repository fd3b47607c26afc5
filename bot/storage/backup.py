"""Make one backup of a SQLite file, also while a bot uses it: whole and checked, or none at all.

SQLite's online backup copies one moment's state; the key is never in it.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.storage.errors import DatabaseBusy, DatabaseFull, DatabaseUnusable, StorageError
from bot.storage.whole_files import draft_beside, own_as, publish

_PAGES = 1000
_INSTRUCTIONS = 100_000
_LOCK_WAIT = 5.0
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Stopped(StorageError):
    """The bot is stopping, and the backup was given up."""


def back_up(database: Path, to: Path, stopping: threading.Event | None = None) -> None:
    """Copy a database to a new file (mode 0600) and check the copy before it gets its name.

    Raises DatabaseUnusable, or DatabaseFull or DatabaseBusy if the next try may succeed; then
    there is no such file. Raises Stopped once `stopping` is set.
    """
    stopping = stopping or threading.Event()
    if not database.is_file():
        raise DatabaseUnusable(f"there is no database {database} to back up; check DATABASE_URL")
    try:
        make_folder(to.parent)
        if to.is_dir():
            raise DatabaseUnusable(f"{to} is a folder; add the name of a file that isn't there yet")
        if os.path.lexists(to):
            raise DatabaseUnusable(f"{to} is there already; choose another name")
        make_sure_of_room(to.parent, database.stat().st_size)
        with draft_beside(to) as draft:
            own_as(draft, database)
            with explained(database, to.parent, stopping):
                _copy(database, draft, stopping)
                check_whole(draft, stopping)
            publish(draft, to)
    except FileExistsError:
        raise DatabaseUnusable(f"{to} is there already; choose another name") from None
    except OSError as error:
        raise cannot_write(error, to.parent) from None


def make_folder(folder: Path) -> None:
    """Make a folder that only the bot's user can open, unless it's there."""
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            own_as(folder, folder.parent)
    except (FileExistsError, NotADirectoryError):
        raise DatabaseUnusable(f"{folder} isn't a folder; name a file in one") from None


def make_sure_of_room(folder: Path, size: int) -> None:
    """Raise DatabaseFull if a disk has no room for so many bytes."""
    if shutil.disk_usage(folder).free < size:
        raise _full(folder)


def cannot_write(error: OSError, folder: Path) -> StorageError:
    """Return the typed error for a folder that can't be written to."""
    if error.errno in _NO_ROOM:
        return _full(folder)
    return DatabaseUnusable(
        f"{folder} can't be written to by user {os.getuid()} ({error.strerror}); "
        "give it to that user, or choose another folder"
    )


def check_whole(file: Path, stopping: threading.Event) -> None:
    """Check every page of a copy, and leave it without a log of its own.

    Raises sqlite3.DatabaseError if it's damaged.
    """
    with closing(_own(file)) as copy:
        copy.set_progress_handler(stopping.is_set, _INSTRUCTIONS)
        copy.execute("PRAGMA journal_mode=DELETE").fetchone()
        check_integrity(copy)


def check_integrity(database: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError unless SQLite finds nothing wrong with any page."""
    (found,) = database.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)


@contextmanager
def explained(
    database: Path, folder: Path, stopping: threading.Event | None = None
) -> Iterator[None]:
    """Turn SQLite's errors into words for the host; `folder` is written to."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if stopping is not None and stopping.is_set():
            raise Stopped from None
        raise _failure(error, database, folder) from None


def _failure(error: Exception, database: Path, folder: Path) -> StorageError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return _full(folder)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseBusy(f"{database} is locked by another program; try again in a moment")
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
        return DatabaseUnusable(
            f"the copy can't be written to {folder} ({error}); check its disk, its owner and "
            "how large a file may be"
        )
    return DatabaseUnusable(
        f"{database} is damaged ({type(error).__name__}); keep it, and restore an older backup"
    )


def _full(folder: Path) -> DatabaseFull:
    return DatabaseFull(f"there is no room in {folder}; make room on that disk, then try again")


def _own(draft: Path) -> sqlite3.Connection:
    """Open a file that no one else has, without locks: a network disk may have none."""
    uri = f"{draft.absolute().as_uri()}?vfs=unix-none"
    opened = sqlite3.connect(uri, uri=True, isolation_level=None)
    for pragma in ("locking_mode=EXCLUSIVE", "synchronous=OFF"):
        opened.execute(f"PRAGMA {pragma}")
    return opened


def _copy(database: Path, draft: Path, stopping: threading.Event) -> None:
    uri = f"{database.absolute().as_uri()}?mode=ro"
    connect = sqlite3.connect(uri, uri=True, timeout=_LOCK_WAIT, isolation_level=None)

    def go_on(_status: int, _left: int, _total: int) -> None:
        if stopping.is_set():
            raise Stopped

    with closing(connect) as source, closing(_own(draft)) as copy:
        # The snapshot stays the same however much is written meanwhile: the copy never starts over.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=_PAGES, progress=go_on)
