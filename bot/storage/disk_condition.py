"""What only the disk knows of a SQLite database: its log's size, free space, the newest backup.

Each call waits for the disk: call it in a thread. None means that it can't be told right now.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from bot.storage.backup_folder import BackupFolder
from bot.storage.only_process import lock_of


class DiskCondition:
    """Looks at the files of one database."""

    def __init__(self, backups: BackupFolder, clock: Callable[[], float] = time.time) -> None:
        self._backups = backups
        self._file = backups.database.resolve()
        self._clock = clock

    def wal_bytes(self) -> int | None:
        """Return the size of SQLite's write-ahead log; 0 without one."""
        try:
            return os.stat(f"{self._file}-wal").st_size
        except FileNotFoundError:
            return 0
        except OSError:
            return None

    def free_bytes(self) -> int | None:
        """Return what this process may still write to the database's disk."""
        try:
            disk = os.statvfs(self._file.parent)
        except OSError:
            return None
        return disk.f_bavail * disk.f_frsize

    def backup_age(self) -> float | None:
        """Return how many seconds ago the newest backup was made; None if none are to be made.

        As long as there's none, it's since when the bot has had the database.
        """
        if not self._backups.keep:
            return None
        made = self._backups.last()
        if made is None:
            try:
                made = os.stat(lock_of(self._file)).st_mtime
            except OSError:
                return None
        return max(0.0, self._clock() - made)
