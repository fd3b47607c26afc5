"""Discord's sign-in of a ticket's browser: which state belongs to it, used once."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import and_, select, update
from sqlalchemy.engine import Row

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import Undecryptable
from bot.storage.tables import link_tickets
from bot.storage.ticket_records import not_over, usable

USED = "used "
"""Marks a state that has been used: it stays known, so that a reload isn't taken for a stranger."""


@dataclass(frozen=True, slots=True)
class UsedSignIn:
    """A sign-in that has just been used; `verifier` is the one it began with, if any."""

    verifier: str | None = field(repr=False)


class DiscordSignInStore:
    """The parts of the link_tickets table that Discord's sign-in needs."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def begin(self, ref: str, *, now: int, browser_hash: str, state_hash: str) -> bool:
        """Bind a ticket that can still be used to a browser that is signing in with Discord.

        This voids any earlier try and every state of it: no callback may find this browser before
        Discord has named its person. Returns False if the ticket has ended, or holds a login.
        """
        void = {"status": "open", "spotify_state_hash": None, "verifier": None, "identified": 0}
        ended = {"discord_verifier": None, "offer_secrets": None}
        begin = (
            update(link_tickets)
            .where(link_tickets.c.ref == ref, usable(now))
            .values(browser_hash=browser_hash, discord_state_hash=state_hash, **void, **ended)
        )
        async with self._database.write() as connection:
            return (await connection.execute(begin)).rowcount == 1

    async def begin_for_login(
        self, ref: str, *, now: int, browser_hash: str, state_hash: str, verifier: str
    ) -> bool:
        """Note that the browser that brought a login is signing in; False for any other."""
        this = and_(
            link_tickets.c.ref == ref,
            not_over(now),
            link_tickets.c.status == "pending",
            link_tickets.c.consenting_browser_hash == browser_hash,
        )
        async with self._database.write() as connection:
            row = (await connection.execute(select(link_tickets).where(this))).one_or_none()
            if row is None:
                return False
            sealed = self._cipher.seal(verifier, *_context(row, state_hash))
            begun = {"discord_state_hash": state_hash, "discord_verifier": sealed}
            await connection.execute(update(link_tickets).where(this).values(begun))
            return True

    async def use(self, ref: str, state_hash: str) -> UsedSignIn | None:
        """Use up a sign-in; None for everyone but the one request that got it."""
        this = link_tickets.c.ref == ref, link_tickets.c.discord_state_hash == state_hash
        async with self._database.write() as connection:
            row = (await connection.execute(select(link_tickets).where(*this))).one_or_none()
            if row is None:
                return None
            used = {"discord_state_hash": USED + state_hash, "discord_verifier": None}
            await connection.execute(update(link_tickets).where(*this).values(used))
        if row.discord_verifier is None:
            return UsedSignIn(None)
        try:
            return UsedSignIn(self._cipher.open(row.discord_verifier, *_context(row, state_hash)))
        except Undecryptable:
            # Discord refuses the code without it.
            return UsedSignIn(None)


def _context(row: Row[tuple[object, ...]], state_hash: str) -> tuple[str | int, ...]:
    """Return what a verifier is sealed for: this ticket, its person and its app only."""
    return "link_tickets", "discord_verifier", row.ref, state_hash, row.discord_id, row.client_id
