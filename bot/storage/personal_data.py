"""Show or delete everything about one person, across all tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Column, LargeBinary, select

from bot.storage.accounts import account_in, summary_of
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.kept_refusal import Refusals, keeps_refusal
from bot.storage.personal import ABOUT_PEOPLE, Person, forget_person
from bot.storage.records import AccountSummary
from bot.storage.still_shown import keep_anonymously
from bot.storage.tables import accounts, apps, settings
from bot.storage.tickets import forget_spotify

StoredRow = Mapping[str, str | int | float | None]
"""A row of a table, by column names."""

_HASHES = frozenset(
    {
        "browser_hash",
        "consenting_browser_hash",
        "spotify_state_hash",
        "discord_state_hash",
        "lease_owner",
        "lease_until",
    }
)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How a deletion ended: whether an account was linked, and whether a "no" is kept."""

    linked: bool
    keeps_refusal: bool = False


class PersonalData:
    """Applies personal.py to one person at a time; `refusals` are what it keeps of them."""

    def __init__(self, database: Database, cipher: Cipher, refusals: Refusals = "said") -> None:
        self._database = database
        self._cipher = cipher
        self._refusals = refusals

    async def rows(self, discord_id: int) -> dict[str, list[StoredRow]]:
        """Return every row about a person by table, without sealed columns and hashes."""
        wanted = [(accounts, accounts.c.discord_id), *ABOUT_PEOPLE, (apps, apps.c.owner_id)]
        tables: dict[str, list[StoredRow]] = {}
        async with self._database.read() as connection:
            for table, column in wanted:
                shown = [candidate for candidate in table.c if _is_shown(candidate)]
                query = select(*shown).where(column == discord_id)
                rows: list[StoredRow] = [
                    dict(row._mapping) for row in await connection.execute(query)
                ]
                if rows:
                    tables.setdefault(table.name, []).extend(rows)
            query = select(settings.c.name, settings.c.value).where(
                settings.c.scope == "person", settings.c.subject == discord_id
            )
            own: list[StoredRow] = [dict(row._mapping) for row in await connection.execute(query)]
            if own:
                tables["settings"] = own
            return tables

    async def forget(self, discord_id: int) -> Forgotten:
        """Delete everything about a person, but a "no" that is to be kept."""
        async with self._database.write() as connection:
            before = await account_in(connection, discord_id)
            await keep_anonymously(connection, self._cipher, discord_id)
            person = _person(discord_id, before)
            await forget_person(connection, replace(person, refusals=self._refusals))
            kept = await keeps_refusal(connection, discord_id)
        await self._database.scrub()
        return Forgotten(before is not None, kept)

    async def unlink_spotify(
        self, spotify_account_id: str, authorized_at: int | None, *, keep: str | None = None
    ) -> Forgotten:
        """Delete everything about the person a Spotify account is linked to.

        `authorized_at` limits this to the link made at that time; the ticket `keep` stays, to tell
        how it ended.
        """
        linked = kept = False
        which = [accounts.c.spotify_account_id == spotify_account_id]
        if authorized_at is not None:
            which.append(accounts.c.authorized_at == authorized_at)
        async with self._database.write() as connection:
            for row in (await connection.execute(select(accounts).where(*which))).all():
                known = summary_of(row)
                await keep_anonymously(connection, self._cipher, known.discord_id)
                person = _person(known.discord_id, known, keep)
                await forget_person(connection, replace(person, refusals=self._refusals))
                await forget_spotify(connection, known.discord_id)
                linked = True
                kept = kept or await keeps_refusal(connection, known.discord_id)
        await self._database.scrub()
        return Forgotten(linked, kept)


def _is_shown(column: Column[object]) -> bool:
    return not isinstance(column.type, LargeBinary) and column.name not in _HASHES


def _person(discord_id: int, known: AccountSummary | None, keep: str | None = None) -> Person:
    if known is None:
        return Person(discord_id, keep=keep)
    names = tuple(one for one in (known.spotify_id, known.display_name) if one)
    return Person(discord_id, known.spotify_account_id, names, keep)
