"""Writes that must not be lost while the database takes none.

They stay in memory and are tried again, less and less often, until they succeed; a last time when
the bot stops.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from time import perf_counter

from bot.storage.errors import NotSaved

_log = logging.getLogger(__name__)

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 15.0
_AT_MOST = 2000

Save = Callable[[], Awaitable[None]]


async def noted(write: Awaitable[None]) -> None:
    """Save something that is only nice to have: what it is about has happened anyway."""
    try:
        await write
    except NotSaved:
        _log.warning("some status could not be saved: the database takes no writes")


class PendingWrites:
    """Retries failed writes; of two with the same key, only the newer one stays."""

    def __init__(self, first_wait: float = _FIRST_WAIT) -> None:
        self._first_wait = first_wait
        self._pending: dict[Hashable, Save] = {}
        self._since: float | None = None
        self._task: asyncio.Task[None] | None = None

    def __bool__(self) -> bool:
        """Whether anything is unsaved: then this process must not report itself as healthy."""
        return bool(self._pending)

    def age(self) -> float:
        """Return how long something has been unsaved, in seconds."""
        since = self._since
        return perf_counter() - since if self._pending and since is not None else 0.0

    def keep(self, key: Hashable, save: Save) -> None:
        """Retry `save` until it no longer raises NotSaved."""
        if key not in self._pending and len(self._pending) >= _AT_MOST:
            _log.error("too many unsaved writes: one is lost")
            return
        _log.error("the database takes no writes: keeping unsaved data in memory")
        self._pending[key] = save
        self._since = self._since or perf_counter()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._until_saved())

    async def flush(self, seconds: float) -> int:
        """Try every write a last time, for `seconds` at most; return how many are lost."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._try_all()
        if self._pending:
            _log.critical("%d writes could not be saved before the shutdown", len(self._pending))
        return len(self._pending)

    async def _until_saved(self) -> None:
        wait = self._first_wait
        while self._pending:
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)
            await self._try_all()
        self._since = None
        _log.warning("all unsaved data is saved now")

    async def _try_all(self) -> None:
        for key, save in list(self._pending.items()):
            try:
                await save()
            except NotSaved:
                continue
            except Exception as error:
                _log.error("a write failed for good: %s", type(error).__name__)
            if self._pending.get(key) is save:
                del self._pending[key]
