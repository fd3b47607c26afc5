"""Who waits for a seat, in the order in which they asked."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update

from bot.storage.database import Database
from bot.storage.seat_tables import seat_waiters
from bot.storage.upsert import insert


class SeatWaiters:
    """The seat_waiters table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def join(self, discord_id: int, now: int) -> None:
        """Put someone at the end of the list; they keep their place if they're on it."""
        row = insert(seat_waiters).values(discord_id=discord_id, since=now)
        async with self._database.write(about=discord_id) as connection:
            await connection.execute(row.on_conflict_do_nothing())

    async def drop(self, offered_until: int, since_until: int) -> None:
        """Take off who didn't use an offer made by then, or has waited since that long ago.

        Who links is off the list in the same transaction (link_attempts.py).
        """
        unused = delete(seat_waiters).where(seat_waiters.c.offered_at <= offered_until)
        old = delete(seat_waiters).where(seat_waiters.c.since <= since_until)
        async with self._database.write() as connection:
            await connection.execute(unused)
            await connection.execute(old)

    async def offered(self, most: int) -> int:
        """Return how many have an offer that they haven't used yet; counts no further than most."""
        some = select(seat_waiters.c.discord_id).where(seat_waiters.c.offered_at > 0)
        query = select(func.count()).select_from(some.limit(most).subquery())
        async with self._database.read() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def next(self, most: int) -> list[int]:
        """Return who waits longest without an offer."""
        query = (
            select(seat_waiters.c.discord_id)
            .where(seat_waiters.c.offered_at.is_(None))
            .order_by(seat_waiters.c.since, seat_waiters.c.discord_id)
            .limit(most)
        )
        async with self._database.read() as connection:
            return [int(row[0]) for row in await connection.execute(query)]

    async def offer(self, discord_id: int, now: int) -> bool:
        """Save that a seat is offered to someone; True only for the one process that does."""
        note = (
            update(seat_waiters)
            .where(seat_waiters.c.discord_id == discord_id, seat_waiters.c.offered_at.is_(None))
            .values(offered_at=now)
        )
        async with self._database.write(about=discord_id) as connection:
            return (await connection.execute(note)).rowcount == 1
