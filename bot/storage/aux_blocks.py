"""What an aux's owner doesn't want to hear there: artists, songs, explicit songs.

Kept per owner across their auxes. A song is checked in the transaction that lets it in, and what
waits is taken out in the one that blocks it: none slips in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, case, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.aux_tables import aux_blocks, aux_sessions, aux_songs
from bot.storage.database import Database
from bot.storage.records import AuxSong, NewAuxSong, SongState

BlockKind = Literal["artist", "song", "explicit"]


@dataclass(frozen=True, slots=True)
class NewBlock:
    """Something to block; `uri` is Spotify's, empty for explicit songs in general."""

    kind: BlockKind
    uri: str = ""
    name: str = ""
    artists: str = ""

    def fits(self, song: NewAuxSong | AuxSong) -> bool:
        """Whether this blocks a song; the same song on another album is blocked too."""
        if self.kind == "explicit":
            return bool(song.explicit)
        if self.kind == "artist":
            return self.uri.rpartition(":")[2] in song.artist_ids.split()
        mine, theirs = (self.name, self.artists), (song.title, song.artists)
        return self.uri == song.uri or _folded(*mine) == _folded(*theirs)


@dataclass(frozen=True, slots=True)
class AuxBlock(NewBlock):
    """Something that is blocked."""

    id: int = 0
    owner_id: int = 0


class AuxBlocks:
    """Stores what owners have blocked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, owner_id: int) -> list[AuxBlock]:
        """Return what someone has blocked, in the order in which they did."""
        async with self._database.read() as connection:
            return await blocks_of(connection, owner_id)

    async def add(
        self, owner_id: int, new: NewBlock, *, most: int, now: float
    ) -> list[AuxSong] | None:
        """Block something, and take what it fits out of the owner's aux; return those songs.

        None if `most` are blocked already. Blocking twice changes nothing.
        """
        same = select(aux_blocks.c.id).where(
            aux_blocks.c.owner_id == owner_id,
            aux_blocks.c.kind == new.kind,
            aux_blocks.c.uri == new.uri,
        )
        count = select(func.count()).select_from(aux_blocks)
        async with self._database.write() as connection:
            if (await connection.execute(same.limit(1))).one_or_none() is None:
                kept = await connection.execute(count.where(aux_blocks.c.owner_id == owner_id))
                if int(kept.scalar_one()) >= most:
                    return None
                values = {
                    "owner_id": owner_id,
                    "kind": new.kind,
                    "uri": new.uri,
                    "name": new.name,
                    "artists": new.artists,
                }
                await connection.execute(insert(aux_blocks).values(values))
            songs = await _fitting(connection, owner_id, [new])
            # A suggestion's question may be on its way: it's answered by the song's state.
            await _take_out(connection, songs, ("unasked", "blocked"), removed_at=now)
            return songs

    async def remove(self, owner_id: int, block_id: int) -> bool:
        """Allow something again; False if it wasn't blocked any more."""
        this = delete(aux_blocks).where(
            aux_blocks.c.id == block_id, aux_blocks.c.owner_id == owner_id
        )
        async with self._database.write() as connection:
            return (await connection.execute(this)).rowcount == 1

    async def take_out(self, owner_id: int) -> list[AuxSong]:
        """Take everything blocked out of the owner's aux, which was someone else's until now.

        That, and what the former owner's blocks took out, stays out: undoing doesn't allow it.
        """
        before = aux_songs.c.state.in_(("blocked", "unasked"))
        async with self._database.write() as connection:
            theirs = update(aux_songs).where(_in_aux_of(owner_id), before)
            await connection.execute(theirs.values(removed_at=None))
            blocks = await blocks_of(connection, owner_id)
            songs = await _fitting(connection, owner_id, blocks)
            await _take_out(connection, songs, ("refused", "removed"), removed_at=None)
            return songs


async def blocks_of(connection: AsyncConnection, owner_id: int) -> list[AuxBlock]:
    """Return what someone has blocked, within a transaction."""
    query = select(aux_blocks).where(aux_blocks.c.owner_id == owner_id).order_by(aux_blocks.c.id)
    return [AuxBlock(**row._mapping) for row in await connection.execute(query)]


def _in_aux_of(owner_id: int) -> ColumnElement[bool]:
    own = select(aux_sessions.c.id).where(aux_sessions.c.owner_id == owner_id)
    return aux_songs.c.session_id.in_(own)


async def _fitting(
    connection: AsyncConnection, owner_id: int, blocks: Sequence[NewBlock]
) -> list[AuxSong]:
    """Return what waits in the owner's aux and is blocked."""
    query = (
        select(aux_songs)
        .where(_in_aux_of(owner_id), aux_songs.c.state.in_(("suggested", "queued")))
        .order_by(aux_songs.c.place, aux_songs.c.id)
    )
    songs = [AuxSong(**row._mapping) for row in await connection.execute(query)]
    return [song for song in songs if any(block.fits(song) for block in blocks)]


async def _take_out(
    connection: AsyncConnection,
    songs: Sequence[AuxSong],
    states: tuple[SongState, SongState],
    *,
    removed_at: float | None,
) -> None:
    """Take songs out; `states` are those of a suggestion and of a song in the queue."""
    if songs:
        these = aux_songs.c.id.in_([song.id for song in songs])
        state = case((aux_songs.c.state == "suggested", states[0]), else_=states[1])
        gone = {"state": state, "removed_at": removed_at, "untold": "blocked"}
        await connection.execute(update(aux_songs).where(these).values(gone))


def _folded(name: str, artists: str) -> tuple[str, str]:
    return name.casefold(), artists.casefold()
