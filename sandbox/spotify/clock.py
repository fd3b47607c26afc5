"""A clock that can be advanced."""

from __future__ import annotations

import time


class Clock:
    """Unix time plus what was added to it."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Return the time in unix seconds."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Advance the clock."""
        self._ahead += seconds
