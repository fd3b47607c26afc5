"""How many commands and presses are being answered, so that a stop can wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

_LOOK_AGAIN = 0.05


class Running:
    """Counts what runs; once `stopping`, nothing new is begun."""

    def __init__(self) -> None:
        self.stopping = False
        self._count = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count one while it runs."""
        self._count += 1
        try:
            yield
        finally:
            self._count -= 1

    async def drain(self, seconds: float) -> bool:
        """Begin nothing new and wait for what runs; False when some did not end in time."""
        self.stopping = True
        end = asyncio.get_running_loop().time() + seconds
        while self._count:
            if asyncio.get_running_loop().time() >= end:
                return False
            await asyncio.sleep(_LOOK_AGAIN)
        return True
