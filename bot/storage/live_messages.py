"""Messages that follow someone's music; how to edit them is sealed (it may hold a token)."""

from __future__ import annotations

from sqlalchemy import and_, delete, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import Undecryptable
from bot.storage.records import LiveMessageRecord
from bot.storage.still_shown import NOBODY
from bot.storage.tables import follows


class LiveMessageStore:
    """The follows table."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def put(self, one: LiveMessageRecord, *, most: int) -> None:
        """Follow with a message in place of the viewer's last one; not beyond `most` in all."""
        row = {
            "message_id": one.message_id,
            "person": one.person,
            "viewer": one.viewer,
            "reads_left": one.reads_left,
            "next_at": one.next_at,
            "until": one.until,
            "delivery": self._cipher.seal(one.delivery, "follows", "delivery", one.message_id),
        }
        async with self._database.write() as connection:
            await connection.execute(
                delete(follows).where(
                    (follows.c.viewer == one.viewer) | (follows.c.message_id == one.message_id)
                )
            )
            count = await connection.execute(select(func.count()).select_from(follows))
            if int(count.scalar_one()) < most:
                await connection.execute(insert(follows).values(row))

    async def next_time(self) -> float | None:
        """Return when the next message wants to be looked after, None without any."""
        async with self._database.read() as connection:
            found = await connection.execute(select(func.min(follows.c.next_at)))
            value: float | None = found.scalar_one()
            return value

    async def due(self, now: float, *, hold: float) -> list[LiveMessageRecord]:
        """Take what is due; it comes again after `hold` seconds unless it is planned anew."""
        take = (
            update(follows)
            .where(follows.c.next_at <= now)
            .values(next_at=now + hold, reads_left=follows.c.reads_left - 1)
            .returning(follows)
        )
        async with self._database.write() as connection:
            rows = (await connection.execute(take)).all()
        found = []
        for row in rows:
            try:
                delivery = self._cipher.open(row.delivery, "follows", "delivery", row.message_id)
            except Undecryptable:
                await self.ended(row.message_id)
                continue
            found.append(LiveMessageRecord(**{**dict(row._mapping), "delivery": delivery}))
        return found

    async def plan(self, message_id: int, next_at: float) -> None:
        """Look after a message again at a time; not later where its person is gone meanwhile."""
        async with self._database.write() as connection:
            await connection.execute(
                update(follows).where(_someones(message_id)).values(next_at=next_at)
            )

    async def stop(self, message_id: int) -> None:
        """Follow no longer; a message whose person is gone must still be ended first."""
        async with self._database.write() as connection:
            await connection.execute(delete(follows).where(_someones(message_id)))

    async def ended(self, message_id: int) -> None:
        """Follow no longer: the message shows no music, or is gone."""
        async with self._database.write() as connection:
            await connection.execute(delete(follows).where(follows.c.message_id == message_id))


def _someones(message_id: int) -> ColumnElement[bool]:
    return and_(follows.c.message_id == message_id, follows.c.person != NOBODY)
