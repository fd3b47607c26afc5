"""Tells whether the database answers, for readiness."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from sqlalchemy import literal, select

from bot.storage.database import Database
from bot.storage.errors import NotSaved

_PATIENCE = 2.0
_KEPT_FOR = 1.0
"""In seconds: however often someone asks for readiness, the database isn't asked more often."""


class Reachable:
    """Asks the database for a number, at most once a second."""

    def __init__(self, database: Database, clock: Callable[[], float] = monotonic) -> None:
        self._database = database
        self._clock = clock
        self._asking = asyncio.Lock()
        self._known = False
        self._until = float("-inf")

    async def answers(self) -> bool:
        """Return whether the database answered just now."""
        async with self._asking:
            if self._clock() >= self._until:
                self._known = await self._ask()
                self._until = self._clock() + _KEPT_FOR
            return self._known

    async def _ask(self) -> bool:
        try:
            async with asyncio.timeout(_PATIENCE), self._database.read() as connection:
                await connection.execute(select(literal(1)))
        except (NotSaved, TimeoutError):
            return False
        return True
