"""Songs that left an aux's queue without their person: kept until that person was told."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update

from bot.storage.aux_tables import aux_songs
from bot.storage.database import Database
from bot.storage.records import AuxSong


class AuxUntold:
    """Reads such songs, and notes that their person knows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, session_id: int, person: int, *, most: int) -> list[AuxSong]:
        """Return what someone is still to be told, in the order in which they added the songs."""
        mine = (aux_songs.c.session_id == session_id) & (aux_songs.c.added_by == person)
        query = select(aux_songs).where(mine, aux_songs.c.untold != "")
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(aux_songs.c.id).limit(most))
            return [AuxSong(**row._mapping) for row in rows]

    async def told(self, session_id: int, person: int, song_ids: Collection[int]) -> None:
        """Note that someone knows what became of these songs; others' stay untold."""
        mine = (aux_songs.c.session_id == session_id) & (aux_songs.c.added_by == person)
        known = update(aux_songs).where(mine, aux_songs.c.id.in_(tuple(song_ids)))
        async with self._database.write() as connection:
            await connection.execute(known.values(untold=""))
