"""The servers that the bot is in, whichever process has their shard."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select

from bot.storage.database import Database
from bot.storage.kept_rows import KeptRows
from bot.storage.tables import servers
from bot.storage.upsert import insert

_EACH = 500
"""How many rows one statement writes."""

_ALL = 0


class ServerStore:
    """The servers table. It is small, read often and rarely written: all of it is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: KeptRows[int, frozenset[int]] = KeptRows(database.changes, servers, at_most=1)

    async def all(self, *, fresh: bool = False) -> frozenset[int]:
        """Return every server's ID."""
        return await self._kept.get(_ALL, self._read, fresh=fresh)

    async def _read(self) -> frozenset[int]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(servers.c.guild_id))
            return frozenset(int(row[0]) for row in rows)

    async def change(self, added: Collection[int], removed: Collection[int]) -> None:
        """Save servers that the bot has joined, and delete those that it has left."""
        new, gone = list(added), list(removed)
        async with self._database.write(alone=False) as connection:
            for first in range(0, len(new), _EACH):
                rows = [{"guild_id": one} for one in new[first : first + _EACH]]
                await connection.execute(insert(servers).values(rows).on_conflict_do_nothing())
            for first in range(0, len(gone), _EACH):
                these = servers.c.guild_id.in_(gone[first : first + _EACH])
                await connection.execute(delete(servers).where(these))
