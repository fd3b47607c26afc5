"""`python -m bot db backup`, `db restore` and `db check`: for a host at a terminal."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.config.data_settings import DataSettings
from bot.data_commands import carried_out
from bot.logs import redact
from bot.storage.addresses import is_postgres, shown
from bot.storage.backup import back_up
from bot.storage.backup_folder import BackupFolder
from bot.storage.cipher import Cipher
from bot.storage.errors import DatabaseUnusable
from bot.storage.keys import read_keys
from bot.storage.restore import restore
from bot.storage.restore_check import Contents, check_kind, examine
from bot.storage.troubles import database_file, key_file

_PATIENCE = 30.0
_COMMANDS = {
    "backup": "pg_dump --format=custom --no-owner --file=earshot.dump DATABASE",
    "restore": "pg_restore --clean --if-exists --no-owner --dbname=DATABASE earshot.dump",
    "check": "pg_amcheck --install-missing DATABASE",
}


def db_backup(to: str | None, *, with_key: bool) -> int:
    """Make a backup, say where it is, and return the exit code."""
    return _run("backup", "No backup was made", lambda settings: _backup(settings, to, with_key))


def db_restore(file: str) -> int:
    """Put a backup in the database's place, say what's in it, and return the exit code."""
    return _run("restore", "Nothing was changed", lambda settings: _restore(settings, Path(file)))


def db_check(file: str | None) -> int:
    """Check the database, or a backup, say what was found, and return the exit code."""
    return _run("check", "It can't be used", lambda settings: _check(settings, file))


def _run(action: str, failed: str, do: Callable[[DataSettings], str]) -> int:
    def work(settings: DataSettings) -> int:
        if is_postgres(settings.url):
            raise DatabaseUnusable(_use_its_own_tools(action, settings.url))
        print(redact(do(settings), settings.secrets()))
        return 0

    return carried_out(failed, work)


def _use_its_own_tools(action: str, url: str) -> str:
    return (
        f"the data are in {shown(url)}; use its own tool with your address as DATABASE, "
        f"as docs/backup.md says: {_COMMANDS[action]}"
    )


def _backup(settings: DataSettings, to: str | None, with_key: bool) -> str:
    database = database_file(settings.url)
    key = key_file(settings.url)
    if with_key and settings.keys is not None:
        raise DatabaseUnusable(
            "the key is in TOKEN_ENCRYPTION_KEYS, and only you know where that's kept; leave "
            "--with-key out"
        )
    if with_key and not key.is_file():
        raise DatabaseUnusable(f"there is no key {key}; leave --with-key out")
    if to is None:
        folder = BackupFolder(database, settings.backups)
        file = folder.add("by-hand", patience=_PATIENCE)
    else:
        file = Path(to)
        back_up(database, file)
    size = f"{file.stat().st_size / 1e6:,.1f} MB"
    return f"Backed up {database} to {file} ({size}), and checked it.\n" + (
        _add_key(key, file) if with_key else _about_key(settings, key)
    )


def _add_key(key: Path, file: Path) -> str:
    copy = file.with_name(f"{file.name}.key")
    try:
        with os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(key.read_bytes())
        shutil.copystat(key, copy)
        copy.chmod(0o600)
    except OSError as error:
        raise DatabaseUnusable(
            f"{file} was made, but its key can't be copied to {copy} ({error.strerror}); "
            f"copy {key} yourself"
        ) from None
    return f"The key is in {copy}. Who has both files can read the tokens: keep them apart."


def _about_key(settings: DataSettings, key: Path) -> str:
    where = "TOKEN_ENCRYPTION_KEYS" if settings.keys is not None else str(key)
    return f"The key isn't in it, and nothing can be restored without: keep a copy of {where} too."


def _restore(settings: DataSettings, file: Path) -> str:
    database = database_file(settings.url)
    done = restore(file, database, _cipher(settings))
    lines = [f"Restored {file} to {database}: {_contents(done.contents)}."]
    if done.kept is not None:
        lines.append(f"What was there before is kept in {done.kept}; delete it once all is well.")
    lines.append("Now start the bot.")
    return "\n".join(lines)


def _check(settings: DataSettings, file: str | None) -> str:
    checked = Path(file) if file is not None else database_file(settings.url)
    check_kind(checked.resolve() if file is None else checked)
    contents = examine(checked, checked, _cipher(settings))
    lines = [f"{checked} is whole, and the key fits: {_contents(contents)}."]
    if file is None:
        folder = BackupFolder(checked, settings.backups)
        last = folder.last()
        found = len(folder.all())
        lines.append(
            f"No backup is in {folder.path}."
            if last is None
            else f"The last of {found} backups in {folder.path} is from {_when(last)}."
        )
    return "\n".join(lines)


def _cipher(settings: DataSettings) -> Cipher | None:
    keys = read_keys(settings.keys, key_file(settings.url))
    return Cipher(keys) if keys else None


def _contents(contents: Contents) -> str:
    links = "1 link" if contents.links == 1 else f"{contents.links:,} links"
    return f"{links}, schema {contents.schema}" + (
        " (upgraded at the next start)" if contents.older else ""
    )


def _when(at: float) -> str:
    return f"{datetime.fromtimestamp(at):%Y-%m-%d %H:%M} ({_ago(time.time() - at)})"


def _ago(seconds: float) -> str:
    hours = int(max(0.0, seconds) // 3600)
    if hours < 48:
        return f"{hours} hours ago"
    return f"{hours // 24} days ago"
