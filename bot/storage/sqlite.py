"""What is particular to SQLite: how connections are prepared, and what its errors mean."""

from __future__ import annotations

import sqlite3

from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.storage.errors import DatabaseBroken, DatabaseBusy, DatabaseFull, NotSaved

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "journal_size_limit=67108864",
    "mmap_size=0",
)


_LOCK_WAIT = 5.0


def prepare(connection: DBAPIConnection, _record: object, *, lock_wait: float = _LOCK_WAIT) -> None:
    """Set the pragmas; Python's own transaction handling is off, BEGIN is ours.

    `lock_wait` is how many seconds a statement waits for another process's lock.
    """
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={int(lock_wait * 1000)}")
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


_PRIMARY = 0xFF
_WORDS = (("locked", DatabaseBusy), ("busy", DatabaseBusy), ("full", DatabaseFull))
_KINDS: dict[int, type[NotSaved]] = {
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_PROTOCOL: DatabaseBusy,
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_READONLY: DatabaseBroken,
    sqlite3.SQLITE_IOERR: DatabaseBroken,
    sqlite3.SQLITE_CORRUPT: DatabaseBroken,
    sqlite3.SQLITE_NOTADB: DatabaseBroken,
    sqlite3.SQLITE_CANTOPEN: DatabaseBroken,
    sqlite3.SQLITE_NOMEM: DatabaseBroken,
    sqlite3.SQLITE_PERM: DatabaseBroken,
    sqlite3.SQLITE_AUTH: DatabaseBroken,
}


def failure_of(error: BaseException) -> NotSaved | None:
    """Return the typed error for what the database did; None for what is not its fault.

    The texts hold no values: neither SQL nor its parameters leave this room.
    """
    if isinstance(error, PoolTimeout):
        return DatabaseBusy("every connection is in use")
    if isinstance(error, DBAPIError):
        if isinstance(error, IntegrityError) or error.orig is None:
            return None
        error = error.orig
    if not isinstance(error, sqlite3.Error) or isinstance(error, sqlite3.IntegrityError):
        return None
    return _kind(error)(f"SQLite: {getattr(error, 'sqlite_errorname', 'unknown')}")


def _kind(error: sqlite3.Error) -> type[NotSaved]:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        text = str(error)
        return next((kind for word, kind in _WORDS if word in text), DatabaseBroken)
    return _KINDS.get(code & _PRIMARY, DatabaseBroken)
