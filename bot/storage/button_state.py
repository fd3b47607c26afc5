"""State that doesn't fit in a button's ID, kept for a while: a search, a question, an undo."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, and_, delete, insert, select, update
from sqlalchemy.engine import Row

from bot.storage.database import Database
from bot.storage.tables import memos
from bot.storage.typed_json import Misfit, from_text, to_text

_log = logging.getLogger(__name__)
_DAY = 24 * 3600

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Use(Generic[T]):
    """One use of button state: its name in the database, its dataclass, its lifetime."""

    name: str
    type: type[T]
    seconds: int = _DAY


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A button's stored value, and the person it belongs to."""

    owner: int
    value: T


class ButtonState:
    """The memos table; what this version can't read counts as gone."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def put(self, use: Use[T], owner: int, value: T) -> str:
        """Store a person's value; return its ID (12 characters)."""
        state_id = secrets.token_urlsafe(9)
        await self.restore(use, state_id, owner, value)
        return state_id

    async def restore(self, use: Use[T], state_id: str, owner: int, value: T) -> None:
        """Store a value under an ID again, after taking it turned out to be no use."""
        now = int(self._clock())
        row = {
            "id": state_id,
            "kind": use.name,
            "discord_id": owner,
            "expires_at": now + use.seconds,
            "value": to_text(value),
        }
        async with self._database.write(alone=False) as connection:
            await connection.execute(delete(memos).where(memos.c.expires_at < now))
            await connection.execute(insert(memos).values(row))

    async def get(self, use: Use[T], state_id: str) -> Kept[T] | None:
        """Return a stored value, or None."""
        query = select(memos.c.discord_id, memos.c.value).where(self._alive(use, state_id))
        async with self._database.read() as connection:
            return _read(use, (await connection.execute(query)).one_or_none())

    async def take(self, use: Use[T], state_id: str) -> Kept[T] | None:
        """Remove and return a value: of several people who press at once, only one gets it."""
        take = delete(memos).where(self._alive(use, state_id))
        async with self._database.write(alone=False) as connection:
            taken = await connection.execute(take.returning(memos.c.discord_id, memos.c.value))
            return _read(use, taken.one_or_none())

    async def change(self, use: Use[T], state_id: str, changed: Callable[[T], T]) -> None:
        """Change a value in one transaction; do nothing if it is gone."""
        this = self._alive(use, state_id)
        query = select(memos.c.discord_id, memos.c.value).where(this).with_for_update()
        async with self._database.write(alone=False) as connection:
            kept = _read(use, (await connection.execute(query)).one_or_none())
            if kept is not None:
                value = to_text(changed(kept.value))
                await connection.execute(update(memos).where(this).values(value=value))

    def _alive(self, use: Use[T], state_id: str) -> ColumnElement[bool]:
        now = int(self._clock())
        return and_(memos.c.id == state_id, memos.c.kind == use.name, memos.c.expires_at >= now)


def _read(use: Use[T], row: Row[int, str] | None) -> Kept[T] | None:
    if row is None:
        return None
    try:
        return Kept(row[0], from_text(row[1], use.type))
    except Misfit as reason:
        _log.warning("a button's state can't be read (%s): %s", use.name, reason)
        return None
