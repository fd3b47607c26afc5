"""What has to be done now and then: end what was interrupted, delete what has expired, remind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

Job = Callable[[], Awaitable[None]]


class Housekeeping:
    """Runs its jobs in order: once after the start, then whenever its worker wakes up."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = jobs
        self._has_run = False

    async def seconds_to_next(self) -> float | None:
        """Return 0 before the first run, then None: the worker runs every few minutes anyway."""
        return None if self._has_run else 0.0

    async def work(self) -> None:
        """Run every job."""
        self._has_run = True
        for job in self._jobs:
            await job()
