"""Sealed tokens for a person's linked-roles entry at Discord."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import Undecryptable
from bot.storage.tables import discord_grants, link_tickets


class DiscordGrantStore:
    """The discord_grants table; `tokens` is JSON."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def put(self, discord_id: int, tokens: str, expires_at: int, ticket_ref: str) -> None:
        """Save a person's tokens, unless the ticket they came with has been deleted."""
        row = self._row(discord_id, tokens, expires_at)
        upsert = insert(discord_grants).values(row)
        ticket = select(link_tickets.c.ref).where(
            link_tickets.c.ref == ticket_ref, link_tickets.c.discord_id == discord_id
        )
        async with self._database.write() as connection:
            if (await connection.execute(ticket)).first() is not None:
                await connection.execute(
                    upsert.on_conflict_do_update(index_elements=["discord_id"], set_=row)
                )

    async def replace(self, discord_id: int, tokens: str, expires_at: int) -> None:
        """Replace a person's tokens with refreshed ones; do nothing once they are deleted."""
        row = self._row(discord_id, tokens, expires_at)
        newer = update(discord_grants).where(discord_grants.c.discord_id == discord_id)
        async with self._database.write() as connection:
            await connection.execute(newer.values(row))

    async def get(self, discord_id: int) -> tuple[str, int] | None:
        """Return a person's tokens and their expiry (unix seconds); None if unreadable."""
        query = select(discord_grants).where(discord_grants.c.discord_id == discord_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        try:
            opened = self._cipher.open(row.tokens, "discord_grants", "tokens", discord_id)
        except Undecryptable:
            return None
        return opened, int(row.expires_at)

    async def drop(self, discord_id: int) -> None:
        """Delete a person's tokens."""
        gone = delete(discord_grants).where(discord_grants.c.discord_id == discord_id)
        async with self._database.write() as connection:
            await connection.execute(gone)

    def _row(self, discord_id: int, tokens: str, expires_at: int) -> dict[str, object]:
        sealed = self._cipher.seal(tokens, "discord_grants", "tokens", discord_id)
        return {"discord_id": discord_id, "tokens": sealed, "expires_at": expires_at}
