"""Saves what several callers write at about the same time in one transaction.

A transaction takes more CPU time than its rows: each of its statements is a trip to SQLite's
thread. docs/performance.md has the figures.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Row = TypeVar("Row")

MOMENT = 0.25
"""How long a write waits for others, in seconds: only for what no answer waits for."""


class GroupCommit(Generic[Row]):
    """Collects rows for a moment, then saves them at once; cancelling a caller saves them too."""

    def __init__(self, save: Callable[[Sequence[Row]], Awaitable[None]]) -> None:
        self._save = save
        self._rows: list[Row] = []
        self._saving: asyncio.Task[None] | None = None

    async def add(self, row: Row) -> None:
        """Save a row with those of other callers; raises what `save` raises, for all of them."""
        self._rows.append(row)
        if self._saving is None:
            self._saving = asyncio.create_task(self._after_a_moment())
            self._saving.add_done_callback(_noticed)
        await asyncio.shield(self._saving)

    async def _after_a_moment(self) -> None:
        await asyncio.sleep(MOMENT)
        rows, self._rows, self._saving = self._rows, [], None
        await self._save(rows)


def _noticed(saving: asyncio.Task[None]) -> None:
    """Keep asyncio from reporting an error when every caller was cancelled meanwhile."""
    if not saving.cancelled():
        saving.exception()
