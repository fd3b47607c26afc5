"""Answers kept for a short while, and equal requests in flight shared."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable


class AnswerCache:
    """A bounded least-recently-used cache with an end time for each entry."""

    def __init__(self, clock: Callable[[], float], size: int = 2000) -> None:
        self._clock = clock
        self._size = size
        self._entries: OrderedDict[Hashable, tuple[float, object]] = OrderedDict()

    def get(self, key: Hashable) -> tuple[object] | None:
        """Return the answer in a tuple of one, or None when there is none that is fresh."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry[0] <= self._clock():
            del self._entries[key]
            return None
        self._entries.move_to_end(key)
        return (entry[1],)

    def put(self, key: Hashable, answer: object, seconds: float) -> None:
        """Keep an answer for `seconds`."""
        if seconds <= 0:
            return
        self._entries[key] = (self._clock() + seconds, answer)
        self._entries.move_to_end(key)
        while len(self._entries) > self._size:
            self._entries.popitem(last=False)

    def forget(self, predicate: Callable[[Hashable], bool]) -> None:
        """Drop the entries whose key satisfies `predicate`."""
        for key in [key for key in self._entries if predicate(key)]:
            del self._entries[key]


class SingleFlight:
    """Equal requests at the same time become one; a cancelled caller does not cancel it."""

    def __init__(self) -> None:
        self._tasks: dict[Hashable, asyncio.Task[object]] = {}

    async def share(self, key: Hashable, start: Callable[[], Awaitable[object]]) -> object:
        """Return the answer of the running request for `key`, or start one."""
        task = self._tasks.get(key)
        if task is None:
            task = asyncio.ensure_future(_run(start))
            self._tasks[key] = task
            task.add_done_callback(lambda done: self._finish(key, done))
        return await asyncio.shield(task)

    def _finish(self, key: Hashable, done: asyncio.Task[object]) -> None:
        if self._tasks.get(key) is done:
            del self._tasks[key]
        if not done.cancelled():
            done.exception()


async def _run(start: Callable[[], Awaitable[object]]) -> object:
    return await start()
