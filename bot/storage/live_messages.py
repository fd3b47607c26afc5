"""Messages that follow someone's music; how to edit them is sealed (it may include a token)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, delete, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import Undecryptable
from bot.storage.group_commit import GroupCommit
from bot.storage.records import LiveMessageRecord
from bot.storage.still_shown import NOBODY, keep_anonymously
from bot.storage.tables import follows

_AT_ONCE = 50

# Built once: building statements takes longer than the database.
_DELETE_BEFORE = delete(follows).where(
    (follows.c.viewer == bindparam("viewer")) | (follows.c.message_id == bindparam("message_id"))
)
_INSERT = insert(follows)


class LiveMessageStore:
    """The follows table."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher
        self._new = GroupCommit(self._put_all)

    async def put(self, record: LiveMessageRecord) -> None:
        """Follow with a message instead of the viewer's last one."""
        await self._new.add(record)

    async def _put_all(self, records: Sequence[LiveMessageRecord]) -> None:
        of_viewers = {one.viewer: one for one in records}.values()
        newest = {one.message_id: one for one in of_viewers}.values()
        async with self._database.write(alone=False) as connection:
            await connection.execute(
                _DELETE_BEFORE,
                [{"viewer": one.viewer, "message_id": one.message_id} for one in newest],
            )
            await connection.execute(_INSERT, [self._row(one) for one in newest])

    def _row(self, record: LiveMessageRecord) -> dict[str, object]:
        return {
            "message_id": record.message_id,
            "person": record.person,
            "viewer": record.viewer,
            "reads_left": record.reads_left,
            "next_at": record.next_at,
            "until": record.until,
            "delivery": self._cipher.seal(
                record.delivery, "follows", "delivery", record.message_id
            ),
        }

    async def next_time(self) -> float | None:
        """Return when the next message is due, None without any."""
        async with self._database.read() as connection:
            earliest = await connection.execute(select(func.min(follows.c.next_at)))
            value: float | None = earliest.scalar_one()
            return value

    async def due(self, now: float, *, hold: float) -> list[LiveMessageRecord]:
        """Take what is due longest; it is due again after `hold` seconds unless rescheduled.

        Only as many as can be updated within `hold`; the others stay due.
        """
        waiting = (
            select(follows.c.message_id)
            .where(follows.c.next_at <= now)
            .order_by(follows.c.next_at)
            .limit(_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        take = (
            update(follows)
            .where(follows.c.message_id.in_(waiting))
            .values(next_at=now + hold, reads_left=follows.c.reads_left - 1)
            .returning(follows)
        )
        async with self._database.write(alone=False) as connection:
            rows = (await connection.execute(take)).all()
        records = []
        for row in rows:
            try:
                delivery = self._cipher.open(row.delivery, "follows", "delivery", row.message_id)
            except Undecryptable:
                await self.ended(row.message_id)
                continue
            records.append(LiveMessageRecord(**{**dict(row._mapping), "delivery": delivery}))
        return records

    async def plan(self, message_id: int, next_at: float) -> None:
        """Schedule a message; one whose person has been deleted stays due at once."""
        async with self._database.write(alone=False) as connection:
            await connection.execute(
                update(follows).where(_has_person(message_id)).values(next_at=next_at)
            )

    async def hurry(self, person: int, next_at: float) -> None:
        """Make every message that shows a person's music due by then."""
        of_person = and_(follows.c.person == person, follows.c.next_at > next_at)
        async with self._database.write(alone=False) as connection:
            await connection.execute(update(follows).where(of_person).values(next_at=next_at))

    async def stop(self, message_id: int) -> None:
        """Stop following; a message whose person has been deleted must be ended first."""
        async with self._database.write(alone=False) as connection:
            await connection.execute(delete(follows).where(_has_person(message_id)))

    async def forget(self, person: int) -> None:
        """End what shows a person's music: they were deleted before it was saved."""
        async with self._database.write() as connection:
            await keep_anonymously(connection, self._cipher, person)

    async def ended(self, message_id: int) -> None:
        """Stop following: the message no longer shows music, or is gone."""
        async with self._database.write(alone=False) as connection:
            await connection.execute(delete(follows).where(follows.c.message_id == message_id))


def _has_person(message_id: int) -> ColumnElement[bool]:
    return and_(follows.c.message_id == message_id, follows.c.person != NOBODY)
