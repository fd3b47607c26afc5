"""A background task that does what is due, then sleeps until the next time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

_log = logging.getLogger(__name__)
_LONGEST_SLEEP = 300.0
_AFTER_A_FAULT = 5.0

ReportFault = Callable[[str, Exception], Awaitable[None]]


class Worker:
    """Calls `work` when `seconds_to_next` says so, or when woken.

    It never stops on a failure: it calls `report_fault`, and waits longer while failures repeat.
    """

    def __init__(
        self,
        name: str,
        seconds_to_next: Callable[[], Awaitable[float | None]],
        work: Callable[[], Awaitable[None]],
        report_fault: ReportFault,
    ) -> None:
        self._name = name
        self._seconds_to_next = seconds_to_next
        self._work = work
        self._report_fault = report_fault
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start the task."""
        self._task = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Check again what is due next."""
        self._woken.set()

    async def stop(self) -> None:
        """Cancel the task."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=2)

    async def _run(self) -> None:
        pause = _AFTER_A_FAULT
        while True:
            try:
                await self._sleep()
                await self._work()
                pause = _AFTER_A_FAULT
            except Exception as error:
                _log.warning("%s: %s; continuing", self._name, type(error).__name__)
                await self._report_fault(f"loop {self._name}", error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_SLEEP)

    async def _sleep(self) -> None:
        self._woken.clear()
        seconds = await self._seconds_to_next()
        wait = _LONGEST_SLEEP if seconds is None else min(seconds, _LONGEST_SLEEP)
        try:
            await asyncio.wait_for(self._woken.wait(), wait)
        except TimeoutError:
            return
        await asyncio.sleep(0)
