"""Whose turn it is among mixtapes: a channel's songs are written by one process at a time."""

from __future__ import annotations

from sqlalchemy import and_, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.larger import larger
from bot.storage.mixtape_records import Turn
from bot.storage.mixtape_tables import mixtape_turns, mixtapes
from bot.storage.upsert import insert

_turns = mixtape_turns.c


class MixtapeTurns:
    """The mixtape_turns table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def next_time(self) -> float | None:
        """Return when the next channel is due, None without any."""
        query = select(func.min(larger(_turns.next_at, _turns.held_until)))
        async with self._database.read() as connection:
            value: float | None = (await connection.execute(query)).scalar_one()
            return value

    async def due(self, now: float, *, hold: float) -> list[Turn]:
        """Take the channels that are due; they are due again after `hold` seconds."""
        until = now + hold
        is_due = and_(_turns.next_at <= now, _turns.held_until <= now)
        take = update(mixtape_turns).where(is_due).values(next_at=until, held_until=until)
        async with self._database.write() as connection:
            rows = await connection.execute(take.returning(_turns.channel_id))
            return [Turn(int(row[0]), until) for row in rows]

    async def done(self, turn: Turn, next_at: float | None, *, not_sooner: bool = False) -> None:
        """End a turn; the next is at `next_at`, or sooner if something was posted meanwhile.

        With `not_sooner`, what is posted waits too.
        """
        held = next_at if not_sooner and next_at is not None else 0.0
        this = and_(_turns.channel_id == turn.channel_id, _turns.held_until == turn.until)
        same = and_(this, _turns.next_at == turn.until)
        async with self._database.write() as connection:
            if next_at is None:
                await connection.execute(delete(mixtape_turns).where(same))
            else:
                await connection.execute(update(mixtape_turns).where(same).values(next_at=next_at))
            await connection.execute(update(mixtape_turns).where(this).values(held_until=held))

    async def wake(self, channel_id: int, due_at: float) -> None:
        """Let a channel with a mixtape be due at a time, or sooner."""
        mixtape = select(mixtapes.c.channel_id).where(mixtapes.c.channel_id == channel_id)
        async with self._database.write() as connection:
            if (await connection.execute(mixtape)).first() is not None:
                await wake(connection, channel_id, due_at)


async def wake(connection: AsyncConnection, channel_id: int, due_at: float) -> None:
    """Let a channel be due at a time, or sooner, within a transaction."""
    sooner = case((_turns.next_at > due_at, due_at), else_=_turns.next_at)
    row = insert(mixtape_turns).values(channel_id=channel_id, next_at=due_at)
    await connection.execute(
        row.on_conflict_do_update(index_elements=["channel_id"], set_={"next_at": sooner})
    )
