"""Measures how late the event loop runs what is due: then everyone's answer is as late."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_EVERY = 1.0
"""Seconds between two measurements; one costs some microseconds."""


class LoopLag:
    """Asks the loop for a call at a time, and tells `observe` by how many seconds it came late.

    A standstill is measured once, with its length, when it is over.
    """

    def __init__(self, observe: Callable[[float], None], every: float = _EVERY) -> None:
        self._observe = observe
        self._every = every
        self._timer: asyncio.TimerHandle | None = None

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Measure the running loop until the block ends."""
        self._ask(asyncio.get_running_loop())
        try:
            yield
        finally:
            if self._timer is not None:
                self._timer.cancel()

    def _ask(self, loop: asyncio.AbstractEventLoop) -> None:
        due = loop.time() + self._every
        self._timer = loop.call_at(due, self._called, loop, due)

    def _called(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        # A timer may come up to the clock's resolution early.
        self._observe(max(0.0, loop.time() - due))
        self._ask(loop)
