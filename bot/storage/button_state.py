"""Short-lived notes behind a button that cannot hold them in its ID: a search, a question."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.storage.database import Database
from bot.storage.tables import memos


class ButtonStateStore:
    """The memos table; values are JSON objects."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(
        self,
        memo_id: str,
        kind: str,
        discord_id: int,
        value: Mapping[str, Any],
        *,
        now: int,
        until: int,
    ) -> None:
        """Keep a note of a person's until a time (unix seconds); old ones are removed."""
        row = {
            "id": memo_id,
            "kind": kind,
            "discord_id": discord_id,
            "expires_at": until,
            "value": json.dumps(dict(value)),
        }
        async with self._database.write() as connection:
            await connection.execute(delete(memos).where(memos.c.expires_at < now))
            await connection.execute(insert(memos).values(row))

    async def get(self, memo_id: str, kind: str, now: int) -> tuple[int, dict[str, Any]] | None:
        """Return whose it is and what it says, or None."""
        query = select(memos.c.discord_id, memos.c.value).where(
            memos.c.id == memo_id, memos.c.kind == kind, memos.c.expires_at >= now
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return (int(row[0]), json.loads(row[1])) if row is not None else None

    async def change(self, memo_id: str, key: str, name: str, value: str) -> dict[str, Any] | None:
        """Set `value[key][name]` in one transaction and return the whole; None when gone."""
        async with self._database.write() as connection:
            found = await connection.execute(select(memos.c.value).where(memos.c.id == memo_id))
            raw = found.scalar_one_or_none()
            if raw is None:
                return None
            whole: dict[str, Any] = json.loads(raw)
            whole.setdefault(key, {})[name] = value
            await connection.execute(
                update(memos).where(memos.c.id == memo_id).values(value=json.dumps(whole))
            )
            return whole

    async def take(self, memo_id: str, kind: str, now: int) -> tuple[int, dict[str, Any]] | None:
        """Take a note out: only one of several who press at once gets it."""
        take = (
            delete(memos)
            .where(memos.c.id == memo_id, memos.c.kind == kind, memos.c.expires_at >= now)
            .returning(memos.c.discord_id, memos.c.value)
        )
        async with self._database.write() as connection:
            row = (await connection.execute(take)).one_or_none()
        return (int(row[0]), json.loads(row[1])) if row is not None else None
