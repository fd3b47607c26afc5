"""An in-memory store for a budget."""

from __future__ import annotations


class Spending:
    def __init__(self) -> None:
        self.total = 0
        self.writes = 0

    async def spent(self, owner: str, day: str) -> int:
        return self.total

    async def spend(self, owner: str, day: str, n: int = 1) -> int:
        self.total += n
        self.writes += 1
        return self.total
