"""Small settings of the bot, of people and of servers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from sqlalchemy import and_, delete, select
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.database import Database
from bot.storage.kept_rows import KeptRows
from bot.storage.tables import settings
from bot.storage.upsert import insert

Scope = Literal["bot", "person", "guild"]

COMMANDS_REFUSED = "slash_commands_refused"
"""The bot's setting with the reason why Discord refused the slash commands, for the doctor."""

BOT_SETTINGS = "started_with"
"""The bot's setting with the host's settings that every process must have alike."""

_KEPT = 10_000
"""Of how many people and servers the settings stay in memory, at about 0.5 KB each."""

_Settings = Mapping[tuple[str, str], str]


class SettingStore:
    """Names and values per scope and subject (a Discord ID, 0 for the bot)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: KeptRows[int, _Settings] = KeptRows(
            database.changes, settings, at_most=_KEPT, by_subject=True
        )

    async def get(self, scope: Scope, subject: int, name: str) -> str | None:
        """Return a setting, or None."""
        known = await self._kept.get(subject, lambda: self._read(subject))
        return known.get((scope, name))

    async def page(self, scope: Scope, name: str, after: int, at_most: int) -> Mapping[int, str]:
        """Return the values of a setting by subject, of the next subjects behind `after`."""
        query = select(settings.c.subject, settings.c.value).where(
            settings.c.scope == scope, settings.c.subject > after, settings.c.name == name
        )
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(settings.c.subject).limit(at_most))
            return {row.subject: row.value for row in rows}

    async def put(self, scope: Scope, subject: int, name: str, value: str) -> None:
        """Save a setting."""
        row = insert(settings).values(scope=scope, subject=subject, name=name, value=value)
        upsert = row.on_conflict_do_update(
            index_elements=["scope", "subject", "name"], set_={"value": value}
        )
        async with self._database.write(about=subject) as connection:
            await connection.execute(upsert)

    async def delete(self, scope: Scope, subject: int, name: str) -> None:
        """Delete a setting."""
        async with self._database.write(about=subject) as connection:
            await connection.execute(delete(settings).where(_is(scope, subject, name)))

    async def _read(self, subject: int) -> _Settings:
        """Read all that a subject has set: who sets one thing often needs the others too."""
        query = select(settings.c.scope, settings.c.name, settings.c.value).where(
            settings.c.scope.in_(get_args(Scope)), settings.c.subject == subject
        )
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return {(scope, name): value for scope, name, value in rows}


def _is(scope: Scope, subject: int, name: str) -> ColumnElement[bool]:
    return and_(settings.c.scope == scope, settings.c.subject == subject, settings.c.name == name)
