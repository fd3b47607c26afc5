"""Linked people, and the servers where they have used a command: to ask only them there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, delete, literal, select

from bot.storage.database import Database
from bot.storage.tables import accounts, people_in_servers
from bot.storage.upsert import insert

_KEPT = 182 * 24 * 3600
"""How long someone counts as being in a server after their last command there, in seconds."""


class PeopleInServers:
    """The people_in_servers table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, guild_id: int, discord_id: int, now: int) -> None:
        """Save that a person is in a server; nothing, if they have unlinked meanwhile."""
        row = select(literal(guild_id, BigInteger), accounts.c.discord_id, literal(now)).where(
            accounts.c.discord_id == discord_id
        )
        seen = insert(people_in_servers).from_select(["guild_id", "discord_id", "seen_at"], row)
        upsert = seen.on_conflict_do_update(
            index_elements=["guild_id", "discord_id"], set_={"seen_at": now}
        )
        async with self._database.write(alone=False) as connection:
            await connection.execute(upsert)

    async def drop_old(self, now: int) -> None:
        """Delete those who haven't used a command in a server for half a year."""
        old = delete(people_in_servers).where(people_in_servers.c.seen_at < now - _KEPT)
        async with self._database.write(alone=False) as connection:
            await connection.execute(old)

    async def newest(self, guild_id: int, most: int) -> list[int]:
        """Return a server's people whose link works, those who used a command last first."""
        query = (
            select(people_in_servers.c.discord_id)
            .join(accounts, accounts.c.discord_id == people_in_servers.c.discord_id)
            .where(people_in_servers.c.guild_id == guild_id, accounts.c.status == "active")
            .order_by(people_in_servers.c.seen_at.desc())
            .limit(most)
        )
        async with self._database.read() as connection:
            return [int(row[0]) for row in await connection.execute(query)]

    async def servers_of(self, discord_id: int, most: int) -> list[int]:
        """Return the servers where a person has used a command, the latest first."""
        query = (
            select(people_in_servers.c.guild_id)
            .where(people_in_servers.c.discord_id == discord_id)
            .order_by(people_in_servers.c.seen_at.desc())
            .limit(most)
        )
        async with self._database.read() as connection:
            return [int(row[0]) for row in await connection.execute(query)]

    async def forget(self, guild_id: int, people: Sequence[int] | None = None) -> None:
        """Delete people who have left a server, or all of a server that the bot has left."""
        gone = delete(people_in_servers).where(people_in_servers.c.guild_id == guild_id)
        if people is not None:
            gone = gone.where(people_in_servers.c.discord_id.in_(people))
        async with self._database.write(alone=False) as connection:
            await connection.execute(gone)
