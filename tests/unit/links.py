"""Links and tickets, and saving a link as the bot does: with a ticket that was claimed."""

from __future__ import annotations

from bot.opaque_values import new_token
from bot.storage.aux_pages import AuxPageStore
from bot.storage.aux_sessions import AuxStore
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.link_attempts import LinkAttemptStore
from bot.storage.records import NewAux, NewLink
from bot.storage.ticket_records import AskerRecord, NewTicket
from bot.storage.tickets import TicketStore


async def save_link(database: Database, cipher: Cipher, link: NewLink) -> None:
    """Save a link whose person has just agreed to it."""
    ref, state, now = new_token(), new_token(), link.authorized_at
    tickets, attempts = TicketStore(database), LinkAttemptStore(database, cipher)
    asker = AskerRecord("Mira", "mira")
    ticket = NewTicket(ref, link.discord_id, asker, link.scopes, link.client_id, now, now + 600)
    await tickets.create(ticket)
    await attempts.start(ref, now=now, browser_hash=None, spotify_state_hash=state, verifier="v")
    assert await attempts.claim(state, now=now) == "v"
    await attempts.save_link(link, ref, now)


def link(discord_id: int = 1, account: str = "a", token: str = "access-1") -> NewLink:
    return NewLink(
        discord_id=discord_id,
        spotify_account_id=account,
        spotify_id=f"id-{account}",
        display_name=None,
        scopes=frozenset({"b", "a"}),
        client_id="app",
        access_token=token,
        refresh_token="refresh-1",
        expires_at=100,
        authorized_at=50,
    )


def ticket(ref: str, discord_id: int = 1, at: int = 1000) -> NewTicket:
    asker = AskerRecord("Mira", "mira", None, "Home", "1/2")
    return NewTicket(ref, discord_id, asker, frozenset({"x"}), "app", at, at + 600)


async def save_page(database: Database, cipher: Cipher, code: str) -> None:
    """Open an aux with a page."""
    aux = await AuxStore(database).open(NewAux(1, 2, 3, "Mira", "ask", 5, "en"), 1000)
    assert aux is not None
    assert await AuxPageStore(database, cipher).open(aux, code, "hash", 1000)
