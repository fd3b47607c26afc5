"""Do the same work only once for everyone who waits for it at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class SingleFlight(Generic[Answer]):
    """Merges concurrent equal requests into one; cancelling a caller doesn't cancel it."""

    def __init__(self) -> None:
        self._tasks: dict[Hashable, asyncio.Task[Answer]] = {}

    async def share(
        self, key: Hashable, start: Callable[[], Coroutine[None, None, Answer]]
    ) -> Answer:
        """Return the answer to the running request for `key`, or start one."""
        task = self._tasks.get(key)
        if task is None:
            task = asyncio.ensure_future(start())
            self._tasks[key] = task
            task.add_done_callback(lambda done: self._finish(key, done))
        return await asyncio.shield(task)

    def forget(self, predicate: Callable[[Hashable], bool]) -> None:
        """Let running requests finish for those who wait, but don't share them with others."""
        for key in [key for key in self._tasks if predicate(key)]:
            del self._tasks[key]

    def _finish(self, key: Hashable, done: asyncio.Task[Answer]) -> None:
        if self._tasks.get(key) is done:
            del self._tasks[key]
        if not done.cancelled():
            done.exception()
