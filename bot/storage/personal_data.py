"""Everything about one person, across all tables: shown, and deleted at once."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Column, LargeBinary, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.accounts import summary_of
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.personal import ABOUT_PEOPLE, Person, forget_person
from bot.storage.records import AccountSummary
from bot.storage.still_shown import leave_nameless
from bot.storage.tables import accounts, apps, settings
from bot.storage.tickets import forget_spotify

StoredRow = Mapping[str, str | int | float | None]
"""A row as it is in a table, by the names of its columns."""

_HASHES = frozenset(
    {
        "browser_hash",
        "holder_hash",
        "state_hash",
        "identity_hash",
        "lease_owner",
        "lease_until",
    }
)


class PersonalData:
    """What personal.py knows of every table, for one person at a time."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def rows(self, discord_id: int) -> dict[str, list[StoredRow]]:
        """Return every row about a person by table, without sealed columns and hashes."""
        wanted = [(accounts, accounts.c.discord_id), *ABOUT_PEOPLE, (apps, apps.c.owner_id)]
        found: dict[str, list[StoredRow]] = {}
        async with self._database.read() as connection:
            for table, column in wanted:
                shown = [one for one in table.c if _is_shown(one)]
                query = select(*shown).where(column == discord_id)
                rows: list[StoredRow] = [
                    dict(row._mapping) for row in await connection.execute(query)
                ]
                if rows:
                    found.setdefault(table.name, []).extend(rows)
            query = select(settings.c.name, settings.c.value).where(
                settings.c.scope == "person", settings.c.subject == discord_id
            )
            own: list[StoredRow] = [dict(row._mapping) for row in await connection.execute(query)]
            if own:
                found["settings"] = own
            return found

    async def forget(self, discord_id: int) -> bool:
        """Delete everything about a person; True when an account existed."""
        async with self._database.write() as connection:
            before = await _account(connection, discord_id)
            await leave_nameless(connection, self._cipher, discord_id)
            await forget_person(connection, _person(discord_id, before))
        await self._database.scrub()
        return before is not None

    async def unlink_spotify(
        self, spotify_account_id: str, authorized_at: int | None, *, keep: str | None = None
    ) -> None:
        """Delete everything about whom a Spotify account is linked to.

        With `authorized_at` only a link that was made just then; the ticket `keep` stays, to tell
        how it ended.
        """
        which = [accounts.c.spotify_account_id == spotify_account_id]
        if authorized_at is not None:
            which.append(accounts.c.authorized_at == authorized_at)
        async with self._database.write() as connection:
            for row in (await connection.execute(select(accounts).where(*which))).all():
                known = summary_of(row)
                await leave_nameless(connection, self._cipher, known.discord_id)
                await forget_person(connection, _person(known.discord_id, known, keep))
                await forget_spotify(connection, known.discord_id)
        await self._database.scrub()


def _is_shown(column: Column[object]) -> bool:
    return not isinstance(column.type, LargeBinary) and column.name not in _HASHES


async def _account(connection: AsyncConnection, discord_id: int) -> AccountSummary | None:
    query = select(accounts).where(accounts.c.discord_id == discord_id)
    row = (await connection.execute(query)).one_or_none()
    return summary_of(row) if row is not None else None


def _person(discord_id: int, known: AccountSummary | None, keep: str | None = None) -> Person:
    if known is None:
        return Person(discord_id, keep=keep)
    names = tuple(one for one in (known.spotify_id, known.display_name) if one)
    return Person(discord_id, known.spotify_account_id, names, keep)
