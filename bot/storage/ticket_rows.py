"""What other transactions do to rows of the link_tickets table: a new one, and forgetting."""

from __future__ import annotations

import dataclasses
import json

from sqlalchemy import and_, delete, or_, select, text, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import link_tickets
from bot.storage.ticket_records import NewTicket

OPEN = ("open", "started")
"""A ticket's status while it can still be used."""

_OPEN_EACH = 3
_KEPT_AFTER_END = 24 * 3600


async def insert_ticket(connection: AsyncConnection, ticket: NewTicket) -> None:
    """Save a ticket in a transaction; see TicketStore.create."""
    person = link_tickets.c.discord_id == ticket.discord_id
    still_open = (
        select(link_tickets.c.ref)
        .where(person, link_tickets.c.status.in_(OPEN))
        .order_by(link_tickets.c.created_at.desc(), text("rowid DESC"))
        .offset(_OPEN_EACH - 1)
    )
    same = ("ref", "discord_id", "client_id", "created_at", "expires_at")
    row = {
        **{name: getattr(ticket, name) for name in (*same, "purpose", "demands", "demands_name")},
        "asker": json.dumps(dataclasses.asdict(ticket.asker)),
        "scopes": " ".join(sorted(ticket.scopes)),
        "waiting_id": " ".join(ticket.waiting) or None,
        "status": "open",
    }
    old = delete(link_tickets).where(
        link_tickets.c.expires_at < ticket.created_at - _KEPT_AFTER_END
    )
    await connection.execute(old)
    if ticket.discord_id:
        await connection.execute(
            update(link_tickets)
            .where(link_tickets.c.ref.in_(still_open.scalar_subquery()))
            .values(status="replaced", verifier=None, again=None)
        )
    await connection.execute(insert(link_tickets).values(row))


async def forget_spotify(connection: AsyncConnection, discord_id: int) -> None:
    """Take what names a Spotify account out of a person's tickets, within a transaction.

    What still runs ends: its login came from the person who takes the link back.
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
