"""Link tickets: made, read by hash, and what their pages and Discord's sign-in change."""

from __future__ import annotations

import dataclasses
import json

from sqlalchemy import delete, func, or_, select, text, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.database import Database
from bot.storage.tables import link_tickets, pending_grants
from bot.storage.ticket_records import AskerRecord, NewTicket, TicketRecord

OPEN = ("open", "started")
"""A ticket's status while it can still be used."""

_RUNNING = (*OPEN, "claimed", "pending")
_USED = "used "

_NOBODYS = {
    "discord_id": 0,
    "asker": json.dumps(dataclasses.asdict(AskerRecord("", ""))),
    "spotify_name": None,
    "demands": None,
    "demands_name": None,
    "other_name": None,
    "delivery": None,
    "waiting_id": None,
}
"""What a ticket holds when it is about nobody any more."""


class TicketStore:
    """The link_tickets table, but for the steps of an attempt (link_attempts.py)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, ticket: NewTicket) -> None:
        """Save a ticket; of a person's open ones only the newest three stay open.

        Tickets that ran out a day ago are removed on the way, unless a login of theirs waits.
        """
        async with self._database.write() as connection:
            await insert_ticket(connection, ticket)

    async def count_open(self, now: int) -> int:
        """Return how many tickets of all people can still be used, disconnecting ones aside."""
        return await self._count(
            link_tickets.c.status.in_(OPEN),
            link_tickets.c.expires_at > now,
            link_tickets.c.discord_id != 0,
        )

    async def get(self, ref: str) -> TicketRecord | None:
        """Return a ticket by its public name."""
        return await self._one(link_tickets.c.ref == ref)

    async def by_state(self, state_hash: str) -> TicketRecord | None:
        """Return the ticket that a state belongs to."""
        return await self._one(link_tickets.c.state_hash == state_hash)

    async def by_any_state(self, state_hash: str) -> TicketRecord | None:
        """Return the ticket of a state, whichever service it was sent to."""
        return await self.by_state(state_hash) or await self.by_identity(state_hash)

    async def by_identity(self, identity_hash: str) -> TicketRecord | None:
        """Return the ticket that a sign-in with Discord belongs to, also when it is used up."""
        return await self._one(
            link_tickets.c.identity_hash.in_((identity_hash, _USED + identity_hash))
        )

    async def ask_identity(
        self, ref: str, *, now: int, browser_hash: str, identity_hash: str
    ) -> bool:
        """Bind a ticket that can still be used to a browser that is signed in with Discord.

        An earlier try is void, and with it every state: no callback may find this browser before
        Discord has named it. False when the ticket has ended, or holds a login meanwhile.
        """
        void = {"status": "open", "state_hash": None, "verifier": None, "identified": 0}
        ask = (
            update(link_tickets)
            .where(
                link_tickets.c.ref == ref,
                link_tickets.c.expires_at > now,
                link_tickets.c.status.in_(OPEN),
            )
            .values(browser_hash=browser_hash, identity_hash=identity_hash, **void)
        )
        async with self._database.write() as connection:
            return (await connection.execute(ask)).rowcount == 1

    async def ask_holder_identity(
        self, ref: str, *, now: int, holder_hash: str, identity_hash: str
    ) -> bool:
        """Note that the browser that brought a login is being signed in; False for any other."""
        ask = (
            update(link_tickets)
            .where(
                link_tickets.c.ref == ref,
                link_tickets.c.expires_at > now,
                link_tickets.c.status == "pending",
                link_tickets.c.holder_hash == holder_hash,
            )
            .values(identity_hash=identity_hash)
        )
        async with self._database.write() as connection:
            return (await connection.execute(ask)).rowcount == 1

    async def take_identity(self, ref: str, identity_hash: str) -> bool:
        """Use a sign-in up; True for the one request that got it.

        It is still known afterwards, so that opening it again is not taken for a stranger's.
        """
        take = (
            update(link_tickets)
            .where(link_tickets.c.ref == ref, link_tickets.c.identity_hash == identity_hash)
            .values(identity_hash=_USED + identity_hash)
        )
        async with self._database.write() as connection:
            return (await connection.execute(take)).rowcount == 1

    async def count_try(self, ref: str) -> int:
        """Count a typed code, right or wrong, and return how many there were."""
        count = (
            update(link_tickets)
            .where(link_tickets.c.ref == ref)
            .values(tries=link_tickets.c.tries + 1)
            .returning(link_tickets.c.tries)
        )
        async with self._database.write() as connection:
            return int((await connection.execute(count)).scalar_one_or_none() or 0)

    async def disown(self, ref: str, now: int) -> bool:
        """End a ticket that reached someone it is not for; False when it had ended."""
        end = (
            update(link_tickets)
            .where(
                link_tickets.c.ref == ref,
                link_tickets.c.status.in_(OPEN),
                link_tickets.c.expires_at > now,
            )
            .values(status="not_me", verifier=None, again=None)
        )
        async with self._database.write() as connection:
            return (await connection.execute(end)).rowcount == 1

    async def choose_everything(self, ref: str, *, everything: bool) -> None:
        """Keep whether its page was told to ask for every scope at once."""
        keep = update(link_tickets).where(link_tickets.c.ref == ref)
        async with self._database.write() as connection:
            await connection.execute(keep.values(everything=int(everything)))

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

    async def unannounced(self, since: int) -> list[TicketRecord]:
        """Return the tickets made since a time that ended without anybody being told."""
        query = select(link_tickets).where(
            link_tickets.c.announced == 0,
            link_tickets.c.discord_id != 0,
            link_tickets.c.created_at > since,
            link_tickets.c.status.not_in((*_RUNNING, "replaced")),
        )
        async with self._database.read() as connection:
            return [_ticket(row) for row in await connection.execute(query)]

    async def set_announced(self, ref: str) -> None:
        """Note that the person has been told how the link ended.

        One that was undone is about nobody from then on; its page still works.
        """
        told = update(link_tickets).where(link_tickets.c.ref == ref)
        async with self._database.write() as connection:
            await connection.execute(told.values(announced=1))
            undone = told.where(link_tickets.c.status == "undone").values(_NOBODYS)
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
    kept = row._mapping
    return TicketRecord(
        ref=kept["ref"],
        discord_id=kept["discord_id"],
        asker=AskerRecord(**json.loads(kept["asker"])),
        scopes=frozenset(kept["scopes"].split()),
        client_id=kept["client_id"],
        created_at=kept["created_at"],
        expires_at=kept["expires_at"],
        waiting=tuple((kept["waiting_id"] or "").split()),
        status=kept["status"],
        browser_hash=kept["browser_hash"],
        spotify_name=kept["spotify_name"],
        announced=bool(kept["announced"]),
        purpose=kept["purpose"],
        demands=kept["demands"],
        demands_name=kept["demands_name"],
        other_name=kept["other_name"],
        identified=bool(kept["identified"]),
        tries=kept["tries"],
        linked_at=kept["linked_at"],
        holder_hash=kept["holder_hash"],
        claimed_at=kept["claimed_at"],
        everything=bool(kept["everything"]),
        authorized_at=kept["authorized_at"],
    )


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
        link_tickets.c.expires_at < ticket.created_at - _KEPT_AFTER_END,
        link_tickets.c.ref.not_in(select(pending_grants.c.ref)),
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
    """Take what names a Spotify account out of the ticket that is left of a person's.

    That is the one that has linked and tells how it was undone; the others have been deleted.
    """
    await connection.execute(
        update(link_tickets)
        .where(link_tickets.c.discord_id == discord_id)
        .values(spotify_name=None, demands=None, demands_name=None, other_name=None)
    )
