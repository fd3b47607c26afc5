"""A background task that does what is due, then sleeps until the next time.

Something new that is due later than what it sleeps for costs nothing: `wake_in` only ever makes the
sleep shorter.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Iterator

from discord.ext import commands

from bot.request_ids import begin_request

_log = logging.getLogger(__name__)
_LONGEST_SLEEP = 300.0
_AFTER_A_FAULT = 5.0

WITH_OTHERS = 10.0
"""The longest sleep where other processes add work too: one that dies tells no one of it."""

ReportFault = Callable[[str, Exception], Awaitable[None]]


class Worker:
    """Calls `work` when `seconds_to_next` says so, or when woken.

    `alone` says that no other process adds to the same work. Woken while it works, it looks once
    more afterwards. It never stops on a failure: it calls `report_fault`, and waits longer while
    failures repeat.
    """

    def __init__(
        self,
        name: str,
        seconds_to_next: Callable[[], Awaitable[float | None]],
        work: Callable[[], Awaitable[None]],
        report_fault: ReportFault,
        *,
        alone: bool = True,
    ) -> None:
        self.name = name
        self._longest = _LONGEST_SLEEP if alone else WITH_OTHERS
        self._seconds_to_next = seconds_to_next
        self._work = work
        self._report_fault = report_fault
        self._sooner = asyncio.Event()
        self._until = math.inf
        self._due_since: float | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start the task."""
        self._task = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Look now what is due."""
        self.wake_in(0.0)

    def wake_in(self, seconds: float) -> None:
        """Look after this many seconds, unless it looks sooner anyway."""
        until = asyncio.get_running_loop().time() + seconds
        if until < self._until:
            self._until = until
            self._sooner.set()

    def age(self) -> float:
        """Return how long ago what it is doing, or fails to do, became due; in seconds."""
        since = self._due_since
        return 0.0 if since is None else time.perf_counter() - since

    async def stop(self) -> None:
        """Cancel the task."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=2)

    async def _run(self) -> None:
        pause = _AFTER_A_FAULT
        while True:
            try:
                begin_request("background")
                await self._sleep()
                # From here on, being woken is for the next time: the work may already be past it.
                self._until = math.inf
                self._due_since = self._due_since or time.perf_counter()
                await self._work()
                pause, self._due_since = _AFTER_A_FAULT, None
            except Exception as error:
                _log.warning("%s: %s; continuing", self.name, type(error).__name__)
                await self._report_fault(f"loop {self.name}", error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_SLEEP)

    async def _sleep(self) -> None:
        seconds = await self._seconds_to_next()
        self.wake_in(self._longest if seconds is None else min(seconds, self._longest))
        while True:
            self._sooner.clear()
            try:
                async with asyncio.timeout_at(self._until):
                    await self._sooner.wait()
            except TimeoutError:
                return


def workers_of(cog: commands.Cog) -> Iterator[Worker]:
    """Return the workers that a cog has."""
    return (one for one in vars(cog).values() if isinstance(one, Worker))
