"""Looking at a database file without changing it, for `doctor`."""

from __future__ import annotations

import base64
import os
import sqlite3
from pathlib import Path
from typing import Literal

from alembic.script import ScriptDirectory

from bot.storage.check import WORD
from bot.storage.cipher import Cipher
from bot.storage.errors import Undecryptable
from bot.storage.migrate import SCRIPTS

Condition = Literal[
    "sound", "damaged", "newer", "older", "locked", "no_key", "wrong_key", "read_only"
]

_CHECKED_BELOW = 1024**3


def inspect(file: Path, cipher: Cipher | None) -> Condition:
    """Return how a database file is; `cipher` None means that there is no key."""
    try:
        if file.stat().st_size == 0:
            return "older"
        if not os.access(file, os.R_OK | os.W_OK):
            return "read_only"
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=2) as database:
            return _looked_at(database, file.stat().st_size, cipher)
    except sqlite3.OperationalError as error:
        return "locked" if "locked" in str(error) else "damaged"
    except (sqlite3.DatabaseError, OSError):
        return "damaged"


def seats_of(file: Path) -> tuple[dict[str, int], dict[str, str]]:
    """Return people per app and what is wrong with apps, by client ID; empty if not readable."""
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=2) as database:
            used = dict(
                database.execute("SELECT client_id, count(*) FROM accounts GROUP BY client_id")
            )
            return used, dict(database.execute("SELECT client_id, kind FROM app_troubles"))
    except sqlite3.Error:
        return {}, {}


def setting_of_the_bot(file: Path, name: str) -> str | None:
    """Return a setting of the bot itself; None if it has none, or the file is not readable."""
    query = "SELECT value FROM settings WHERE scope = 'bot' AND subject = 0 AND name = ?"
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=2) as database:
            row = database.execute(query, (name,)).fetchone()
            return str(row[0]) if row else None
    except sqlite3.Error:
        return None


def _looked_at(database: sqlite3.Connection, size: int, cipher: Cipher | None) -> Condition:
    if size < _CHECKED_BELOW and database.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        return "damaged"
    tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    if "alembic_version" not in tables:
        return "damaged"
    version = database.execute("SELECT version_num FROM alembic_version").fetchone()
    scripts = ScriptDirectory(str(SCRIPTS))
    known = [one.revision for one in scripts.walk_revisions()]
    if version is None or version[0] not in known:
        return "newer"
    fits = _key_fits(database, cipher)
    if fits is not None:
        return fits
    return "sound" if version[0] == scripts.get_current_head() else "older"


def _key_fits(database: sqlite3.Connection, cipher: Cipher | None) -> Condition | None:
    query = "SELECT value FROM settings WHERE scope = 'bot' AND name = 'key_check'"
    kept = database.execute(query).fetchone()
    if kept is None:
        return None
    if cipher is None:
        return "no_key"
    try:
        fits = cipher.open(base64.b64decode(kept[0]), "settings", "key_check") == WORD
    except (Undecryptable, ValueError):
        fits = False
    return None if fits else "wrong_key"
