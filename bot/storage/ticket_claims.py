"""The middle of a link: who may complete a ticket, and what becomes of one that nobody completes.

A ticket that is `claimed` is being completed by one request of one process. Where that died, the
ticket ends as `interrupted`; whichever of the two comes first wins, so that what is said is true.
"""

from __future__ import annotations

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.records import ClaimedTicket
from bot.storage.tables import link_tickets
from bot.storage.tally import USED_LINKS, note_in
from bot.storage.ticket_rows import OPEN

COMPLETED_WITHIN = 60
"""Seconds after which nobody can still be completing a ticket: every request of it has a limit."""


class TicketClaims:
    """The part of the link_tickets table that is about completing."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def claim(
        self, state_hash: str, *, now: int, holder: str | None = None, again: bool = False
    ) -> ClaimedTicket | None:
        """Take the right to complete a ticket; None for everyone but the first in time.

        `holder` is the hash of another browser's cookie, if it is not the one that began. `again`
        takes it also from a login that another browser has brought and nobody has confirmed.
        It counts as used. Raises Undecryptable when the verifier does not open (the ticket is
        spent then).
        """
        takes = ("started", "pending") if again else ("started",)
        claim = (
            update(link_tickets)
            .where(
                link_tickets.c.state_hash == state_hash,
                link_tickets.c.status.in_(takes),
                link_tickets.c.expires_at > now,
                link_tickets.c.verifier.is_not(None),
            )
            .values(status="claimed", holder_hash=holder, claimed_at=now, again=None)
            .returning(
                link_tickets.c.ref,
                link_tickets.c.discord_id,
                link_tickets.c.scopes,
                link_tickets.c.client_id,
                link_tickets.c.purpose,
                link_tickets.c.demands,
                link_tickets.c.demands_name,
                link_tickets.c.verifier,
            )
        )
        async with self._database.write() as connection:
            row = (await connection.execute(claim)).one_or_none()
            if row is not None and row.discord_id:
                who = self._cipher.names(USED_LINKS, row.discord_id)[0]
                await note_in(connection, who, now)
        if row is None:
            return None
        ref, discord_id, scopes, client_id, purpose, demands, demands_name, sealed = row
        place = verifier_place(ref, state_hash, discord_id, client_id)
        verifier = self._cipher.open(sealed, *place)
        allowed = frozenset(scopes.split())
        return ClaimedTicket(
            ref, discord_id, allowed, client_id, purpose, demands, demands_name, verifier
        )

    async def come_back(self, ref: str) -> bool:
        """Give a waiting login back to the browser that began; False when it waits no more."""
        back = (
            update(link_tickets)
            .where(link_tickets.c.ref == ref, link_tickets.c.status == "pending")
            .values(holder_hash=None)
        )
        async with self._database.write() as connection:
            return (await connection.execute(back)).rowcount == 1

    async def settle(self, now: int) -> list[str]:
        """End tickets whose completing was cut off; return the refs of those that a person has."""
        since = func.coalesce(link_tickets.c.claimed_at, link_tickets.c.created_at)
        cut_off = (
            update(link_tickets)
            .where(link_tickets.c.status == "claimed", since <= now - COMPLETED_WITHIN)
            .values(status="interrupted", verifier=None, announced=0)
            .returning(link_tickets.c.ref, link_tickets.c.discord_id)
        )
        query = select(link_tickets.c.ref).where(
            link_tickets.c.status == "claimed", since <= now - COMPLETED_WITHIN
        )
        async with self._database.read() as connection:
            if (await connection.execute(query.limit(1))).first() is None:
                return []
        async with self._database.write() as connection:
            return [str(ref) for ref, person in await connection.execute(cut_off) if person]

    async def make_room(self, browser_hash: str, most: int) -> None:
        """Let a browser have one open disconnect, and all together `most`: the oldest go."""
        nobody = link_tickets.c.discord_id == 0
        is_open = link_tickets.c.status.in_(OPEN)
        too_many = (
            select(link_tickets.c.ref)
            .where(nobody, is_open)
            .order_by(link_tickets.c.created_at.desc(), link_tickets.c.ref)
            .offset(max(0, most - 1))
        )
        replace = (
            update(link_tickets)
            .where(
                nobody,
                is_open,
                or_(
                    link_tickets.c.browser_hash == browser_hash,
                    link_tickets.c.ref.in_(too_many.scalar_subquery()),
                ),
            )
            .values(status="replaced", verifier=None)
        )
        async with self._database.write() as connection:
            await connection.execute(replace)


async def forget_spotify(connection: AsyncConnection, discord_id: int) -> None:
    """Take what names a Spotify account out of a person's tickets, within a transaction.

    What still runs ends: its login was given by whoever takes the link back.
    """
    mine = link_tickets.c.discord_id == discord_id
    renews = and_(link_tickets.c.status.in_(OPEN), link_tickets.c.demands.is_not(None))
    await connection.execute(
        update(link_tickets)
        .where(mine, or_(link_tickets.c.status.in_(("claimed", "pending", "no_seat")), renews))
        .values(status="burned", verifier=None, announced=1)
    )
    await connection.execute(
        update(link_tickets)
        .where(mine)
        .values(spotify_name=None, demands=None, demands_name=None, other_name=None)
    )


def verifier_place(
    ref: str, state_hash: str, discord_id: int, client_id: str
) -> tuple[str | int, ...]:
    """Return what a verifier is sealed for: this ticket's person and app, and no other's."""
    return "link_tickets", "verifier", ref, state_hash, discord_id, client_id
