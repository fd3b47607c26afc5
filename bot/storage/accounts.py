"""Linked accounts: saved whole, refreshed under a lease, deleted at once."""

from __future__ import annotations

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.account_queries import AccountQueries, summary_of
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import SpotifyAccountTaken, TicketGone
from bot.storage.personal import Person, forget_person
from bot.storage.records import AccountRecord, AccountSummary, NewLink
from bot.storage.still_shown import leave_nameless
from bot.storage.tables import accounts, link_tickets, pending_grants
from bot.storage.ticket_claims import forget_spotify


class AccountStore(AccountQueries):
    """The accounts table."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        super().__init__(database)
        self._cipher = cipher

    async def get(self, discord_id: int) -> AccountRecord | None:
        """Return a link with its tokens; raises Undecryptable when they do not open."""
        row = await self._row(discord_id)
        return self._opened(row) if row is not None else None

    async def save_link(self, link: NewLink, *, ticket_ref: str | None) -> int:
        """Save a fresh login over whatever was there, end its ticket, return the version.

        One transaction. Raises SpotifyAccountTaken when another Discord account has that
        Spotify account, and TicketGone when the ticket is no longer claimed.
        """
        async with self._database.write() as connection:
            owner = select(accounts.c.discord_id).where(
                accounts.c.spotify_account_id == link.spotify_account_id,
                accounts.c.discord_id != link.discord_id,
            )
            other = (await connection.execute(owner)).scalar_one_or_none()
            if other is not None:
                raise SpotifyAccountTaken(int(other))
            before = await self._before(connection, link.discord_id)
            version = (before.version if before else 0) + 1
            same = before is not None and before.spotify_account_id == link.spotify_account_id
            row = {
                "discord_id": link.discord_id,
                "spotify_account_id": link.spotify_account_id,
                "spotify_id": link.spotify_id,
                "display_name": link.display_name,
                "client_id": link.client_id,
                "authorized_at": link.authorized_at,
                "status": "active",
                "first_linked_at": before.first_linked_at if before and same else None,
                "premium": before.premium if before and same else None,
                "reminded": 0,
                **self._tokens(link.discord_id, version, link),
            }
            row["first_linked_at"] = row["first_linked_at"] or link.authorized_at
            upsert = insert(accounts).values(row)
            await connection.execute(
                upsert.on_conflict_do_update(index_elements=["discord_id"], set_=row)
            )
            if ticket_ref is not None:
                await _end_ticket(connection, ticket_ref, link)
        return version

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
            tokens = self._tokens(discord_id, version + 1, link)
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

    def _tokens(self, discord_id: int, version: int, link: NewLink) -> dict[str, object]:
        sealed = {
            column: self._cipher.seal(
                token, "accounts", column, discord_id, link.client_id, version
            )
            for column, token in (
                ("access_token", link.access_token),
                ("refresh_token", link.refresh_token or ""),
            )
        }
        return {
            **sealed,
            "scopes": " ".join(sorted(link.scopes)),
            "expires_at": link.expires_at,
            "version": version,
            "lease_owner": None,
            "lease_until": 0,
        }

    def _opened(self, row: Row[tuple[object, ...]]) -> AccountRecord:
        known = summary_of(row)
        opened = {
            column: self._cipher.open(
                blob, "accounts", column, known.discord_id, known.client_id, known.version
            )
            for column in ("access_token", "refresh_token")
            if (blob := row._mapping[column]) is not None
        }
        return AccountRecord(
            **{name: getattr(known, name) for name in AccountSummary.__slots__},
            access_token=opened.get("access_token", ""),
            refresh_token=opened.get("refresh_token", ""),
        )


async def _end_ticket(connection: AsyncConnection, ref: str, link: NewLink) -> None:
    ended = await connection.execute(
        update(link_tickets)
        .where(
            link_tickets.c.ref == ref,
            link_tickets.c.status.in_(("claimed", "pending", "no_seat")),
        )
        .values(
            status="linked",
            verifier=None,
            announced=0,
            spotify_name=link.display_name or link.spotify_id,
            linked_at=link.authorized_at,
        )
    )
    if ended.rowcount != 1:
        raise TicketGone
    await connection.execute(delete(pending_grants).where(pending_grants.c.ref == ref))


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
