"""Read linked accounts, and seal their tokens for one person, app and version.

link_attempts.py saves them, refresh_leases.py renews them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.kept_rows import KeptRows
from bot.storage.records import AccountRecord, AccountSummary, NewLink
from bot.storage.tables import accounts

_KEPT = 2000
"""How many people's links stay in memory, at about 2 KB each."""


class AccountStore:
    """Reads the accounts table, and updates reminders and Premium."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher
        self._kept: KeptRows[int, AccountRecord | None] = KeptRows(
            database.changes, accounts, at_most=_KEPT, by_subject=True
        )

    async def get(self, discord_id: int, *, fresh: bool = False) -> AccountRecord | None:
        """Return a link with its tokens; raises Undecryptable if they can't be decrypted.

        It may come from memory; with `fresh`, it never does.
        """
        return await self._kept.get(discord_id, lambda: self._read(discord_id), fresh=fresh)

    async def summary(self, discord_id: int) -> AccountSummary | None:
        """Return a link without its tokens; works even if they can't be decrypted."""
        row = await self._row(discord_id)
        return summary_of(row) if row is not None else None

    async def discord_id_of(self, spotify_account_id: str) -> int | None:
        """Return the Discord ID that a Spotify account is linked to."""
        query = select(accounts.c.discord_id).where(
            accounts.c.spotify_account_id == spotify_account_id
        )
        async with self._database.read() as connection:
            holder = (await connection.execute(query)).scalar_one_or_none()
        return int(holder) if holder is not None else None

    async def on_app(self, client_id: str) -> list[AccountSummary]:
        """Return all links that use an app, even those that have ended."""
        query = select(accounts).where(accounts.c.client_id == client_id)
        async with self._database.read() as connection:
            return [summary_of(row) for row in await connection.execute(query)]

    async def active_on(self, client_ids: Sequence[str], *, most: int | None = None) -> int:
        """Return how many working links use these apps; counts no further than `most`."""
        found = (
            select(accounts.c.client_id)
            .where(accounts.c.client_id.in_(client_ids), accounts.c.status == "active")
            .limit(most)
        )
        query = select(func.count()).select_from(found.subquery())
        async with self._database.read() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def some_on(self, client_id: str, most: int) -> list[int]:
        """Return the Discord IDs of at most `most` people whose link works and uses an app."""
        query = (
            select(accounts.c.discord_id)
            .where(accounts.c.client_id == client_id, accounts.c.status == "active")
            .limit(most)
        )
        async with self._database.read() as connection:
            return [int(row[0]) for row in await connection.execute(query)]

    async def to_remind(
        self, stage: int, after: int, until: int, most: int
    ) -> list[AccountSummary]:
        """Return working links authorized in a time whose reminder `stage` wasn't sent yet."""
        query = (
            select(accounts)
            .where(
                accounts.c.status == "active",
                accounts.c.reminded.in_(range(stage)),
                accounts.c.authorized_at > after,
                accounts.c.authorized_at <= until,
            )
            .limit(most)
        )
        async with self._database.read() as connection:
            return [summary_of(row) for row in await connection.execute(query)]

    async def active_ids(self, most: int) -> list[int]:
        """Return the Discord IDs of at most `most` people whose link works."""
        query = select(accounts.c.discord_id).where(accounts.c.status == "active").limit(most)
        async with self._database.read() as connection:
            return [int(row[0]) for row in await connection.execute(query)]

    async def set_reminded(self, link: AccountSummary, stage: int) -> bool:
        """Mark a reminder as sent; True only for the one process that marked it."""
        note = (
            update(accounts)
            .where(
                accounts.c.discord_id == link.discord_id,
                accounts.c.authorized_at == link.authorized_at,
                accounts.c.reminded < stage,
            )
            .values(reminded=stage)
        )
        async with self._database.write(about=link.discord_id) as connection:
            return (await connection.execute(note)).rowcount == 1

    async def set_premium(self, link: AccountSummary, *, premium: bool) -> None:
        """Save whether Spotify last treated the person as Premium, if it's still this link."""
        note = (
            update(accounts)
            .where(
                accounts.c.discord_id == link.discord_id,
                accounts.c.authorized_at == link.authorized_at,
            )
            .values(premium=int(premium))
        )
        async with self._database.write(about=link.discord_id) as connection:
            await connection.execute(note)

    async def _read(self, discord_id: int) -> AccountRecord | None:
        row = await self._row(discord_id)
        return self._opened(row) if row is not None else None

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
    """Convert a row of the accounts table, without its tokens."""
    columns = row._mapping
    return AccountSummary(
        discord_id=columns["discord_id"],
        spotify_account_id=columns["spotify_account_id"],
        spotify_id=columns["spotify_id"],
        display_name=columns["display_name"],
        scopes=frozenset(columns["scopes"].split()),
        client_id=columns["client_id"],
        expires_at=columns["expires_at"],
        authorized_at=columns["authorized_at"],
        status=columns["status"],
        version=columns["version"],
        first_linked_at=columns["first_linked_at"],
        reminded=columns["reminded"],
        premium=None if columns["premium"] is None else bool(columns["premium"]),
    )


async def account_in(connection: AsyncConnection, discord_id: int) -> AccountSummary | None:
    """Return a person's link, in a transaction."""
    query = select(accounts).where(accounts.c.discord_id == discord_id)
    row = (await connection.execute(query)).one_or_none()
    return summary_of(row) if row is not None else None


def link_columns(cipher: Cipher, link: NewLink, version: int) -> dict[str, object]:
    """Return the columns of a link as it begins, except `first_linked_at`."""
    return {
        "discord_id": link.discord_id,
        "spotify_account_id": link.spotify_account_id,
        "spotify_id": link.spotify_id,
        "display_name": link.display_name,
        "client_id": link.client_id,
        "authorized_at": link.authorized_at,
        "status": "active",
        "premium": None,
        "reminded": 0,
        **token_columns(cipher, link.discord_id, version, link),
    }


def token_columns(
    cipher: Cipher, discord_id: int, version: int, link: NewLink
) -> dict[str, object]:
    """Return the columns that each new version of a link sets; it has no lease."""
    tokens = {"access_token": link.access_token, "refresh_token": link.refresh_token or ""}
    context = discord_id, link.client_id, version
    sealed = {
        column: cipher.seal(token, "accounts", column, *context) for column, token in tokens.items()
    }
    return {
        **sealed,
        "scopes": " ".join(sorted(link.scopes)),
        "expires_at": link.expires_at,
        "version": version,
        "lease_owner": None,
        "lease_until": 0,
    }


def open_tokens(
    cipher: Cipher, row: Row[tuple[object, ...]], known: AccountSummary
) -> dict[str, str]:
    """Return a row's tokens, except those a dead link has lost; raises Undecryptable."""
    context = known.discord_id, known.client_id, known.version
    return {
        column: cipher.open(blob, "accounts", column, *context)
        for column in ("access_token", "refresh_token")
        if (blob := row._mapping[column]) is not None
    }
