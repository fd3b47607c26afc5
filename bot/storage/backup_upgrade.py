"""Back up a SQLite file before its schema is upgraded, because no older version reads it then."""

from __future__ import annotations

from bot.storage.backup_folder import BackupFolder
from bot.storage.errors import DatabaseFull, DatabaseUnusable, StorageError
from bot.storage.inspect import schema_of
from bot.storage.migrate import revisions

_PATIENCE = 60.0
"""How long another backup may take first, in seconds."""


def back_up_before_upgrade(backups: BackupFolder) -> None:
    """Make a backup if the next start of this version changes the schema.

    Raises DatabaseUnusable, or DatabaseFull or DatabaseBusy if the next try may succeed: without
    a backup nothing is upgraded.
    """
    if not backups.keep or schema_of(backups.database) not in revisions()[:-1]:
        return
    try:
        backups.add("before-upgrade", patience=_PATIENCE)
    except (DatabaseFull, DatabaseUnusable) as error:
        raise _refusal(error) from None


def _refusal(error: StorageError) -> StorageError:
    kind = DatabaseFull if isinstance(error, DatabaseFull) else DatabaseUnusable
    return kind(f"no backup can be made before the upgrade: {error}, or set BACKUP_KEEP=0")
