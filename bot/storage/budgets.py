"""How many requests were sent on which day."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from bot.storage.database import Database
from bot.storage.tables import budgets


class BudgetStore:
    """One row per developer account and day (YYYY-MM-DD, UTC)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def spent(self, owner: str, day: str) -> int:
        """Return the day's count."""
        query = select(budgets.c.spent).where(budgets.c.quota_owner == owner, budgets.c.day == day)
        async with self._database.read() as connection:
            return int((await connection.execute(query)).scalar_one_or_none() or 0)

    async def spend(self, owner: str, day: str, n: int = 1) -> int:
        """Count `n` more and return the new total."""
        row = insert(budgets).values(quota_owner=owner, day=day, spent=n)
        upsert = row.on_conflict_do_update(
            index_elements=["quota_owner", "day"], set_={"spent": budgets.c.spent + n}
        ).returning(budgets.c.spent)
        async with self._database.write() as connection:
            return int((await connection.execute(upsert)).scalar_one())
