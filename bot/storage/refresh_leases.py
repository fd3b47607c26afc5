"""The right to refresh a link's tokens: one process at a time, and its result saved once."""

from __future__ import annotations

from sqlalchemy import and_, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.accounts import summary_of, token_columns
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.records import AccountSummary, LinkStatus, NewLink, RefreshedTokens
from bot.storage.tables import accounts

LEASE = 30.0
"""In seconds; longer than a token request and the save."""


class RefreshLeases:
    """A lease on a version of a row of the accounts table; `owner` is the process.

    Versions start again when a person unlinks and links, so each step compares when the person
    authorized too: what was done for one link never reaches the next.

    With `alone` no other process uses the database (a SQLite file): then the lease of another owner
    is one that was killed, and nobody has to wait for its end.
    """

    def __init__(self, database: Database, cipher: Cipher, *, alone: bool = False) -> None:
        self._database = database
        self._cipher = cipher
        self._alone = alone

    async def claim(self, link: AccountSummary, owner: str, now: float, until: float) -> bool:
        """Claim the right to refresh this version; True only for the one process that got it."""
        free = accounts.c.lease_until < now
        if self._alone:
            free = or_(free, accounts.c.lease_owner != owner)
        claim = (
            update(accounts)
            .where(_is(link), free, accounts.c.status == "active")
            .values(lease_owner=owner, lease_until=until)
        )
        async with self._database.write(about=link.discord_id) as connection:
            return (await connection.execute(claim)).rowcount == 1

    async def extend(self, link: AccountSummary, owner: str, until: float) -> None:
        """Extend the right to refresh."""
        extend = update(accounts).where(_leased(link, owner))
        async with self._database.write(about=link.discord_id) as connection:
            await connection.execute(extend.values(lease_until=until))

    async def release(self, link: AccountSummary, owner: str) -> None:
        """Release the right to refresh after a failed try."""
        release = update(accounts).where(_leased(link, owner))
        async with self._database.write(about=link.discord_id) as connection:
            await connection.execute(release.values(lease_owner=None, lease_until=0))

    async def save(
        self,
        replaced: AccountSummary,
        owner: str,
        tokens: RefreshedTokens,
        *,
        late: float | None = None,
    ) -> bool:
        """Save refreshed tokens as the version after `replaced`; False if the lease was lost.

        `late` is the current time if an earlier try couldn't be written: the lease may have
        expired since, and another process may have retired this version because it lacked these
        tokens.
        """
        discord_id, version = replaced.discord_id, replaced.version
        mine = _leased(replaced, owner)
        if late is not None:
            free = or_(accounts.c.lease_until < late, accounts.c.status != "active")
            mine = or_(mine, and_(_is(replaced), free))
        async with self._database.write(about=discord_id) as connection:
            row = (await connection.execute(select(accounts).where(mine))).one_or_none()
            if row is None:
                return False
            known = summary_of(row)
            link = NewLink(
                discord_id,
                known.spotify_account_id,
                known.spotify_id,
                known.display_name,
                tokens.scopes,
                known.client_id,
                tokens.access_token,
                tokens.refresh_token,
                tokens.expires_at,
                known.authorized_at,
            )
            columns = token_columns(self._cipher, discord_id, version + 1, link)
            await connection.execute(
                update(accounts)
                .where(accounts.c.discord_id == discord_id)
                .values({**columns, "status": "active"})
            )
            return True

    async def retire(self, link: AccountSummary, owner: str, status: LinkStatus = "dead") -> bool:
        """Mark the link as dead and delete its tokens; only the lease holder may."""
        retire = update(accounts).where(_leased(link, owner))
        async with self._database.write(about=link.discord_id) as connection:
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


def _is(link: AccountSummary) -> ColumnElement[bool]:
    """Whether a row is this version of this link."""
    return and_(
        accounts.c.discord_id == link.discord_id,
        accounts.c.version == link.version,
        accounts.c.authorized_at == link.authorized_at,
    )


def _leased(link: AccountSummary, owner: str) -> ColumnElement[bool]:
    return and_(_is(link), accounts.c.lease_owner == owner)
