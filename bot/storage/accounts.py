"""Linked accounts, one row each; link_attempts.py saves them, refresh_leases.py renews them."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.engine import Row

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.records import AccountRecord, AccountSummary
from bot.storage.sealed_tokens import open_tokens
from bot.storage.tables import accounts


class AccountStore:
    """The accounts table, read; and what is noted beside a link."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def get(self, discord_id: int) -> AccountRecord | None:
        """Return a link with its tokens; raises Undecryptable when they do not open."""
        row = await self._row(discord_id)
        return self._opened(row) if row is not None else None

    async def summary(self, discord_id: int) -> AccountSummary | None:
        """Return a link without its tokens, which need not be readable."""
        row = await self._row(discord_id)
        return summary_of(row) if row is not None else None

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

    async def set_reminded(self, discord_id: int, version: int, stage: int) -> bool:
        """Note that a reminder was given; True for the one process that got to do it."""
        note = (
            update(accounts)
            .where(
                accounts.c.discord_id == discord_id,
                accounts.c.version >= version,
                accounts.c.reminded < stage,
            )
            .values(reminded=stage)
        )
        async with self._database.write() as connection:
            return (await connection.execute(note)).rowcount == 1

    async def set_premium(self, discord_id: int, *, premium: bool) -> None:
        """Note whether Spotify treated the person as Premium, as last seen."""
        note = (
            update(accounts).where(accounts.c.discord_id == discord_id).values(premium=int(premium))
        )
        async with self._database.write() as connection:
            await connection.execute(note)

    async def _row(self, discord_id: int) -> Row[tuple[object, ...]] | None:
        query = select(accounts).where(accounts.c.discord_id == discord_id)
        async with self._database.read() as connection:
            return (await connection.execute(query)).one_or_none()

    def _opened(self, row: Row[tuple[object, ...]]) -> AccountRecord:
        known = summary_of(row)
        opened = open_tokens(self._cipher, row, known)
        return AccountRecord(
            **{name: getattr(known, name) for name in AccountSummary.__slots__},
            access_token=opened.get("access_token", ""),
            refresh_token=opened.get("refresh_token", ""),
        )


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
