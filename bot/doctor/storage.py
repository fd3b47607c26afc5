"""The database and the key: writable, of a known schema, fitting each other. Changes nothing."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from bot.config import Settings
from bot.doctor.findings import Finding, bad, ok, warn
from bot.services import key_file
from bot.storage.cipher import Cipher
from bot.storage.inspect import Condition, inspect
from bot.storage.keys import load_keys

_FREE_AT_LEAST = 100 * 1024 * 1024
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p"})


def check_storage(settings: Settings, mounts: Path = Path("/proc/mounts")) -> Iterator[Finding]:
    """Look at database and key."""
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    yield from _folder(file)
    yield from _network_disk(file, mounts)
    keys, problem = _keys(settings)
    if problem is not None:
        yield problem
    if not file.exists():
        yield ok("database", f"{file} is made at the first start")
        return
    yield _database(file, inspect(file, Cipher(keys) if keys else None))
    yield from _modes(settings, file)


def _folder(file: Path) -> Iterator[Finding]:
    folder = file.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        yield bad(
            "database",
            f"{folder} cannot be written to by user {os.getuid()}",
            f"give the folder to that user: chown -R {os.getuid()} {folder}",
        )
    elif shutil.disk_usage(folder).free < _FREE_AT_LEAST:
        yield warn("database", f"less than 100 MB are free in {folder}", "make room")


def _network_disk(file: Path, mounts: Path) -> Iterator[Finding]:
    try:
        lines = [line.split() for line in mounts.read_text("utf-8").splitlines()]
    except OSError:
        return
    place = str(file.absolute().parent)
    under = [line for line in lines if len(line) > 2 and _is_under(place, line[1])]
    if under and max(under, key=lambda line: len(line[1]))[2] in _NETWORK:
        yield bad(
            "database",
            f"{file.parent} lies on a network disk, where SQLite damages its files",
            "put DATABASE_URL on a disk of this computer (in Docker: a named volume)",
        )


def _is_under(place: str, mount: str) -> bool:
    return place == mount or place.startswith(mount.rstrip("/") + "/")


def _keys(settings: Settings) -> tuple[list[bytes], Finding | None]:
    file = key_file(settings.database_url)
    configured = settings.token_encryption_keys
    if configured is None and not file.exists():
        return [], None
    try:
        return load_keys(configured.reveal() if configured else None, file), None
    except ValueError as error:
        where = "TOKEN_ENCRYPTION_KEYS" if configured else str(file)
        return [], bad("key", f"{where}: {error}", "put back the former key, or a backup of it")
    except OSError:
        mend = f"chown {os.getuid()} {file}"
        return [], bad("key", f"{file} cannot be read by user {os.getuid()}", mend)


def _database(file: Path, condition: Condition) -> Finding:
    match condition:
        case "damaged":
            mend = "restore a backup, or move it away to start anew"
            return bad("database", f"{file} is damaged or no database", mend)
        case "newer":
            mend = "start the newer version again, or restore a backup"
            return bad("database", f"{file} was written by a newer Earshot", mend)
        case "locked":
            mend = "stop the other program, or start only one bot on these data"
            return bad("database", f"{file} is locked by another program", mend)
        case "no_key":
            return bad(
                "key",
                f"{file} holds stored links, but the key they were encrypted with is missing",
                "put back data/token.key or TOKEN_ENCRYPTION_KEYS; without it everybody must "
                "link again, with a new database",
            )
        case "wrong_key":
            return bad(
                "key",
                "the key is not the one that this database was written with",
                "put back the former TOKEN_ENCRYPTION_KEYS or data/token.key",
            )
        case "older":
            return ok("database", f"{file} is brought up to date at the next start")
        case "read_only":
            mend = f"chown {os.getuid()} {file}; chmod 600 {file}"
            return bad("database", f"{file} cannot be written by user {os.getuid()}", mend)
    return ok("database", f"{file} is sound, and the key fits")


def _modes(settings: Settings, database: Path) -> Iterator[Finding]:
    files = [database, key_file(settings.database_url)]
    for file in files:
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield warn("key", f"{file} can be read by other users", f"chmod 600 {file}")
    if settings.token_encryption_keys is None and files[1].exists():
        yield warn(
            "key",
            "the key lies beside the database: a backup of the folder gives both away",
            "keep backups of the two apart, or give the key as TOKEN_ENCRYPTION_KEYS_FILE "
            "from outside the volume",
        )
