"""The folder of a bot's backups: what's in it, adding one, and deleting the oldest."""

from __future__ import annotations

import fcntl
import logging
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from bot.storage.backup import back_up, cannot_write, make_folder
from bot.storage.errors import DatabaseBusy
from bot.storage.whole_files import clear_drafts, open_lock, own_as

_log = logging.getLogger(__name__)

Why = Literal["by-hand", "nightly", "before-upgrade"]
"""Why a backup was made. Those made by hand are never deleted."""

_FORM = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r".+-(?P<at>\d{8}T\d{6}Z)-(?P<why>by-hand|nightly|before-upgrade)\.db")
_PAUSE = 0.05
_AHEAD = 60.0


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """How many automatic backups of each kind are kept (0: none are made), and where.

    Without a folder it's `backups`, next to the database.
    """

    keep: int = 7
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A backup in the folder; `at` is unix seconds."""

    file: Path
    at: float
    why: str


class BackupFolder:
    """The backups of one SQLite file."""

    def __init__(
        self, file: Path, plan: BackupPlan, clock: Callable[[], float] = time.time
    ) -> None:
        self.database = file
        self.keep = plan.keep
        self.path = plan.folder or file.parent / "backups"
        self._clock = clock

    def all(self) -> list[MadeBackup]:
        """Return the backups of this database, oldest first; none if the folder is unreadable."""
        try:
            files = [one for one in os.scandir(self.path) if one.is_file(follow_symlinks=False)]
        except OSError:
            return []
        found = [self._read(Path(one.path)) for one in files]
        return sorted((one for one in found if one), key=lambda one: (one.at, one.file.name))

    def last(self) -> float | None:
        """Return when the newest was made; what has a time to come doesn't count."""
        return max((one.at for one in self.all() if one.at <= self._clock() + _AHEAD), default=None)

    def add(
        self, why: Why, stopping: threading.Event | None = None, *, patience: float = 0.0
    ) -> Path:
        """Make a backup, and return it; then delete the oldest of its kind beyond `keep`.

        One at a time: another process has `patience` seconds to finish its own. Raises what
        `back_up` raises.
        """
        with self._alone(patience):
            clear_drafts(self.path, f"{self.database.stem}-")
            file = self._free_name(why)
            back_up(self.database, file, stopping)
            if why != "by-hand":
                self._delete_oldest(why)
        return file

    def _read(self, file: Path) -> MadeBackup | None:
        found = _NAME.fullmatch(file.name)
        if found is None or not file.name.startswith(f"{self.database.stem}-{found['at']}"):
            return None
        try:
            at = datetime.strptime(found["at"], _FORM).replace(tzinfo=UTC)
        except ValueError:
            return None
        return MadeBackup(file, at.timestamp(), found["why"])

    def _free_name(self, why: Why) -> Path:
        at = int(self._clock())
        while True:
            name = f"{self.database.stem}-{datetime.fromtimestamp(at, UTC):{_FORM}}-{why}.db"
            if not os.path.lexists(self.path / name):
                return self.path / name
            at += 1

    def _delete_oldest(self, why: Why) -> None:
        for one in [one for one in self.all() if one.why == why][: -max(1, self.keep)]:
            try:
                one.file.unlink()
            except OSError as error:
                _log.warning("the old backup %s can't be deleted (%s)", one.file, error.strerror)

    @contextmanager
    def _alone(self, patience: float) -> Iterator[None]:
        end = time.monotonic() + patience
        try:
            make_folder(self.path)
            # Beside the database: the folder may be on a network disk, which may have no locks.
            lock = self.database.with_name(f"{self.database.name}.backup")
            handle = open_lock(lock)
            own_as(lock, self.database.parent)
        except OSError as error:
            raise cannot_write(error, self.path) from None
        try:
            while not _locked(handle):
                if time.monotonic() >= end:
                    raise DatabaseBusy(
                        f"another backup is being made in {self.path}; try again in a moment"
                    )
                time.sleep(_PAUSE)
            yield
        finally:
            os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
