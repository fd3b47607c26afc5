"""Why the stored data can't be used, explained to the host; shown by the bot and by doctor."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bot.storage.cipher import Cipher
from bot.storage.errors import DatabaseBusy, DatabaseUnusable, StorageError, WrongKey
from bot.storage.inspect import Condition, inspect
from bot.storage.keys import load_keys, read_keys

_BACKUP = "restore a backup, or move it away to start from nothing"
FORMER_KEY = "put back the former TOKEN_ENCRYPTION_KEYS or token.key"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem with the database or the key (`check` says which), and how to fix it.

    `passing` means that it may go away by itself.
    """

    check: str
    what: str
    fix: str
    passing: bool = False


def database_file(url: str) -> Path:
    """Return the file of a database's URL."""
    return Path(url.removeprefix("sqlite:///"))


def key_file(url: str) -> Path:
    """Return the path of the key made on the first run: next to the database."""
    return database_file(url).parent / "token.key"


def usable_keys(file: Path, configured: str | None, key_file: Path) -> list[bytes]:
    """Return the keys for the database at `file`, made now only if there is no database yet.

    Nothing is changed before it is certain that the data can be used. Raises KeyUnusable, WrongKey
    or DatabaseUnusable, or DatabaseBusy if the next try may succeed.
    """
    found = folder_trouble(file)
    if found is not None:
        raise DatabaseUnusable(f"{found.what}; {found.fix}")
    keys = read_keys(configured, key_file)
    condition = inspect(file, Cipher(keys) if keys else None)
    found = trouble(file, condition)
    if found is not None:
        raise _kind(condition, found)(f"{found.what}; {found.fix}")
    return keys or load_keys(configured, key_file)


def _kind(condition: Condition, found: Trouble) -> type[StorageError]:
    if is_temporary(condition):
        return DatabaseBusy
    return WrongKey if found.check == "key" else DatabaseUnusable


def is_temporary(condition: Condition) -> bool:
    """Whether this may go away by itself, so that starting again makes sense."""
    return condition == "locked"


def folder_trouble(file: Path) -> Trouble | None:
    """Return what keeps the bot from writing where its database is or will be."""
    folder = file.parent
    user = os.getuid()
    try:
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        if not folder.is_dir():
            what = f"{folder} is no folder, so its files cannot be written to by user {user}"
            return Trouble("database", what, "move it away, or change DATABASE_URL")
        reachable = os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        reachable = False
    if reachable:
        return None
    what = f"{folder} cannot be written to by user {user}"
    if _is_read_only(folder):
        fix = f"{folder} is on a read-only file system: mount it so that it can be written to"
        return Trouble("database", what, fix)
    return Trouble("database", what, f"give the folder to that user: chown -R {user} {folder}")


def _is_read_only(folder: Path) -> bool:
    try:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def trouble(file: Path, condition: Condition) -> Trouble | None:
    """Return the problem of a database in this condition; None if it can be used."""
    user = os.getuid()
    known = {
        "damaged": ("database", f"{file} is damaged or no database", _BACKUP),
        "empty": (
            "database",
            f"{file} is empty, but there is a key, so links were stored in it",
            "restore a backup; to start from nothing delete both it and the key",
        ),
        "newer": (
            "database",
            f"{file} was written by a newer Earshot",
            "start the newer version again, or restore a backup",
        ),
        "locked": (
            "database",
            f"{file} is locked by another program",
            "stop the other program, or start only one bot on these data",
        ),
        "no_file": ("database", f"{file} is no file", "move it away, or change DATABASE_URL"),
        "read_only": (
            "database",
            f"{file} cannot be written by user {user}",
            f"chown {user} {file}; chmod 600 {file}",
        ),
        "unreachable": (
            "database",
            f"{file} cannot be reached by user {user}",
            f"chown -R {user} {file.parent}",
        ),
        "no_key": (
            "key",
            f"{file} holds stored links, but the key they were encrypted with is missing",
            f"{FORMER_KEY}; without it everyone must link again, with a new database",
        ),
        "wrong_key": (
            "key",
            "the encryption key is not the one that this database was written with",
            FORMER_KEY,
        ),
    }
    found = known.get(condition)
    return None if found is None else Trouble(*found)
