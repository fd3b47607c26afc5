"""What has to be done now and then: end what was interrupted, delete what has expired, remind.

Of several processes, only the one that leads does it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

Job = Callable[[], Awaitable[None]]
_LOOKS_EVERY = 5.0
"""How often another process looks whether it leads now, in seconds."""


class Housekeeping:
    """Runs its jobs in order: once after it leads, then whenever its worker wakes up."""

    def __init__(self, jobs: Sequence[Job], leading: Callable[[], bool]) -> None:
        self._jobs = jobs
        self._leading = leading
        self._has_run = False

    async def seconds_to_next(self) -> float | None:
        """Return 0 before the first run, then None: the worker runs every few minutes anyway."""
        if not self._leading():
            self._has_run = False
            return _LOOKS_EVERY
        return None if self._has_run else 0.0

    async def work(self) -> None:
        """Run every job, if this process leads."""
        if not self._leading():
            return
        self._has_run = True
        for job in self._jobs:
            await job()
