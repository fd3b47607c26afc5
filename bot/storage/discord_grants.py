"""Access to a person's linked-roles entry at Discord: tokens, sealed."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import Undecryptable
from bot.storage.tables import discord_grants


class DiscordGrantStore:
    """The discord_grants table; `tokens` is JSON."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def put(self, discord_id: int, tokens: str, expires_at: int) -> None:
        """Keep a person's tokens."""
        sealed = self._cipher.seal(tokens, "discord_grants", "tokens", discord_id)
        row = {"discord_id": discord_id, "tokens": sealed, "expires_at": expires_at}
        upsert = insert(discord_grants).values(row)
        async with self._database.write() as connection:
            await connection.execute(
                upsert.on_conflict_do_update(index_elements=["discord_id"], set_=row)
            )

    async def renew(self, discord_id: int, tokens: str, expires_at: int) -> None:
        """Keep refreshed tokens, unless the person's were deleted meanwhile."""
        sealed = self._cipher.seal(tokens, "discord_grants", "tokens", discord_id)
        own = update(discord_grants).where(discord_grants.c.discord_id == discord_id)
        async with self._database.write() as connection:
            await connection.execute(own.values(tokens=sealed, expires_at=expires_at))

    async def get(self, discord_id: int) -> tuple[str, int] | None:
        """Return a person's tokens and their end (unix seconds); None when not readable."""
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
        """Forget a person's tokens."""
        gone = delete(discord_grants).where(discord_grants.c.discord_id == discord_id)
        async with self._database.write() as connection:
            await connection.execute(gone)
