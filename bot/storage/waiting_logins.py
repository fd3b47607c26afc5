"""Logins that wait for a typed code, for Discord's sign-in or for a seat. Sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Row

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import TicketGone
from bot.storage.tables import link_tickets, waiting_logins
from bot.storage.ticket_records import MAY_LINK
from bot.storage.upsert import insert

WaitsFor = Literal["code", "identity", "seat"]
"""What a login waits for."""


@dataclass(frozen=True, slots=True)
class WaitingLoginRecord:
    """A login that waits for something; `login` is JSON, stored sealed.

    `reason` says for what: a code typed in Discord, Discord's sign-in, or a seat.
    """

    ref: str
    discord_id: int
    client_id: str
    reason: WaitsFor
    spotify_name: str | None
    created_at: int
    expires_at: int
    login: str = field(repr=False)


class WaitingLoginStore:
    """The waiting_logins table."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def put(self, pending: WaitingLoginRecord) -> None:
        """Store a login while its ticket is open; also deletes expired ones.

        The same transaction says in the ticket what it waits for. Raises TicketGone, and stores
        nothing, if the ticket has ended or was deleted.
        """
        row = {
            "ref": pending.ref,
            "discord_id": pending.discord_id,
            "client_id": pending.client_id,
            "reason": pending.reason,
            "spotify_name": pending.spotify_name,
            "sealed": self._cipher.seal(pending.login, *_context(pending.ref, pending.discord_id)),
            "created_at": pending.created_at,
            "expires_at": pending.expires_at,
        }
        alive = update(link_tickets).where(
            link_tickets.c.ref == pending.ref,
            link_tickets.c.discord_id == pending.discord_id,
            link_tickets.c.status.in_(MAY_LINK),
        )
        if pending.reason == "seat":
            waits = alive.values(status="no_seat", verifier=None, announced=0)
        else:
            waits = alive.values(status="pending", expires_at=pending.expires_at)
        old = delete(waiting_logins).where(waiting_logins.c.expires_at < pending.created_at)
        upsert = insert(waiting_logins).values(row)
        async with self._database.write() as connection:
            if (await connection.execute(waits)).rowcount != 1:
                raise TicketGone
            await connection.execute(old)
            await connection.execute(upsert.on_conflict_do_update(index_elements=["ref"], set_=row))

    async def get(self, ref: str, now: float) -> WaitingLoginRecord | None:
        """Return a login that hasn't expired; raises Undecryptable."""
        query = select(waiting_logins).where(
            waiting_logins.c.ref == ref, waiting_logins.c.expires_at > now
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return self._opened(row) if row is not None else None

    async def replace(self, ref: str, discord_id: int, login: str) -> None:
        """Keep a login's refreshed tokens in place of the old ones, for as long."""
        sealed = self._cipher.seal(login, *_context(ref, discord_id))
        keep = update(waiting_logins).where(
            waiting_logins.c.ref == ref, waiting_logins.c.discord_id == discord_id
        )
        async with self._database.write() as connection:
            await connection.execute(keep.values(sealed=sealed))

    async def drop_expired(self, now: float) -> None:
        """Delete expired logins."""
        old = delete(waiting_logins).where(waiting_logins.c.expires_at <= now)
        async with self._database.write() as connection:
            await connection.execute(old)

    def _opened(self, row: Row[tuple[object, ...]]) -> WaitingLoginRecord:
        columns = row._mapping
        return WaitingLoginRecord(
            ref=columns["ref"],
            discord_id=columns["discord_id"],
            client_id=columns["client_id"],
            reason=columns["reason"],
            spotify_name=columns["spotify_name"],
            created_at=columns["created_at"],
            expires_at=columns["expires_at"],
            login=self._cipher.open(
                columns["sealed"], *_context(columns["ref"], columns["discord_id"])
            ),
        )


def _context(ref: str, discord_id: int) -> tuple[str | int, ...]:
    # The table's former name: stored logins are sealed for it.
    return "pending_grants", "sealed", ref, discord_id
