"""What must not be lost although the database takes no writes at the moment.

Kept in memory and tried again, ever more seldom, until it lands; a last time when the bot stops.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress

from bot.storage.errors import NotSaved

_log = logging.getLogger(__name__)

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 15.0
_AT_MOST = 2000

Save = Callable[[], Awaitable[None]]


class PendingWrites:
    """Writes that are tried again; of two with one key only the newer stays."""

    def __init__(self, first_wait: float = _FIRST_WAIT) -> None:
        self._first_wait = first_wait
        self._kept: dict[Hashable, Save] = {}
        self._task: asyncio.Task[None] | None = None

    def __bool__(self) -> bool:
        """Whether something waits: then this process must not be taken for healthy."""
        return bool(self._kept)

    def keep(self, key: Hashable, save: Save) -> None:
        """Try `save` until it raises NotSaved no more."""
        if key not in self._kept and len(self._kept) >= _AT_MOST:
            _log.error("too much waits to be saved: something is lost")
            return
        _log.error("the database takes no writes: keeping in memory what must be saved")
        self._kept[key] = save
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._until_saved())

    async def flush(self, seconds: float) -> int:
        """Try everything a last time within some seconds; return how many are lost."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._try_all()
        if self._kept:
            _log.critical("%d things could not be saved before the stop", len(self._kept))
        return len(self._kept)

    async def _until_saved(self) -> None:
        wait = self._first_wait
        while self._kept:
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)
            await self._try_all()
        _log.warning("everything that waited is saved")

    async def _try_all(self) -> None:
        for key, save in list(self._kept.items()):
            try:
                await save()
            except NotSaved:
                continue
            except Exception as error:
                _log.error("something that waited cannot be saved: %s", type(error).__name__)
            if self._kept.get(key) is save:
                del self._kept[key]
