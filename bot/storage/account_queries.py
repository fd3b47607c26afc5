"""Reading linked accounts: one person, everybody on an app, all that is stored about somebody."""

from __future__ import annotations

from typing import Any

from sqlalchemy import LargeBinary, select
from sqlalchemy.engine import Row

from bot.storage.database import Database
from bot.storage.personal import ABOUT_PEOPLE
from bot.storage.records import AccountSummary
from bot.storage.tables import accounts, apps, settings


class AccountQueries:
    """Reads the accounts table, and what belongs to it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def summary(self, discord_id: int) -> AccountSummary | None:
        """Return a link without its tokens, which need not be readable."""
        row = await self._row(discord_id)
        return summary_of(row) if row is not None else None

    async def stored(self, discord_id: int) -> dict[str, list[dict[str, Any]]]:
        """Return every row about a person by table, without the sealed columns."""
        wanted = [(accounts, accounts.c.discord_id), *ABOUT_PEOPLE, (apps, apps.c.owner_id)]
        found: dict[str, list[dict[str, Any]]] = {}
        async with self._database.read() as connection:
            for table, column in wanted:
                open_columns = [one for one in table.c if not isinstance(one.type, LargeBinary)]
                query = select(*open_columns).where(column == discord_id)
                rows = [dict(row._mapping) for row in await connection.execute(query)]
                if rows:
                    found.setdefault(table.name, []).extend(rows)
            query = select(settings.c.name, settings.c.value).where(
                settings.c.scope == "person", settings.c.subject == discord_id
            )
            own = [dict(row._mapping) for row in await connection.execute(query)]
            if own:
                found["settings"] = own
            return found

    async def holder_of(self, spotify_account_id: str) -> int | None:
        """Return the Discord ID that a Spotify account is linked to."""
        query = select(accounts.c.discord_id).where(
            accounts.c.spotify_account_id == spotify_account_id
        )
        async with self._database.read() as connection:
            found = (await connection.execute(query)).scalar_one_or_none()
        return int(found) if found is not None else None

    async def on_app(self, client_id: str) -> list[AccountSummary]:
        """Return whose links go through an app, ended ones too."""
        query = select(accounts).where(accounts.c.client_id == client_id)
        async with self._database.read() as connection:
            return [summary_of(row) for row in await connection.execute(query)]

    async def authorized_before(self, moment: int) -> list[AccountSummary]:
        """Return the working links that were authorized before a time, for reminders."""
        query = select(accounts).where(
            accounts.c.authorized_at <= moment, accounts.c.status == "active"
        )
        async with self._database.read() as connection:
            return [summary_of(row) for row in await connection.execute(query)]

    async def active_ids(self) -> list[int]:
        """Return the Discord IDs of everybody whose link works."""
        query = select(accounts.c.discord_id).where(accounts.c.status == "active")
        async with self._database.read() as connection:
            return [int(row[0]) for row in await connection.execute(query)]

    async def _row(self, discord_id: int) -> Row[tuple[object, ...]] | None:
        query = select(accounts).where(accounts.c.discord_id == discord_id)
        async with self._database.read() as connection:
            return (await connection.execute(query)).one_or_none()


def summary_of(row: Row[tuple[object, ...]]) -> AccountSummary:
    """Return a row of the accounts table without its tokens."""
    kept = row._mapping
    return AccountSummary(
        discord_id=kept["discord_id"],
        spotify_account_id=kept["spotify_account_id"],
        spotify_id=kept["spotify_id"],
        display_name=kept["display_name"],
        scopes=frozenset(kept["scopes"].split()),
        client_id=kept["client_id"],
        expires_at=kept["expires_at"],
        authorized_at=kept["authorized_at"],
        status=kept["status"],
        version=kept["version"],
        first_linked_at=kept["first_linked_at"],
        reminded=kept["reminded"],
        premium=None if kept["premium"] is None else bool(kept["premium"]),
    )
