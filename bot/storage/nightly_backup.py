"""Back up a SQLite file every night, in a thread: the bot answers meanwhile.

The process that has claimed the file does it (only_process.py), so only one does.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.storage.backup import Stopped
from bot.storage.backup_folder import BackupFolder
from bot.storage.errors import StorageError

_log = logging.getLogger(__name__)

HOUR = 4
"""When, by the computer's own clock (in a container usually UTC)."""

_SETTLED = 600.0
"""How long the bot runs before it makes up for a night it missed, in seconds."""

_AFTER_A_FAILURE = 3600.0
_LOOKS_EVERY = 5.0


class NightlyBackup:
    """Knows when the next backup is due, and makes it."""

    def __init__(self, folder: BackupFolder, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock
        self._stopping = threading.Event()
        self._due = 0.0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do it in the background; in the end, give up one that isn't finished."""
        if not self._folder.keep:
            yield
            return
        await self.plan()
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._stopping.set()
            task.cancel()
            await asyncio.wait({task})

    async def plan(self) -> None:
        """Find out when the next one is due."""
        last = await asyncio.to_thread(self._folder.last)
        now = self._clock()
        if last is None:
            # Some computers are never on at night.
            self._due = min(night_after(now), now + _SETTLED)
        else:
            self._due = max(night_after(last), now + _SETTLED)

    async def make_if_due(self) -> None:
        """Make a backup if it's time; a failure is logged, and tried again later."""
        if self._clock() < self._due:
            return
        making = asyncio.create_task(asyncio.to_thread(self._folder.add, "nightly", self._stopping))
        try:
            file = await asyncio.shield(making)
        except asyncio.CancelledError:
            await asyncio.wait({making})
            raise
        except Stopped:
            return
        except StorageError as error:
            self._due = self._clock() + _AFTER_A_FAILURE
            _log.error("no backup was made: %s. Trying again in an hour", error)
        else:
            _log.info("made the backup %s", file)
            self._due = night_after(self._clock())

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(_LOOKS_EVERY)
            try:
                await self.make_if_due()
            except Exception:
                self._due = self._clock() + _AFTER_A_FAILURE
                _log.exception("no backup was made. Trying again in an hour")


def night_after(at: float) -> float:
    """Return the first time after `at` when it's night."""
    then = datetime.fromtimestamp(at).astimezone()
    night = then.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return (night if night > then else night + timedelta(days=1)).timestamp()
