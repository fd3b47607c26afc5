"""Sealed tokens for a person's linked-roles entry at Discord."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from sqlalchemy import delete, select, update

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import Undecryptable
from bot.storage.tables import discord_grants, link_tickets
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class StoredGrant:
    """A person's tokens as stored; `tokens` is JSON, `expires_at` unix seconds."""

    discord_id: int
    tokens: str = field(repr=False)
    expires_at: int


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

    async def replace(self, old: StoredGrant, tokens: str, expires_at: int) -> None:
        """Replace tokens with refreshed ones, unless they were deleted or replaced meanwhile."""
        row = self._row(old.discord_id, tokens, expires_at)
        query = select(discord_grants.c.tokens).where(discord_grants.c.discord_id == old.discord_id)
        newer = update(discord_grants).where(discord_grants.c.discord_id == old.discord_id)
        async with self._database.write() as connection:
            stored = (await connection.execute(query.with_for_update())).scalar_one_or_none()
            # Not its sealed form, which changes when keys are rotated.
            if stored is not None and self._opened(stored, old.discord_id) == old.tokens:
                await connection.execute(newer.values(row))

    async def get(self, discord_id: int) -> StoredGrant | None:
        """Return a person's tokens; None without any, or if they are unreadable."""
        query = select(discord_grants).where(discord_grants.c.discord_id == discord_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        opened = self._opened(row.tokens, discord_id)
        return None if opened is None else StoredGrant(discord_id, opened, int(row.expires_at))

    async def leave_behind(self, discord_id: int, now: float) -> None:
        """Keep a person's tokens without their ID, to clear their entry at Discord later."""
        grant = await self.get(discord_id)
        if grant is None:
            return
        nameless = -(secrets.randbits(62) + 1)
        row = {**self._row(nameless, grant.tokens, grant.expires_at), "left_at": int(now)}
        async with self._database.write() as connection:
            await connection.execute(
                delete(discord_grants).where(discord_grants.c.discord_id == discord_id)
            )
            await connection.execute(insert(discord_grants).values(row))

    async def left_behind(self) -> list[tuple[int, int]]:
        """Return the stand-ins for people's IDs, and since when their tokens are left."""
        query = select(discord_grants.c.discord_id, discord_grants.c.left_at).where(
            discord_grants.c.discord_id < 0
        )
        async with self._database.read() as connection:
            return [(int(one), int(at or 0)) for one, at in await connection.execute(query)]

    async def drop(self, discord_id: int) -> None:
        """Delete a person's tokens."""
        gone = delete(discord_grants).where(discord_grants.c.discord_id == discord_id)
        async with self._database.write() as connection:
            await connection.execute(gone)

    def _opened(self, sealed: bytes, discord_id: int) -> str | None:
        try:
            return self._cipher.open(sealed, "discord_grants", "tokens", discord_id)
        except Undecryptable:
            return None

    def _row(self, discord_id: int, tokens: str, expires_at: int) -> dict[str, object]:
        sealed = self._cipher.seal(tokens, "discord_grants", "tokens", discord_id)
        return {"discord_id": discord_id, "tokens": sealed, "expires_at": expires_at}
