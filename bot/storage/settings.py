"""Small settings of the bot, of people and of servers."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import and_, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.database import Database
from bot.storage.tables import settings

Scope = Literal["bot", "person", "guild"]

COMMANDS_REFUSED = "slash_commands_refused"
"""The bot's setting with the reason why Discord refused the slash commands, for the doctor."""


class SettingStore:
    """Names and values per scope and subject (a Discord ID, 0 for the bot)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, scope: Scope, subject: int, name: str) -> str | None:
        """Return a setting, or None."""
        query = select(settings.c.value).where(_is(scope, subject, name))
        async with self._database.read() as connection:
            value: str | None = (await connection.execute(query)).scalar_one_or_none()
            return value

    async def put(self, scope: Scope, subject: int, name: str, value: str) -> None:
        """Save a setting."""
        row = insert(settings).values(scope=scope, subject=subject, name=name, value=value)
        upsert = row.on_conflict_do_update(
            index_elements=["scope", "subject", "name"], set_={"value": value}
        )
        async with self._database.write() as connection:
            await connection.execute(upsert)

    async def delete(self, scope: Scope, subject: int, name: str) -> None:
        """Delete a setting."""
        async with self._database.write() as connection:
            await connection.execute(delete(settings).where(_is(scope, subject, name)))


def _is(scope: Scope, subject: int, name: str) -> ColumnElement[bool]:
    return and_(settings.c.scope == scope, settings.c.subject == subject, settings.c.name == name)
