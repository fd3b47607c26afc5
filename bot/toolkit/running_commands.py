"""Counts running commands and presses, so that a shutdown can wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from time import perf_counter

_LOOK_AGAIN = 0.05
_LOOKS = 2


class RunningCommands:
    """Counts what is running."""

    def __init__(self) -> None:
        self._began: dict[object, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @contextmanager
    def track(self) -> Iterator[None]:
        """Count a command or press while it runs."""
        one = object()
        self._began[one] = perf_counter()
        try:
            yield
        finally:
            del self._began[one]

    def age(self) -> float:
        """Return how long the oldest has been running, in seconds."""
        oldest = next(iter(list(self._began.values())), None)
        return 0.0 if oldest is None else perf_counter() - oldest

    def run_after_answer(self, work: Coroutine[None, None, None]) -> None:
        """Run what the answer need not wait for, counted like the command itself."""

        async def tracked() -> None:
            with self.track():
                await work

        task = asyncio.create_task(tracked())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self, seconds: float) -> bool:
        """Wait for what is running; False if some did not end in time.

        Requires two idle checks, because the count drops to zero for a moment between a command
        and its error handler, and before what was just taken begins.
        """
        end = asyncio.get_running_loop().time() + seconds
        calm = 0
        while calm < _LOOKS:
            if asyncio.get_running_loop().time() >= end:
                return not self._began
            calm = 0 if self._began else calm + 1
            await asyncio.sleep(_LOOK_AGAIN)
        return True
