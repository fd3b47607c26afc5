"""Link tickets: create and look up, and what their pages change."""

from __future__ import annotations

import dataclasses
import json
import time

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.database import Database
from bot.storage.discord_signins import USED
from bot.storage.tables import link_tickets, waiting_logins
from bot.storage.ticket_records import (
    IN_PROGRESS,
    OPEN,
    AskerRecord,
    NewTicket,
    TicketRecord,
    TicketStatus,
    usable,
)
from bot.storage.upsert import insert

_ANONYMOUS = {
    "discord_id": 0,
    "asker": json.dumps(dataclasses.asdict(AskerRecord("", ""))),
    "spotify_name": None,
    "required_account_id": None,
    "required_name": None,
    "other_name": None,
    "delivery": None,
    "waiting_ids": None,
}
"""The values of a ticket that is no longer about anyone."""


class TicketStore:
    """The link_tickets table, except for the steps of an attempt (link_attempts.py)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, ticket: NewTicket) -> None:
        """Save a ticket; only a person's newest three stay open.

        Also deletes tickets that expired over a day ago, unless a login of theirs waits.
        """
        async with self._database.write() as connection:
            await insert_ticket(connection, ticket)

    async def count_open(self, now: int) -> int:
        """Return how many tickets can still be used, not counting disconnects."""
        return await self._count(usable(now), link_tickets.c.discord_id != 0)

    async def get(self, ref: str) -> TicketRecord | None:
        """Return a ticket by its public name."""
        return await self._one(link_tickets.c.ref == ref)

    async def by_state(self, state_hash: str) -> TicketRecord | None:
        """Return the ticket that a state belongs to."""
        return await self._one(link_tickets.c.spotify_state_hash == state_hash)

    async def by_any_state(self, state_hash: str) -> TicketRecord | None:
        """Return the ticket of a state, whichever service it was sent to."""
        return await self.by_state(state_hash) or await self.by_discord_state(state_hash)

    async def by_discord_state(self, state_hash: str) -> TicketRecord | None:
        """Return the ticket that a Discord sign-in belongs to, even if it is used up."""
        hashes = state_hash, USED + state_hash
        return await self._one(link_tickets.c.discord_state_hash.in_(hashes))

    async def count_try(self, ref: str) -> int:
        """Count a typed code, right or wrong, and return the new total."""
        count = (
            update(link_tickets)
            .where(link_tickets.c.ref == ref)
            .values(tries=link_tickets.c.tries + 1)
            .returning(link_tickets.c.tries)
        )
        async with self._database.write() as connection:
            return int((await connection.execute(count)).scalar_one_or_none() or 0)

    async def disown(self, ref: str, now: int) -> bool:
        """End a ticket that reached the wrong person; False if it had already ended."""
        end = (
            update(link_tickets)
            .where(link_tickets.c.ref == ref, usable(now))
            .values(status="not_me", verifier=None, offer_secrets=None)
        )
        async with self._database.write() as connection:
            return (await connection.execute(end)).rowcount == 1

    async def set_everything(self, ref: str, *, everything: bool) -> None:
        """Save whether its page was told to ask for every scope."""
        keep = update(link_tickets).where(link_tickets.c.ref == ref)
        async with self._database.write() as connection:
            await connection.execute(keep.values(everything=int(everything)))

    async def make_room(self, browser_hash: str, most: int) -> None:
        """Limit open disconnects to one per browser and `most` in total, ending the oldest."""
        nameless = link_tickets.c.discord_id == 0
        is_open = link_tickets.c.status.in_(OPEN)
        too_many = (
            select(link_tickets.c.ref)
            .where(nameless, is_open)
            .order_by(link_tickets.c.created_at.desc(), link_tickets.c.ref)
            .offset(max(0, most - 1))
        )
        replace = (
            update(link_tickets)
            .where(
                nameless,
                is_open,
                or_(
                    link_tickets.c.browser_hash == browser_hash,
                    link_tickets.c.ref.in_(too_many),
                ),
            )
            .values(status="replaced", verifier=None)
        )
        async with self._database.write() as connection:
            await connection.execute(replace)

    async def unannounced(self, since: int) -> list[TicketRecord]:
        """Return the tickets made since a time that ended without anyone being told."""
        query = select(link_tickets).where(
            link_tickets.c.announced == 0,
            link_tickets.c.discord_id != 0,
            link_tickets.c.created_at > since,
            link_tickets.c.status.not_in((*IN_PROGRESS, "replaced")),
        )
        async with self._database.read() as connection:
            return [_ticket(row) for row in await connection.execute(query)]

    async def claim_telling(self, ref: str, status: TicketStatus, now: float, until: float) -> bool:
        """Claim the right to tell how a link stands; True only for the one process that may."""
        free = or_(
            link_tickets.c.telling_until <= now,
            link_tickets.c.telling.is_distinct_from(status),
        )
        claim = (
            update(link_tickets)
            .where(
                link_tickets.c.ref == ref,
                link_tickets.c.status == status,
                link_tickets.c.announced == 0,
                free,
            )
            .values(telling=status, telling_until=until)
        )
        async with self._database.write(alone=False) as connection:
            return (await connection.execute(claim)).rowcount == 1

    async def set_announced(self, ref: str, status: TicketStatus) -> None:
        """Mark that the person has been told that the link ended like this, if it still has.

        An undone link is anonymous from then on; its page still works.
        """
        told = update(link_tickets).where(
            link_tickets.c.ref == ref, link_tickets.c.status == status
        )
        async with self._database.write() as connection:
            await connection.execute(told.values(announced=1))
            undone = told.where(link_tickets.c.status == "undone").values(_ANONYMOUS)
            scrubbed = (await connection.execute(undone)).rowcount
        if scrubbed:
            await self._database.scrub()

    async def _one(self, condition: ColumnElement[bool]) -> TicketRecord | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(link_tickets).where(condition))).one_or_none()
        return _ticket(row) if row is not None else None

    async def _count(self, *conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(link_tickets).where(*conditions)
        async with self._database.read() as connection:
            return int((await connection.execute(query)).scalar_one())


def _ticket(row: Row[tuple[object, ...]]) -> TicketRecord:
    columns = row._mapping
    return TicketRecord(
        ref=columns["ref"],
        discord_id=columns["discord_id"],
        asker=AskerRecord(**json.loads(columns["asker"])),
        scopes=frozenset(columns["scopes"].split()),
        client_id=columns["client_id"],
        created_at=columns["created_at"],
        expires_at=columns["expires_at"],
        waiting=tuple((columns["waiting_ids"] or "").split()),
        status=columns["status"],
        browser_hash=columns["browser_hash"],
        spotify_name=columns["spotify_name"],
        announced=bool(columns["announced"]),
        purpose=columns["purpose"],
        required_account=columns["required_account_id"],
        required_name=columns["required_name"],
        other_name=columns["other_name"],
        identified=bool(columns["identified"]),
        tries=columns["tries"],
        linked_at=columns["linked_at"],
        consenting_browser_hash=columns["consenting_browser_hash"],
        claimed_at=columns["claimed_at"],
        everything=bool(columns["everything"]),
        authorized_at=columns["authorized_at"],
    )


_OPEN_EACH = 3
_KEPT_AFTER_END = 24 * 3600


async def insert_ticket(connection: AsyncConnection, ticket: NewTicket) -> None:
    """Save a ticket in a transaction; see TicketStore.create."""
    person = link_tickets.c.discord_id == ticket.discord_id
    still_open = (
        select(link_tickets.c.ref)
        .where(person, link_tickets.c.status.in_(OPEN))
        .order_by(link_tickets.c.created_at.desc(), link_tickets.c.made_ns.desc())
        .offset(_OPEN_EACH - 1)
    )
    same = ("ref", "discord_id", "client_id", "created_at", "expires_at")
    row = {
        **{name: getattr(ticket, name) for name in (*same, "purpose")},
        "required_account_id": ticket.required_account,
        "required_name": ticket.required_name,
        "asker": json.dumps(dataclasses.asdict(ticket.asker)),
        "scopes": " ".join(sorted(ticket.scopes)),
        "waiting_ids": " ".join(ticket.waiting) or None,
        "status": "open",
        "made_ns": time.time_ns(),
    }
    old = delete(link_tickets).where(
        link_tickets.c.expires_at < ticket.created_at - _KEPT_AFTER_END,
        ~exists().where(waiting_logins.c.ref == link_tickets.c.ref),
    )
    await connection.execute(old)
    if ticket.discord_id:
        await connection.execute(
            update(link_tickets)
            .where(link_tickets.c.ref.in_(still_open))
            .values(status="replaced", verifier=None, offer_secrets=None)
        )
    await connection.execute(insert(link_tickets).values(row))


async def forget_spotify(connection: AsyncConnection, discord_id: int) -> None:
    """Remove Spotify names from the ticket that is left of a person's.

    That's the one that has linked and tells how it was undone; the others have been deleted.
    """
    await connection.execute(
        update(link_tickets)
        .where(link_tickets.c.discord_id == discord_id)
        .values(spotify_name=None, required_account_id=None, required_name=None, other_name=None)
    )
