"""Links that were offered but not used yet: reused, or replaced by one that allows more.

Only a ticket's hash is stored in plain. To show it again to the same person, its secrets are stored
sealed, bound to ticket, person and app. They are deleted when a browser begins the link, when it
ends, or with the ticket.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import Undecryptable
from bot.storage.records import MessageRef
from bot.storage.tables import link_tickets
from bot.storage.ticket_records import NewTicket, not_over, usable
from bot.storage.tickets import insert_ticket

_Ticket = Row[tuple[object, ...]] | NewTicket

_MESSAGES = 25
"""How many messages that show a link are updated when it ends."""

_MOST_WAITING = 25
_SECRETS = "again"
"""What offers are sealed for: the former name of their column, as stored rows have it."""


@dataclass(frozen=True, slots=True)
class OfferSecrets:
    """The secret parts of an open link's addresses; stored sealed.

    `state` and `challenge` belong to the address that leads straight to Spotify.
    """

    ticket: str = field(repr=False)
    state: str | None = field(default=None, repr=False)
    challenge: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """A link that its person hasn't used yet; `fresh` if it was made just now."""

    ref: str
    scopes: frozenset[str]
    expires_at: int
    secrets: OfferSecrets = field(repr=False)
    fresh: bool


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """A message that shows a link; `waiting` is the command that waits for it there."""

    message: MessageRef
    waiting: str | None = None

    def to_json(self) -> dict[str, str | int]:
        """Return the JSON to seal and store."""
        waiting = {"waiting": self.waiting} if self.waiting is not None else {}
        return {**self.message.to_json(), **waiting}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> ShownOffer:
        """Return what to_json wrote."""
        waiting = stored.get("waiting")
        return cls(MessageRef.from_json(stored), waiting if isinstance(waiting, str) else None)


class OfferStore:
    """The parts of the link_tickets table that are needed to show a link again."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def reuse_or_save(
        self, ticket: NewTicket, secrets: OfferSecrets, *, good_until: int, may_make: bool
    ) -> OpenOffer | None:
        """Reuse a person's unused link, or save this one; None if no new one may be made.

        A link that allows as much and works until `good_until` is reused. Any others for the same
        purpose are replaced: the new one allows all that they did, runs the commands that wait for
        them, and shows its result in their messages too.
        """
        async with self._database.write() as connection:
            rows = await self._unused(connection, ticket)
            scopes = ticket.scopes.union(*(str(row.scopes).split() for row in rows))
            earlier = [command for row in rows for command in (row.waiting_ids or "").split()]
            waiting = tuple(dict.fromkeys([*earlier, *ticket.waiting]))[-_MOST_WAITING:]
            unused = self._reusable(rows, scopes, good_until)
            if unused is not None:
                await _set(connection, unused.ref, waiting_ids=" ".join(waiting) or None)
                return unused
            if not may_make:
                return None
            wider = dataclasses.replace(ticket, scopes=scopes, waiting=waiting)
            await self._replace(connection, rows, wider, secrets)
        return OpenOffer(wider.ref, scopes, wider.expires_at, secrets, fresh=True)

    async def add_shown(self, ref: str, offer: ShownOffer) -> None:
        """Store, sealed, another message that shows the link."""
        async with self._database.write() as connection:
            query = select(link_tickets).where(link_tickets.c.ref == ref)
            row = (await connection.execute(query)).one_or_none()
            if row is not None:
                shown = [*self._shown_in(row), offer][-_MESSAGES:]
                await _set(connection, ref, delivery=self._sealed_shown(row, shown))

    async def shown(self, ref: str) -> list[ShownOffer]:
        """Return every message that shows the link, newest first."""
        query = select(link_tickets).where(link_tickets.c.ref == ref)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return list(reversed(self._shown_in(row))) if row is not None else []

    async def awaiting_code(self, discord_id: int, now: float) -> list[str]:
        """Return a person's links that wait for a typed code, newest first."""
        query = (
            select(link_tickets.c.ref)
            .where(
                link_tickets.c.discord_id == discord_id,
                link_tickets.c.status == "pending",
                not_over(now),
            )
            .order_by(link_tickets.c.created_at.desc(), link_tickets.c.made_ns.desc())
        )
        async with self._database.read() as connection:
            return [str(row[0]) for row in await connection.execute(query)]

    async def oldest_end(self, now: int) -> int | None:
        """Return when the next of everyone's open links ends."""
        query = select(func.min(link_tickets.c.expires_at)).where(usable(now))
        async with self._database.read() as connection:
            earliest = (await connection.execute(query)).scalar_one_or_none()
        return int(earliest) if earliest is not None else None

    async def _unused(
        self, connection: AsyncConnection, ticket: NewTicket
    ) -> Sequence[Row[tuple[object, ...]]]:
        """Return the links of the same kind that no browser has begun, oldest first."""
        exactly: list[ColumnElement[bool]] = []
        if ticket.purpose == "choose":
            exactly.append(link_tickets.c.scopes == " ".join(sorted(ticket.scopes)))
        query = (
            select(link_tickets)
            .where(
                link_tickets.c.discord_id == ticket.discord_id,
                link_tickets.c.purpose == ticket.purpose,
                link_tickets.c.client_id == ticket.client_id,
                link_tickets.c.required_account_id.is_not_distinct_from(ticket.required_account),
                usable(ticket.created_at),
                link_tickets.c.offer_secrets.is_not(None),
                *exactly,
            )
            .order_by(link_tickets.c.created_at, link_tickets.c.made_ns)
        )
        return (await connection.execute(query)).all()

    def _reusable(
        self, rows: Sequence[Row[tuple[object, ...]]], scopes: frozenset[str], good_until: int
    ) -> OpenOffer | None:
        row = rows[-1] if rows else None
        if row is None or row.offer_secrets is None or row.expires_at < good_until:
            return None
        if frozenset(row.scopes.split()) != scopes:
            return None
        try:
            kept = json.loads(self._cipher.open(row.offer_secrets, *_context(row, _SECRETS)))
        except Undecryptable:
            return None
        return OpenOffer(row.ref, scopes, row.expires_at, OfferSecrets(**kept), fresh=False)

    async def _replace(
        self,
        connection: AsyncConnection,
        rows: Sequence[Row[tuple[object, ...]]],
        wider: NewTicket,
        secrets: OfferSecrets,
    ) -> None:
        shown = [one for row in rows for one in self._shown_in(row)][-_MESSAGES:]
        for row in rows:
            await _set(connection, row.ref, status="replaced", verifier=None, offer_secrets=None)
        await insert_ticket(connection, wider)
        sealed = self._seal(wider, _SECRETS, dataclasses.asdict(secrets))
        delivery = self._sealed_shown(wider, shown) if shown else None
        await _set(connection, wider.ref, offer_secrets=sealed, delivery=delivery)

    def _shown_in(self, row: Row[tuple[object, ...]]) -> list[ShownOffer]:
        if row.delivery is None:
            return []
        try:
            kept = json.loads(self._cipher.open(row.delivery, *_context(row, "delivery")))
        except Undecryptable:
            return []
        return [ShownOffer.from_json(one) for one in kept]

    def _sealed_shown(self, ticket: _Ticket, shown: Sequence[ShownOffer]) -> bytes:
        return self._seal(ticket, "delivery", [one.to_json() for one in shown])

    def _seal(self, ticket: _Ticket, column: str, value: object) -> bytes:
        return self._cipher.seal(json.dumps(value), *_context(ticket, column))


def _context(ticket: _Ticket, column: str) -> tuple[str | int, ...]:
    return "link_tickets", column, ticket.ref, ticket.discord_id, ticket.client_id


async def _set(connection: AsyncConnection, ref: str, **values: object) -> None:
    await connection.execute(update(link_tickets).where(link_tickets.c.ref == ref).values(**values))
