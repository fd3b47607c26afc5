"""How every SQLite connection is prepared (sqlite.org/pragma.html)."""

from __future__ import annotations

from typing import Any

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "journal_size_limit=67108864",
    "mmap_size=0",
)


def prepare(connection: Any, _record: object) -> None:
    """Set the pragmas; Python's own transaction handling is off, BEGIN is ours."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
