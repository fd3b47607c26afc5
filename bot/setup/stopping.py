"""Notice that the bot is to stop while it is being set up."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from types import FrameType
from typing import Self

_NUMBERS = (signal.SIGTERM, signal.SIGINT)
_Handler = Callable[[int, FrameType | None], object] | int | None


class Stopping:
    """Notices SIGTERM and SIGINT from `with` on, also when the event loop has just ended.

    What asyncio's own handlers get then is lost, and the bot would start though it was stopped.
    """

    def __init__(self) -> None:
        self.is_asked = False
        self._wake: Callable[[], object] = lambda: None
        self._before: dict[signal.Signals, _Handler] = {}

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._note) for number in _NUMBERS}
        return self

    def __exit__(self, *_error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    async def wait(self) -> None:
        """Wait until the bot is to stop."""
        loop, asked = asyncio.get_running_loop(), asyncio.Event()
        self._wake = lambda: loop.call_soon_threadsafe(asked.set)
        try:
            if not self.is_asked:
                await asked.wait()
        finally:
            self._wake = lambda: None

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.is_asked = True
        self._wake()
