"""How many requests were sent on which day."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from bot.storage.database import Database
from bot.storage.errors import NotSaved
from bot.storage.tables import budgets


class BudgetStore:
    """One row per developer account and day (YYYY-MM-DD, UTC).

    What cannot be written is counted in memory until it can: a busy disk stops nobody's music.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._unwritten: dict[tuple[str, str], int] = {}

    async def spent(self, owner: str, day: str) -> int:
        """Return the day's count."""
        query = select(budgets.c.spent).where(budgets.c.quota_owner == owner, budgets.c.day == day)
        async with self._database.read() as connection:
            written = int((await connection.execute(query)).scalar_one_or_none() or 0)
        return written + self._unwritten.get((owner, day), 0)

    async def spend(self, owner: str, day: str, n: int = 1) -> int:
        """Count `n` more and return the new total."""
        more = n + self._unwritten.get((owner, day), 0)
        row = insert(budgets).values(quota_owner=owner, day=day, spent=more)
        upsert = row.on_conflict_do_update(
            index_elements=["quota_owner", "day"], set_={"spent": budgets.c.spent + more}
        ).returning(budgets.c.spent)
        try:
            async with self._database.write() as connection:
                total = int((await connection.execute(upsert)).scalar_one())
        except NotSaved:
            self._unwritten = {(owner, day): more, **_of_day(self._unwritten, day, owner)}
            return await self.spent(owner, day)
        self._unwritten.pop((owner, day), None)
        return total


def _of_day(kept: dict[tuple[str, str], int], day: str, owner: str) -> dict[tuple[str, str], int]:
    """Return what other owners' requests of the same day count."""
    return {key: n for key, n in kept.items() if key[1] == day and key[0] != owner}
