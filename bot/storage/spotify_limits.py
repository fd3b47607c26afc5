"""Pauses that Spotify asked for, and daily request counts: they survive restarts."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from sqlalchemy import and_, delete, func, select
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.database import Database
from bot.storage.errors import NotSaved
from bot.storage.kept_rows import KeptRows
from bot.storage.larger import larger
from bot.storage.tables import breakers, budgets
from bot.storage.upsert import insert

_KEPT = 1000
"""How many pauses, or that there is none, stay in memory."""


class BreakerStore:
    """One row per developer account and endpoint group.

    A pause that can't be written is kept in memory: it must be respected anyway.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._unwritten: dict[tuple[str, str], tuple[float, int]] = {}
        self._kept: KeptRows[tuple[str, str], tuple[float, int]] = KeptRows(
            database.changes, breakers, at_most=_KEPT
        )

    async def pause(self, owner: str, group: str) -> tuple[float, int]:
        """Return when the pause ends (unix seconds, 0 for none), and how many came in a row."""
        written = await self._kept.get((owner, group), lambda: self._read(owner, group))
        until, failures = self._unwritten.get((owner, group), (0.0, 0))
        return max(until, written[0]), max(failures, written[1])

    async def _read(self, owner: str, group: str) -> tuple[float, int]:
        query = select(breakers.c.closed_until, breakers.c.failures).where(_is(owner, group))
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return (float(row[0]), int(row[1])) if row else (0.0, 0)

    async def close_until(self, owner: str, group: str, until: float, failures: int) -> None:
        """Save a pause; a later end that is already stored stays."""
        row = insert(breakers).values(
            quota_owner=owner, endpoint_group=group, closed_until=until, failures=failures
        )
        upsert = row.on_conflict_do_update(
            index_elements=["quota_owner", "endpoint_group"],
            set_={
                "closed_until": larger(breakers.c.closed_until, until),
                "failures": larger(breakers.c.failures, failures),
            },
        )
        try:
            async with self._database.write(alone=False) as connection:
                await connection.execute(upsert)
        except NotSaved:
            self._unwritten[owner, group] = (until, failures)

    async def reset(self, owner: str, group: str) -> None:
        """Delete the pause."""
        self._unwritten.pop((owner, group), None)
        with suppress(NotSaved):
            async with self._database.write(alone=False) as connection:
                await connection.execute(delete(breakers).where(_is(owner, group)))

    async def longest(self, owner: str) -> float:
        """Return when the last of an owner's pauses ends (0 for none)."""
        query = select(func.max(breakers.c.closed_until)).where(breakers.c.quota_owner == owner)
        async with self._database.read() as connection:
            written = float((await connection.execute(query)).scalar_one_or_none() or 0)
        unwritten = [until for (who, _), (until, _) in self._unwritten.items() if who == owner]
        return max([written, *unwritten])


def _is(owner: str, group: str) -> ColumnElement[bool]:
    return and_(breakers.c.quota_owner == owner, breakers.c.endpoint_group == group)


class BudgetStore:
    """One row per developer account and day (YYYY-MM-DD, UTC).

    What can't be written is counted in memory until it can: a busy disk stops no one's music.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._unwritten: dict[tuple[str, str], int] = {}
        self._turn = asyncio.Lock()

    async def spent(self, owner: str, day: str) -> int:
        """Return the day's count."""
        query = select(budgets.c.spent).where(budgets.c.quota_owner == owner, budgets.c.day == day)
        async with self._database.read() as connection:
            written = int((await connection.execute(query)).scalar_one_or_none() or 0)
        return written + self._unwritten.get((owner, day), 0)

    async def spend(self, owner: str, day: str, n: int = 1) -> int:
        """Count `n` more and return the new total."""
        # One at a time: each also writes what the one before could not.
        async with self._turn:
            return await self._spend(owner, day, n)

    async def _spend(self, owner: str, day: str, n: int) -> int:
        more = n + self._unwritten.get((owner, day), 0)
        row = insert(budgets).values(quota_owner=owner, day=day, spent=more)
        upsert = row.on_conflict_do_update(
            index_elements=["quota_owner", "day"], set_={"spent": budgets.c.spent + more}
        ).returning(budgets.c.spent)
        try:
            async with self._database.write(alone=False) as connection:
                total = int((await connection.execute(upsert)).scalar_one())
        except NotSaved:
            self._unwritten = {(owner, day): more, **_of_day(self._unwritten, day, owner)}
            return await self.spent(owner, day)
        self._unwritten.pop((owner, day), None)
        return total


def _of_day(counts: dict[tuple[str, str], int], day: str, owner: str) -> dict[tuple[str, str], int]:
    """Return the counts of other owners on the same day."""
    return {key: n for key, n in counts.items() if key[1] == day and key[0] != owner}
