"""How every SQLite connection is prepared (sqlite.org/pragma.html)."""

from __future__ import annotations

from sqlalchemy.engine.interfaces import DBAPIConnection

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
