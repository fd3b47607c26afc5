"""Linked accounts: refreshed under a lease, deleted at once. link_attempts.py saves new ones."""

from __future__ import annotations

from sqlalchemy import and_, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.account_queries import AccountQueries, summary_of
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.personal import Person, forget_person
from bot.storage.records import AccountRecord, AccountSummary, NewLink
from bot.storage.sealed_tokens import open_tokens, token_columns
from bot.storage.still_shown import leave_nameless
from bot.storage.tables import accounts
from bot.storage.ticket_rows import forget_spotify


class AccountStore(AccountQueries):
    """The accounts table."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        super().__init__(database)
        self._cipher = cipher

    async def get(self, discord_id: int) -> AccountRecord | None:
        """Return a link with its tokens; raises Undecryptable when they do not open."""
        row = await self._row(discord_id)
        return self._opened(row) if row is not None else None

    async def claim_lease(
        self, discord_id: int, version: int, owner: str, now: float, until: float
    ) -> bool:
        """Take the right to refresh this version; True for the one process that got it."""
        claim = (
            update(accounts)
            .where(
                accounts.c.discord_id == discord_id,
                accounts.c.version == version,
                accounts.c.lease_until < now,
                accounts.c.status == "active",
            )
            .values(lease_owner=owner, lease_until=until)
        )
        async with self._database.write() as connection:
            return (await connection.execute(claim)).rowcount == 1

    async def save_refresh(
        self,
        discord_id: int,
        version: int,
        owner: str,
        *,
        access_token: str,
        refresh_token: str,
        expires_at: int,
        scopes: frozenset[str],
        late: float | None = None,
    ) -> bool:
        """Save refreshed tokens as the next version; False when the lease was lost.

        `late` is the time now where an earlier try could not be written: the lease may have run
        out meanwhile, and another process retired this version for want of these very tokens.
        """
        mine = _leased(discord_id, version, owner)
        if late is not None:
            free = or_(accounts.c.lease_until < late, accounts.c.status != "active")
            same = and_(accounts.c.discord_id == discord_id, accounts.c.version == version)
            mine = or_(mine, and_(same, free))
        async with self._database.write() as connection:
            row = (await connection.execute(select(accounts).where(mine))).one_or_none()
            if row is None:
                return False
            known = summary_of(row)
            link = NewLink(
                discord_id,
                known.spotify_account_id,
                known.spotify_id,
                known.display_name,
                scopes,
                known.client_id,
                access_token,
                refresh_token,
                expires_at,
                known.authorized_at,
            )
            tokens = token_columns(self._cipher, discord_id, version + 1, link)
            await connection.execute(
                update(accounts)
                .where(accounts.c.discord_id == discord_id)
                .values({**tokens, "status": "active"})
            )
            return True

    async def extend_lease(self, discord_id: int, version: int, owner: str, until: float) -> None:
        """Hold the right to refresh for longer."""
        extend = update(accounts).where(_leased(discord_id, version, owner))
        async with self._database.write() as connection:
            await connection.execute(extend.values(lease_until=until))

    async def release_lease(self, discord_id: int, version: int, owner: str) -> None:
        """Give the right to refresh back, after a try that failed."""
        release = update(accounts).where(_leased(discord_id, version, owner))
        async with self._database.write() as connection:
            await connection.execute(release.values(lease_owner=None, lease_until=0))

    async def retire(self, discord_id: int, version: int, owner: str, status: str = "dead") -> bool:
        """Mark the link dead and throw its tokens away; only the holder of the lease may.

        `status` is dead, or revoked where Spotify said so.
        """
        retire = update(accounts).where(_leased(discord_id, version, owner))
        async with self._database.write() as connection:
            result = await connection.execute(
                retire.values(
                    status=status,
                    access_token=None,
                    refresh_token=None,
                    lease_owner=None,
                    lease_until=0,
                )
            )
            return result.rowcount == 1

    async def forget(self, discord_id: int) -> bool:
        """Delete everything about a person; True when an account existed."""
        async with self._database.write() as connection:
            before = await self._before(connection, discord_id)
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

    async def _before(self, connection: AsyncConnection, discord_id: int) -> AccountSummary | None:
        query = select(accounts).where(accounts.c.discord_id == discord_id)
        row = (await connection.execute(query)).one_or_none()
        return summary_of(row) if row is not None else None

    def _opened(self, row: Row[tuple[object, ...]]) -> AccountRecord:
        known = summary_of(row)
        opened = open_tokens(self._cipher, row, known)
        return AccountRecord(
            **{name: getattr(known, name) for name in AccountSummary.__slots__},
            access_token=opened.get("access_token", ""),
            refresh_token=opened.get("refresh_token", ""),
        )


def _person(discord_id: int, known: AccountSummary | None, keep: str | None = None) -> Person:
    if known is None:
        return Person(discord_id, keep=keep)
    names = tuple(one for one in (known.spotify_id, known.display_name) if one)
    return Person(discord_id, known.spotify_account_id, names, keep)


def _leased(discord_id: int, version: int, owner: str) -> ColumnElement[bool]:
    return and_(
        accounts.c.discord_id == discord_id,
        accounts.c.version == version,
        accounts.c.lease_owner == owner,
    )
