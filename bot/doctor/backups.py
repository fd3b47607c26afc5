"""Check when the last backup was made. Changes nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from bot.config.settings import Settings
from bot.doctor.findings import Finding, ok, warn
from bot.storage.addresses import is_postgres
from bot.storage.backup_folder import BackupFolder
from bot.storage.inspect import first_link
from bot.storage.nightly_backup import HOUR
from bot.storage.troubles import database_file, key_file

_DAY = 24 * 3600
_OLD = 2 * _DAY
_MAKE_ONE = "make one with: python -m bot db backup"


def check_backups(settings: Settings, now: float | None = None) -> Iterator[Finding]:
    """Report an old or missing backup, and backups beside the key."""
    if is_postgres(settings.database_url):
        yield ok("backup", "the data are in PostgreSQL, whose own tools back them up")
        return
    file = database_file(settings.database_url)
    folder = BackupFolder(file, settings.backups)
    try:
        if file.exists():
            yield from _check(settings, file, folder, now)
    except OSError as error:
        # What the data themselves lack, another check says.
        what = f"the backups can't be looked at ({error.filename}: {error.strerror})"
        yield warn("backup", what, "check the folder's owner and mode")


def _check(
    settings: Settings, file: Path, folder: BackupFolder, now: float | None
) -> Iterator[Finding]:
    now = time.time() if now is None else now
    last = folder.last()
    if last is not None:
        yield _age(last, now, folder.keep)
    elif not settings.backups.keep:
        yield warn("backup", "there is no backup, and BACKUP_KEEP=0 turns them off", _MAKE_ONE)
    elif (
        linked := first_link(database_file(settings.database_url))
    ) is not None and now - linked > _OLD:
        what = f"there is no backup in {folder.path}"
        yield warn("backup", what, f"{_MAKE_ONE}; the bot's log says why none is made at night")
    else:
        yield ok("backup", f"the first backup is made when it's {HOUR} o'clock, and the bot runs")
    key = key_file(settings.database_url)
    if folder.path.resolve() == key.parent.resolve() and key.exists():
        yield warn(
            "backup",
            "the backups are in the folder of the key, so who gets it can read the tokens",
            "set BACKUP_FOLDER to another folder, or keep the key in another one",
        )


def _age(last: float, now: float, keep: int) -> Finding:
    days = int((now - last) // _DAY)
    hours = int(max(0.0, now - last) // 3600)
    if now - last <= _OLD:
        return ok("backup", f"the last backup is {hours} hours old")
    if not keep:
        return warn("backup", f"the last backup is {days} days old, and BACKUP_KEEP=0", _MAKE_ONE)
    return warn(
        "backup",
        f"the last backup is {days} days old",
        f"{_MAKE_ONE}; the bot's log says why none is made at night",
    )
