"""Link tickets: stored by hash, claimed once."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping

from sqlalchemy import and_, delete, func, select, text, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Row
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.records import AskerRecord, ClaimedTicket, NewTicket, TicketRecord
from bot.storage.tables import link_tickets

_OPEN_EACH = 3
_OPEN = ("open", "started")
_RUNNING = (*_OPEN, "claimed", "pending")
_KEPT_AFTER_END = 24 * 3600

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
                for name in (
                    "ref",
                    "discord_id",
                    "client_id",
                    "waiting_id",
                    "purpose",
                    "demands",
                    "demands_name",
                )
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
            if ticket.discord_id:
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

    async def count_open(self, now: int, *, disconnecting: bool = False) -> int:
        """Return how many tickets of all people can still be used, or of disconnecting ones."""
        nobody = link_tickets.c.discord_id == 0
        return await self._count(
            link_tickets.c.status.in_(_OPEN),
            link_tickets.c.expires_at > now,
            nobody if disconnecting else ~nobody,
        )

    async def get(self, ref: str) -> TicketRecord | None:
        """Return a ticket by its public name."""
        return await self._one(link_tickets.c.ref == ref)

    async def by_state(self, state_hash: str) -> TicketRecord | None:
        """Return the ticket that a state belongs to."""
        return await self._one(link_tickets.c.state_hash == state_hash)

    async def by_identity(self, identity_hash: str) -> TicketRecord | None:
        """Return the ticket that a sign-in with Discord belongs to."""
        return await self._one(link_tickets.c.identity_hash == identity_hash)

    async def ask_identity(
        self, ref: str, *, now: int, browser_hash: str, identity_hash: str
    ) -> bool:
        """Note that a browser is being signed in with Discord.

        An earlier try is void, and with it every state of a ticket that is not pending: no
        callback may find this browser before Discord has named it.
        """
        alive = and_(link_tickets.c.ref == ref, link_tickets.c.expires_at > now)
        asked = {"browser_hash": browser_hash, "identity_hash": identity_hash}
        void = {"status": "open", "state_hash": None, "verifier": None, "identified": 0}
        still_open = update(link_tickets).where(alive, link_tickets.c.status.in_(_OPEN))
        pending = update(link_tickets).where(alive, link_tickets.c.status == "pending")
        async with self._database.write() as connection:
            first = await connection.execute(still_open.values(**asked, **void))
            second = await connection.execute(pending.values(**asked))
            return first.rowcount + second.rowcount == 1

    async def take_identity(self, ref: str, identity_hash: str) -> bool:
        """Use a sign-in up; True for the one request that got it."""
        take = (
            update(link_tickets)
            .where(link_tickets.c.ref == ref, link_tickets.c.identity_hash == identity_hash)
            .values(identity_hash=None)
        )
        async with self._database.write() as connection:
            return (await connection.execute(take)).rowcount == 1

    async def hold(self, ref: str, browser_hash: str, until: int) -> None:
        """Note that a claimed ticket waits for its person, in the browser that consented."""
        hold = (
            update(link_tickets)
            .where(link_tickets.c.ref == ref, link_tickets.c.status == "claimed")
            .values(status="pending", browser_hash=browser_hash, verifier=None, expires_at=until)
        )
        async with self._database.write() as connection:
            await connection.execute(hold)

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

    async def start(
        self,
        ref: str,
        *,
        now: int,
        browser_hash: str | None,
        state_hash: str,
        verifier: str,
        identified: bool = False,
    ) -> bool:
        """Bind a ticket to a browser and a state; an earlier state is void. False if ended.

        Without a browser it was started from Discord, straight to Spotify.
        """
        this = link_tickets.c.ref == ref
        usable = and_(this, link_tickets.c.status.in_(_OPEN), link_tickets.c.expires_at > now)
        async with self._database.write() as connection:
            whose = select(link_tickets.c.discord_id, link_tickets.c.client_id).where(usable)
            row = (await connection.execute(whose)).one_or_none()
            if row is None:
                return False
            place = _verifier_place(ref, state_hash, row.discord_id, row.client_id)
            await connection.execute(
                update(link_tickets)
                .where(this)
                .values(
                    status="started",
                    browser_hash=browser_hash,
                    state_hash=state_hash,
                    identified=int(identified),
                    verifier=self._cipher.seal(verifier, *place),
                )
            )
            return True

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
                link_tickets.c.purpose,
                link_tickets.c.demands,
                link_tickets.c.demands_name,
                link_tickets.c.verifier,
            )
        )
        async with self._database.write() as connection:
            row = (await connection.execute(claim)).one_or_none()
        if row is None:
            return None
        ref, discord_id, scopes, client_id, purpose, demands, demands_name, sealed = row
        place = _verifier_place(ref, state_hash, discord_id, client_id)
        verifier = self._cipher.open(sealed, *place)
        allowed = frozenset(scopes.split())
        return ClaimedTicket(
            ref, discord_id, allowed, client_id, purpose, demands, demands_name, verifier
        )

    async def finish(self, ref: str, outcome: str, **more: str | int | None) -> None:
        """Note how a ticket ended; its state stays, so that a second use is recognised.

        Whoever asked is told (again): it may have ended otherwise before, as with an undone link.
        """
        end = update(link_tickets).where(link_tickets.c.ref == ref)
        async with self._database.write() as connection:
            await connection.execute(
                end.values(status=outcome, verifier=None, identity_hash=None, announced=0, **more)
            )

    async def burn(self, ref: str, now: int) -> bool:
        """End a ticket that is still open; False when it had ended."""
        burn = (
            update(link_tickets)
            .where(
                link_tickets.c.ref == ref,
                link_tickets.c.status.in_(_OPEN),
                link_tickets.c.expires_at > now,
            )
            .values(status="not_me", verifier=None, identity_hash=None)
        )
        async with self._database.write() as connection:
            return (await connection.execute(burn)).rowcount == 1

    async def set_delivery(self, ref: str, delivery: Mapping[str, str | int]) -> None:
        """Keep, sealed, how the message that shows the link can be edited."""
        this = link_tickets.c.ref == ref
        async with self._database.write() as connection:
            whose = select(link_tickets.c.discord_id).where(this)
            person = (await connection.execute(whose)).scalar_one_or_none()
            if person is not None:
                sealed = self._cipher.seal(json.dumps(dict(delivery)), *_delivery(ref, person))
                await connection.execute(update(link_tickets).where(this).values(delivery=sealed))

    async def delivery(self, ref: str) -> dict[str, str | int] | None:
        """Return what set_delivery kept; raises Undecryptable."""
        query = select(link_tickets.c.delivery, link_tickets.c.discord_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query.where(link_tickets.c.ref == ref))).one_or_none()
        if row is None or row.delivery is None:
            return None
        opened = json.loads(self._cipher.open(row.delivery, *_delivery(ref, row.discord_id)))
        return {key: value for key, value in opened.items() if isinstance(value, str | int)}

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


def _verifier_place(
    ref: str, state_hash: str, discord_id: int, client_id: str
) -> tuple[str | int, ...]:
    """Return what a verifier is sealed for: this ticket's person and app, and no other's."""
    return "link_tickets", "verifier", ref, state_hash, discord_id, client_id


def _delivery(ref: str, discord_id: int) -> tuple[str | int, ...]:
    return "link_tickets", "delivery", ref, discord_id


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
        purpose=kept["purpose"],
        demands=kept["demands"],
        demands_name=kept["demands_name"],
        other_name=kept["other_name"],
        identified=bool(kept["identified"]),
        tries=kept["tries"],
        linked_at=kept["linked_at"],
    )
