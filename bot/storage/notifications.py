"""Letters: what a person shall be told once, by direct message or at their next command."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Row
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.database import Database
from bot.storage.records import NotificationRecord
from bot.storage.tables import letters

_KEPT = 200 * 24 * 3600

_TOLD_AND_GONE = delete(letters).where(letters.c.kind == "removed", letters.c.status == "told")
"""A letter to somebody about whom nothing else is stored: it is not kept once it is told."""


class NotificationStore:
    """The letters table; a letter is due, closed (direct messages are), or told."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        """Keep a letter; False when the person was given one with the same `once` before."""
        row = insert(letters).values(
            discord_id=discord_id,
            about=about,
            kind=kind,
            once=once,
            value=value,
            due_at=due_at,
            status="due",
        )
        old = delete(letters).where(letters.c.due_at < due_at - _KEPT)
        async with self._database.write() as connection:
            await connection.execute(old)
            done = await connection.execute(row.on_conflict_do_nothing())
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
        """Change the letter of a kind that waits to be sent, or begin one.

        A new one is due `apart` seconds after the last of its kind, at once if that is over.
        """
        same = (letters.c.discord_id == discord_id, letters.c.kind == kind)
        newest = select(letters).where(*same).order_by(letters.c.due_at.desc()).limit(1)
        async with self._database.write() as connection:
            found = (await connection.execute(newest)).one_or_none()
            if found is not None and _is_open(found, now):
                text = change(found._mapping["value"])
                note = update(letters).where(letters.c.id == found._mapping["id"])
                await connection.execute(note.values(value=text))
                return
            due = max(now, found._mapping["due_at"] + apart) if found is not None else now
            row = insert(letters).values(
                discord_id=discord_id,
                about=None,
                kind=kind,
                once=f"{kind}:{due}",
                value=change(None),
                due_at=due,
                status="due",
            )
            await connection.execute(row.on_conflict_do_nothing())

    async def due(self, now: float) -> list[NotificationRecord]:
        """Return what is to be sent now, the oldest first."""
        return await self._some(letters.c.status == "due", letters.c.due_at <= now)

    async def next_due(self) -> int | None:
        """Return when the next one is due."""
        query = select(func.min(letters.c.due_at)).where(letters.c.status == "due")
        async with self._database.read() as connection:
            found = (await connection.execute(query)).scalar_one_or_none()
        return int(found) if found is not None else None

    async def closed(self, discord_id: int) -> list[NotificationRecord]:
        """Return what could not be sent to a person."""
        return await self._some(letters.c.status == "closed", letters.c.discord_id == discord_id)

    async def set_status(self, letter_id: int, status: str) -> None:
        """Note that a letter was told, or that direct messages are closed."""
        note = update(letters).where(letters.c.id == letter_id).values(status=status)
        async with self._database.write() as connection:
            await connection.execute(note)
        await self._drop_told()

    async def take_closed(self, letter_id: int) -> bool:
        """Note that a closed letter is being told; True for the one that got to do it."""
        take = (
            update(letters)
            .where(letters.c.id == letter_id, letters.c.status == "closed")
            .values(status="told")
        )
        async with self._database.write() as connection:
            taken = (await connection.execute(take)).rowcount == 1
        await self._drop_told()
        return taken

    async def drop(self, letter_id: int) -> None:
        """Delete a letter that can't be read."""
        async with self._database.write() as connection:
            await connection.execute(delete(letters).where(letters.c.id == letter_id))

    async def _drop_told(self) -> None:
        async with self._database.write() as connection:
            gone = (await connection.execute(_TOLD_AND_GONE)).rowcount
        if gone:
            await self._database.scrub()

    async def known(self, discord_id: int, kind: str) -> None:
        """Note that a person knows already what waiting letters of a kind would say."""
        note = (
            update(letters)
            .where(
                letters.c.discord_id == discord_id,
                letters.c.kind == kind,
                letters.c.status != "told",
            )
            .values(status="told")
        )
        async with self._database.write() as connection:
            await connection.execute(note)

    async def _some(self, *conditions: ColumnElement[bool]) -> list[NotificationRecord]:
        query = select(letters).where(*conditions).order_by(letters.c.id)
        async with self._database.read() as connection:
            return [_letter(row) for row in await connection.execute(query)]


def _is_open(row: Row[tuple[object, ...]], now: int) -> bool:
    """Whether a letter can still be added to: one that is due is perhaps being sent just now."""
    kept = row._mapping
    return bool(kept["status"] == "closed" or (kept["status"] == "due" and kept["due_at"] > now))


def _letter(row: Row[tuple[object, ...]]) -> NotificationRecord:
    kept = row._mapping
    return NotificationRecord(kept["id"], kept["discord_id"], kept["kind"], kept["value"])
