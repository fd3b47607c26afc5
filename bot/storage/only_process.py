"""One bot per SQLite file: a second one is refused, because each keeps rows in memory."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from pathlib import Path

from bot.storage.errors import DatabaseFull, DatabaseUnusable, StorageError
from bot.storage.whole_files import open_lock

_PATIENCE = 15.0
"""In seconds: when a bot is replaced, the one before finishes its commands first (bot/run.py)."""

_PAUSE = 0.05


class AlreadyRunning(DatabaseUnusable):
    """Another bot has the file."""


def claim(file: Path, patience: float = _PATIENCE) -> int:
    """Claim a database file for this process; return the handle whose closing ends that.

    It is a lock of the operating system, so it also ends with the process, however that ends.
    Waits for a moment (call it in a worker thread). Raises AlreadyRunning if another bot has it.
    """
    lock = lock_of(file)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = open_lock(lock)
    except OSError as error:
        raise cannot_open(error, lock) from None
    try:
        _wait_for(handle, file, patience)
    except OSError as error:
        os.close(handle)
        raise cannot_open(error, lock) from None
    except DatabaseUnusable:
        os.close(handle)
        raise
    return handle


def lock_of(file: Path) -> Path:
    """Return the file that is locked. It's made once, when a bot first has the database."""
    return file.resolve().with_name(file.name + ".bot")


def _wait_for(handle: int, file: Path, patience: float) -> None:
    end = time.monotonic() + patience
    while not _locked(handle):
        if time.monotonic() >= end:
            raise AlreadyRunning(
                f"another Earshot is already running with {file}; stop that one first, or give "
                "this one its own DATABASE_URL"
            )
        time.sleep(_PAUSE)


def cannot_open(error: OSError, file: Path) -> StorageError:
    """Return the typed error for a file that can't be opened for writing."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return (DatabaseFull if full else DatabaseUnusable)(
        f"{error.filename or file} cannot be opened for writing ({error.strerror}); "
        "check the folder's owner and free space"
    )


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
