"""Link tickets: stored by hash, claimed once."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Row
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.records import AskerRecord, ClaimedTicket, NewTicket, TicketRecord
from bot.storage.tables import link_tickets

_OPEN_EACH = 3
_OPEN = ("open", "started")
_RUNNING = (*_OPEN, "claimed")
_KEPT_AFTER_END = 24 * 3600


class TicketStore:
    """The link_tickets table."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def create(self, ticket: NewTicket) -> None:
        """Save a ticket; of a person's open ones only the newest three stay open.

        Tickets that ended a day ago are removed on the way.
        """
        person = link_tickets.c.discord_id == ticket.discord_id
        still_open = (
            select(link_tickets.c.ref)
            .where(person, link_tickets.c.status.in_(_OPEN))
            .order_by(link_tickets.c.created_at.desc(), text("rowid DESC"))
            .offset(_OPEN_EACH - 1)
        )
        row = {
            **{
                name: getattr(ticket, name)
                for name in ("ref", "discord_id", "client_id", "waiting_id")
            },
            "asker": json.dumps(dataclasses.asdict(ticket.asker)),
            "scopes": " ".join(sorted(ticket.scopes)),
            "created_at": ticket.created_at,
            "expires_at": ticket.expires_at,
            "status": "open",
        }
        async with self._database.write() as connection:
            await connection.execute(
                delete(link_tickets).where(
                    link_tickets.c.expires_at < ticket.created_at - _KEPT_AFTER_END
                )
            )
            await connection.execute(
                update(link_tickets)
                .where(link_tickets.c.ref.in_(still_open.scalar_subquery()))
                .values(status="replaced", verifier=None)
            )
            await connection.execute(insert(link_tickets).values(row))

    async def count_since(self, discord_id: int, since: int) -> int:
        """Return how many tickets a person was given since a time."""
        return await self._count(
            link_tickets.c.discord_id == discord_id, link_tickets.c.created_at > since
        )

    async def count_open(self, now: int) -> int:
        """Return how many tickets of all people can still be used."""
        return await self._count(link_tickets.c.status.in_(_OPEN), link_tickets.c.expires_at > now)

    async def get(self, ref: str) -> TicketRecord | None:
        """Return a ticket by its public name."""
        return await self._one(link_tickets.c.ref == ref)

    async def by_state(self, state_hash: str) -> TicketRecord | None:
        """Return the ticket that a state belongs to."""
        return await self._one(link_tickets.c.state_hash == state_hash)

    async def start(
        self, ref: str, *, now: int, browser_hash: str, state_hash: str, verifier: str
    ) -> bool:
        """Bind a ticket to a browser and a state; an earlier state is void. False if ended."""
        start = (
            update(link_tickets)
            .where(
                link_tickets.c.ref == ref,
                link_tickets.c.status.in_(_OPEN),
                link_tickets.c.expires_at > now,
            )
            .values(
                status="started",
                browser_hash=browser_hash,
                state_hash=state_hash,
                verifier=self._cipher.seal(verifier, "link_tickets", "verifier", ref, state_hash),
            )
        )
        async with self._database.write() as connection:
            return (await connection.execute(start)).rowcount == 1

    async def claim(self, state_hash: str, *, now: int) -> ClaimedTicket | None:
        """Take the right to complete a ticket; None for everyone but the first in time.

        Raises Undecryptable when the verifier does not open (the ticket is spent then).
        """
        claim = (
            update(link_tickets)
            .where(
                link_tickets.c.state_hash == state_hash,
                link_tickets.c.status == "started",
                link_tickets.c.expires_at > now,
            )
            .values(status="claimed")
            .returning(
                link_tickets.c.ref,
                link_tickets.c.discord_id,
                link_tickets.c.scopes,
                link_tickets.c.client_id,
                link_tickets.c.verifier,
            )
        )
        async with self._database.write() as connection:
            row = (await connection.execute(claim)).one_or_none()
        if row is None:
            return None
        ref, discord_id, scopes, client_id, sealed = row
        verifier = self._cipher.open(sealed, "link_tickets", "verifier", ref, state_hash)
        return ClaimedTicket(ref, discord_id, frozenset(scopes.split()), client_id, verifier)

    async def finish(self, ref: str, outcome: str) -> None:
        """Note how a ticket ended; its state stays, so that a second use is recognised."""
        end = update(link_tickets).where(link_tickets.c.ref == ref)
        async with self._database.write() as connection:
            await connection.execute(end.values(status=outcome, verifier=None))

    async def set_delivery(self, ref: str, delivery: Mapping[str, str | int]) -> None:
        """Keep, sealed, how the message that shows the link can be edited."""
        sealed = self._cipher.seal(json.dumps(dict(delivery)), "link_tickets", "delivery", ref)
        keep = update(link_tickets).where(link_tickets.c.ref == ref).values(delivery=sealed)
        async with self._database.write() as connection:
            await connection.execute(keep)

    async def delivery(self, ref: str) -> dict[str, str | int] | None:
        """Return what set_delivery kept; raises Undecryptable."""
        query = select(link_tickets.c.delivery).where(link_tickets.c.ref == ref)
        async with self._database.read() as connection:
            sealed = (await connection.execute(query)).scalar_one_or_none()
        if sealed is None:
            return None
        opened = json.loads(self._cipher.open(sealed, "link_tickets", "delivery", ref))
        return {key: value for key, value in opened.items() if isinstance(value, str | int)}

    async def unannounced(self, since: int) -> list[TicketRecord]:
        """Return the tickets made since a time that ended without anybody being told."""
        query = select(link_tickets).where(
            link_tickets.c.announced == 0,
            link_tickets.c.created_at > since,
            link_tickets.c.status.not_in((*_RUNNING, "replaced")),
        )
        async with self._database.read() as connection:
            return [_ticket(row) for row in await connection.execute(query)]

    async def set_announced(self, ref: str) -> None:
        """Note that the person has been told how the link ended."""
        told = update(link_tickets).where(link_tickets.c.ref == ref).values(announced=1)
        async with self._database.write() as connection:
            await connection.execute(told)

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
        waiting_id=kept["waiting_id"],
        status=kept["status"],
        browser_hash=kept["browser_hash"],
        spotify_name=kept["spotify_name"],
        announced=bool(kept["announced"]),
    )
