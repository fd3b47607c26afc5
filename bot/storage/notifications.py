"""Notifications: what a person will be told once, by direct message or with their next command."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.engine import Row

from bot.storage.database import Database
from bot.storage.kept_rows import KeptRows
from bot.storage.larger import larger
from bot.storage.records import NotificationRecord
from bot.storage.tables import notifications
from bot.storage.upsert import insert

_AT_ONCE = 100
_MOST_AGE = 200 * 24 * 3600
_KEPT = 20_000
"""Of how many people it stays in memory whether something waits for them."""

_DELETE_TOLD_REMOVALS = delete(notifications).where(
    notifications.c.kind.in_(("removed", "seat_taken", "seat_given_up")),
    notifications.c.status == "told",
)
"""Deletes notifications to or about people of whom nothing else is stored, once delivered."""


class NotificationStore:
    """The letters table; status is due, closed (direct messages are closed) or told."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waits: KeptRows[int, bool] = KeptRows(
            database.changes, notifications, at_most=_KEPT, by_subject=True
        )

    async def put(
        self,
        discord_id: int,
        kind: str,
        once: str,
        value: str,
        due_at: int,
        *,
        about: int | None = None,
    ) -> bool:
        """Store a notification; False if the person had one with the same `once` before."""
        row = insert(notifications).values(
            discord_id=discord_id,
            about=about,
            kind=kind,
            once=once,
            value=value,
            due_at=due_at,
            status="due",
        )
        old = delete(notifications).where(notifications.c.due_at < due_at - _MOST_AGE)
        async with self._database.write(about=discord_id) as connection:
            gone = (await connection.execute(old)).rowcount
            done = await connection.execute(row.on_conflict_do_nothing())
        if gone:
            self._database.changes.written([notifications.name])
        return done.rowcount == 1

    async def collect(
        self,
        discord_id: int,
        kind: str,
        change: Callable[[str | None], str],
        now: int,
        *,
        apart: int,
    ) -> None:
        """Change the unsent notification of a kind, or start one.

        A new one is due `apart` seconds after the last of its kind, or at once if that has passed.
        """
        same = (notifications.c.discord_id == discord_id, notifications.c.kind == kind)
        newest = select(notifications).where(*same).order_by(notifications.c.due_at.desc()).limit(1)
        async with self._database.write(about=discord_id) as connection:
            last = (await connection.execute(newest)).one_or_none()
            if last is not None and _is_open(last, now):
                text = change(last._mapping["value"])
                addition = update(notifications).where(notifications.c.id == last._mapping["id"])
                await connection.execute(addition.values(value=text))
                return
            due = max(now, last._mapping["due_at"] + apart) if last is not None else now
            row = insert(notifications).values(
                discord_id=discord_id,
                about=None,
                kind=kind,
                once=f"{kind}:{due}",
                value=change(None),
                due_at=due,
                status="due",
            )
            await connection.execute(row.on_conflict_do_nothing())

    async def due(self, now: float, *, most: int = _AT_ONCE) -> list[NotificationRecord]:
        """Return what should be sent now, longest due first; the rest another time."""
        query = (
            select(notifications)
            .where(
                notifications.c.status == "due",
                notifications.c.due_at <= now,
                notifications.c.sending_until <= now,
            )
            .order_by(notifications.c.due_at, notifications.c.id)
            .limit(most)
        )
        return await self._some(query)

    async def next_due(self) -> float | None:
        """Return when the next one is due, or when the process that sends it must have sent it."""
        at = larger(notifications.c.due_at, notifications.c.sending_until)
        query = select(func.min(at)).where(notifications.c.status == "due")
        async with self._database.read() as connection:
            earliest = (await connection.execute(query)).scalar_one_or_none()
        return float(earliest) if earliest is not None else None

    async def claim_due(
        self, notification_id: int, discord_id: int, now: float, *, hold: float
    ) -> bool:
        """Claim the right to send one for `hold` seconds; True only for the one process."""
        claim = (
            update(notifications)
            .where(
                notifications.c.id == notification_id,
                notifications.c.status == "due",
                notifications.c.sending_until <= now,
            )
            .values(sending_until=now + hold)
        )
        async with self._database.write(about=discord_id, alone=False) as connection:
            return (await connection.execute(claim)).rowcount == 1

    async def closed(self, discord_id: int) -> list[NotificationRecord]:
        """Return what could not be sent to a person."""
        query = (
            select(notifications)
            .where(notifications.c.discord_id == discord_id, notifications.c.status == "closed")
            .order_by(notifications.c.id)
        )
        return await self._some(query)

    async def has_closed(self, discord_id: int) -> bool:
        """Whether there is something that could not be sent to a person."""

        async def read() -> bool:
            return bool(await self.closed(discord_id))

        return await self._waits.get(discord_id, read)

    async def status(self, discord_id: int, once: str) -> str | None:
        """Return how far a person's notification is; None if there is none."""
        query = select(notifications.c.status).where(
            notifications.c.discord_id == discord_id, notifications.c.once == once
        )
        async with self._database.read() as connection:
            status: str | None = (await connection.execute(query)).scalar_one_or_none()
        return status

    async def set_status(self, notification_id: int, discord_id: int, status: str) -> None:
        """Save that a person's notification was delivered, or that their messages are closed."""
        change = (
            update(notifications).where(notifications.c.id == notification_id).values(status=status)
        )
        async with self._database.write(about=discord_id) as connection:
            await connection.execute(change)
        await self._drop_told(discord_id)

    async def claim_closed(self, notification_id: int, discord_id: int) -> bool:
        """Mark a closed notification as delivered; True only for the one caller that did.

        `set_status` then says how it went.
        """
        take = (
            update(notifications)
            .where(notifications.c.id == notification_id, notifications.c.status == "closed")
            .values(status="told")
        )
        async with self._database.write(about=discord_id) as connection:
            return (await connection.execute(take)).rowcount == 1

    async def drop(self, notification_id: int) -> None:
        """Delete a notification that can't be read."""
        async with self._database.write() as connection:
            await connection.execute(
                delete(notifications).where(notifications.c.id == notification_id)
            )

    async def _drop_told(self, discord_id: int) -> None:
        # Others' told ones may go as well, but those aren't what a person is waiting for.
        async with self._database.write(about=discord_id) as connection:
            gone = (await connection.execute(_DELETE_TOLD_REMOVALS)).rowcount
        if gone:
            await self._database.scrub()

    async def mark_told(self, discord_id: int, kind: str) -> None:
        """Mark a person's notifications of a kind as already delivered in another way."""
        change = (
            update(notifications)
            .where(
                notifications.c.discord_id == discord_id,
                notifications.c.kind == kind,
                notifications.c.status != "told",
            )
            .values(status="told")
        )
        async with self._database.write(about=discord_id) as connection:
            await connection.execute(change)

    async def _some(self, query: Select[tuple[object, ...]]) -> list[NotificationRecord]:
        async with self._database.read() as connection:
            return [_record(row) for row in await connection.execute(query)]


def _is_open(row: Row[tuple[object, ...]], now: int) -> bool:
    """Whether a notification can still change: one that is due may be being sent right now."""
    columns = row._mapping
    return bool(
        columns["status"] == "closed" or (columns["status"] == "due" and columns["due_at"] > now)
    )


def _record(row: Row[tuple[object, ...]]) -> NotificationRecord:
    columns = row._mapping
    return NotificationRecord(
        columns["id"], columns["discord_id"], columns["kind"], columns["value"]
    )
