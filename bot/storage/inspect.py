"""Check a database file without changing it: before the bot opens it, and for `doctor`."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from bot.storage.cipher import Cipher
from bot.storage.keys import fits
from bot.storage.migrate import revisions
from bot.storage.settings import BOT_SETTINGS, COMMANDS_REFUSED
from bot.storage.stored_facts import (
    ADDED_APPS,
    LINKED,
    SEAT_CARE,
    SEATED,
    TROUBLES,
    SeatCareFacts,
    StoredFacts,
    today,
)

Condition = Literal[
    "sound",
    "new",
    "older",
    "damaged",
    "empty",
    "newer",
    "locked",
    "no_key",
    "wrong_key",
    "no_file",
    "read_only",
    "unreachable",
]
"""A database's condition; "new" doesn't exist yet, "empty" has lost the data it once had."""

_CHECKED_BELOW = 1024**3
_SMALLEST = 512  # SQLite opens less than a page as if it were empty
_READ_BELOW = 64 * 1024**2
_REVISION = re.compile(r"\d{4}(?:_\w+)?")


def inspect(file: Path, cipher: Cipher | None) -> Condition:
    """Return a database file's condition; without a key, `cipher` is None."""
    try:
        if not file.is_file():
            return _not_a_file(file)
        if not os.access(file, os.R_OK | os.W_OK):
            return "read_only"
        size = file.stat().st_size
        if size == 0:
            return "new" if cipher is None else "empty"
        if size < _SMALLEST:
            return "damaged"
        with _reading(file) as database:
            return _checked(database, size, cipher)
    except sqlite3.OperationalError as error:
        return "locked" if "locked" in str(error) else "damaged"
    except OSError:
        return "unreachable"
    except (sqlite3.Error, ValueError, TypeError):
        return "damaged"


@contextmanager
def _reading(file: Path) -> Iterator[sqlite3.Connection]:
    uri = f"{file.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=2)) as database:
        yield database


def _not_a_file(file: Path) -> Condition:
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return "new"
    return "no_file"


def facts_of(file: Path) -> StoredFacts:
    """Return what is stored about apps and commands; nothing if the file is unreadable."""
    spent = "SELECT quota_owner, spent FROM budgets WHERE day = ?"
    try:
        with _reading(file) as database:
            return StoredFacts(
                people=dict(database.execute(LINKED)),
                seated=dict(database.execute(SEATED)),
                added_apps=frozenset(one[0] for one in database.execute(ADDED_APPS)),
                troubles=dict(database.execute(TROUBLES)),
                commands_refused=_setting(database, COMMANDS_REFUSED),
                bot_settings=_setting(database, BOT_SETTINGS),
                spent=dict(database.execute(spent, (today(),))),
                seat_care=_seat_care(database),
            )
    except (sqlite3.Error, OSError, ValueError):
        return StoredFacts()


def _setting(database: sqlite3.Connection, name: str) -> str | None:
    query = "SELECT value FROM settings WHERE scope = 'bot' AND subject = 0 AND name = ?"
    row = database.execute(query, (name,)).fetchone()
    return str(row[0]) if row else None


def _seat_care(database: sqlite3.Connection) -> SeatCareFacts | None:
    try:
        return SeatCareFacts(*database.execute(SEAT_CARE).fetchone())
    except sqlite3.OperationalError:
        return None


def first_link(file: Path) -> float | None:
    """Return when the first of the present links was made; None without any."""
    try:
        with _reading(file) as database:
            (found,) = database.execute("SELECT min(first_linked_at) FROM accounts").fetchone()
            return None if found is None else float(found)
    except (sqlite3.Error, OSError, ValueError):
        return None


def schema_of(file: Path) -> str | None:
    """Return the revision of a file's schema; None without any, or if it's unreadable."""
    try:
        with _reading(file) as database:
            row = database.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(row[0]) if row else None
    except (sqlite3.Error, OSError, ValueError):
        return None


def _checked(database: sqlite3.Connection, size: int, cipher: Cipher | None) -> Condition:
    if size < _CHECKED_BELOW and database.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        return "damaged"
    tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    if not tables:
        return "new" if cipher is None else "empty"
    if "alembic_version" not in tables:
        return "damaged"
    if size < _READ_BELOW:
        _read_all(database)
    version = database.execute("SELECT version_num FROM alembic_version").fetchone()
    known = revisions()
    if version is None or version[0] not in known:
        return "newer" if version and _REVISION.fullmatch(version[0]) else "damaged"
    wrong = _key_fits(database, cipher)
    if wrong is not None:
        return wrong
    return "sound" if version[0] == known[-1] else "older"


def _read_all(database: sqlite3.Connection) -> None:
    """Read every value once: SQLite's own check doesn't detect text that is no longer valid."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    for (name,) in database.execute(query).fetchall():
        quoted = '"' + name.replace('"', '""') + '"'
        for _ in database.execute(f"SELECT * FROM {quoted}"):  # noqa: S608 - a name of our own
            pass


def _key_fits(database: sqlite3.Connection, cipher: Cipher | None) -> Condition | None:
    query = "SELECT value FROM settings WHERE scope = 'bot' AND name = 'key_check'"
    check = database.execute(query).fetchone()
    if check is None:
        return None
    if cipher is None:
        return "no_key"
    return None if fits(check[0], cipher) else "wrong_key"
