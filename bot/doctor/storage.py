"""Check that the database is writable and current, and that the key fits. Changes nothing."""

from __future__ import annotations

import asyncio
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bot.config.settings import Settings
from bot.doctor.findings import Finding, bad, fatal, ok, warn
from bot.storage.addresses import is_postgres, shown
from bot.storage.cipher import Cipher
from bot.storage.errors import KeyUnusable
from bot.storage.inspect import facts_of, inspect
from bot.storage.keys import read_keys
from bot.storage.stored_facts import StoredFacts
from bot.storage.troubles import database_file, folder_trouble, is_temporary, key_file, trouble

_FREE_AT_LEAST = 100 * 1024 * 1024
_HEALTHY = {
    "new": "will be created at the first start",
    "older": "will be upgraded at the next start",
    "sound": "is fine, and the key fits",
}
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p"})


async def check_stored(settings: Settings) -> tuple[list[Finding], StoredFacts]:
    """Check the database and the key; also return what is stored that other checks need."""
    if is_postgres(settings.database_url):
        return await _check_postgres(settings)
    found = await asyncio.to_thread(lambda: list(check_storage(settings)))
    return found, await asyncio.to_thread(facts_of, database_file(settings.database_url))


async def _check_postgres(settings: Settings) -> tuple[list[Finding], StoredFacts]:
    from bot.storage.inspect_postgres import inspect_postgres

    keys, problem = _keys(settings)
    if problem is not None or keys is None:
        return [] if problem is None else [problem], StoredFacts()
    trouble_there, facts = await inspect_postgres(settings.database_url, Cipher(keys))
    if trouble_there is None:
        return [ok("database", f"{shown(settings.database_url)} is fine, and the key fits")], facts
    say = bad if trouble_there.passing else fatal
    return [say(trouble_there.check, trouble_there.what, trouble_there.fix)], facts


def check_storage(settings: Settings, mounts: Path = Path("/proc/mounts")) -> Iterator[Finding]:
    """Check the database and the key."""
    file = database_file(settings.database_url)
    yield from _folder(file)
    yield from network_disk(file, mounts)
    keys, problem = _keys(settings)
    if problem is not None:
        yield problem
    condition = inspect(file, Cipher(keys) if keys else None)
    if problem is not None and condition in ("no_key", *_HEALTHY):
        return
    found = trouble(file, condition)
    if found is not None:
        say = bad if is_temporary(condition) else fatal
        yield say(found.check, found.what, found.fix)
        return
    yield ok("database", f"{file} {_HEALTHY[condition]}")
    yield from _modes(settings, file)


def _folder(file: Path) -> Iterator[Finding]:
    found = folder_trouble(file)
    if found is not None:
        yield fatal(found.check, found.what, found.fix)
        return
    folder = file.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    with suppress(OSError):
        if shutil.disk_usage(folder).free < _FREE_AT_LEAST:
            yield warn("database", f"less than 100 MB is free in {folder}", "free some space")


def network_disk(file: Path, mounts: Path = Path("/proc/mounts")) -> Iterator[Finding]:
    """Report a database on a network disk, where file locks don't work."""
    try:
        text = mounts.read_text("utf-8", errors="replace")
    except OSError:
        return
    lines = [line.split() for line in text.splitlines()]
    place = str(file.absolute().parent)
    under = [line for line in lines if len(line) > 2 and _is_under(place, line[1])]
    if under and max(under, key=lambda line: len(line[1]))[2] in _NETWORK:
        yield bad(
            "database",
            f"{file.parent} is on a network disk, where SQLite can damage its files",
            "move the database to this computer's own disk (in Docker: a named volume)",
        )


def _is_under(place: str, mount: str) -> bool:
    return place == mount or place.startswith(mount.rstrip("/") + "/")


def _keys(settings: Settings) -> tuple[list[bytes] | None, Finding | None]:
    configured = settings.token_encryption_keys
    try:
        file = key_file(settings.database_url)
        return read_keys(configured.reveal() if configured else None, file), None
    except KeyUnusable as error:
        what, _, fix = str(error).partition("; ")
        return None, fatal("key", what, fix or "put the earlier key back, or a backup of it")


def _modes(settings: Settings, database: Path) -> Iterator[Finding]:
    files = [database, key_file(settings.database_url)]
    for file in files:
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield warn("key", f"{file} can be read by other users", f"chmod 600 {file}")
    if settings.token_encryption_keys is None and files[1].exists():
        # Where the bot itself puts it: good to know, and nothing that anyone did wrong.
        yield Finding(
            "key",
            "ok",
            "the key is next to the database, so a copy of the whole folder gives both away",
            "keep backups and the key apart, or set TOKEN_ENCRYPTION_KEYS_FILE to a file "
            "outside the folder",
        )
