"""Bring back what an aux's owner took out last: a song removed or refused, or all that a block did.

Undoing is one transaction: what it brings back is checked against what waits and is blocked then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.aux_blocks import AuxBlock, blocks_of
from bot.storage.aux_order import HERE, let_in
from bot.storage.aux_pages import is_in
from bot.storage.aux_tables import aux_blocks, aux_sessions, aux_songs
from bot.storage.database import Database
from bot.storage.records import AuxSong

_BY_BLOCK = ("blocked", "unasked")


@dataclass(frozen=True, slots=True)
class Undone:
    """What came back: songs that wait again, suggestions to be answered again, what is allowed.

    `there` is a song that couldn't come back, because it waits already.
    """

    queued: tuple[AuxSong, ...] = ()
    asked: tuple[AuxSong, ...] = ()
    block: AuxBlock | None = None
    there: AuxSong | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether there was nothing to bring back."""
        return not (self.queued or self.asked or self.block or self.there)


class AuxUndo:
    """Undoes what took songs out of an aux."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last(self, session_id: int) -> Undone:
        """Undo what took songs out last.

        Songs of guests who were removed, and those that are blocked by now, stay out.
        """
        owner = select(aux_sessions.c.owner_id).where(aux_sessions.c.id == session_id)
        async with self._database.write() as connection:
            owner_id = (await connection.execute(owner)).scalar_one_or_none()
            if owner_id is None:
                return Undone()
            blocks = await blocks_of(connection, owner_id)
            songs = await _removed(connection, session_id)
            for song in songs:
                if song.state in _BY_BLOCK:
                    group = [one for one in songs if _same_block(one, song)]
                    return await _undo_block(connection, group, blocks)
                if any(one.fits(song) for one in blocks):
                    continue
                if await is_in(connection, session_id, song.added_by):
                    return await _undo_one(connection, song)
        return Undone()


def _same_block(one: AuxSong, other: AuxSong) -> bool:
    return one.state in _BY_BLOCK and one.removed_at == other.removed_at


async def _removed(connection: AsyncConnection, session_id: int) -> list[AuxSong]:
    query = (
        select(aux_songs)
        .where(aux_songs.c.session_id == session_id, aux_songs.c.removed_at.is_not(None))
        .order_by(aux_songs.c.removed_at.desc(), aux_songs.c.place, aux_songs.c.id)
    )
    return [AuxSong(**row._mapping) for row in await connection.execute(query)]


async def _here(connection: AsyncConnection, session_id: int) -> dict[str, AuxSong]:
    query = select(aux_songs).where(
        aux_songs.c.session_id == session_id, aux_songs.c.state.in_(HERE)
    )
    return {row.uri: AuxSong(**row._mapping) for row in await connection.execute(query)}


async def _undo_one(connection: AsyncConnection, song: AuxSong) -> Undone:
    there = (await _here(connection, song.session_id)).get(song.uri)
    if there is not None:
        await _forget(connection, [song])
        return Undone(there=there)
    if song.state == "refused":
        # It never had a place.
        return Undone(tuple(await let_in(connection, aux_songs.c.id == song.id, "refused")))
    return Undone(tuple(await _put_back(connection, [song])))


async def _undo_block(
    connection: AsyncConnection, group: Sequence[AuxSong], blocks: Sequence[AuxBlock]
) -> Undone:
    """Allow again what took out a group of songs, and put back those that don't clash."""
    block = next((one for one in reversed(blocks) if all(map(one.fits, group))), None)
    if block is not None:
        await connection.execute(delete(aux_blocks).where(aux_blocks.c.id == block.id))
    here = await _here(connection, group[0].session_id)
    back, gone = list[AuxSong](), list[AuxSong]()
    for song in group:
        if any(one.fits(song) for one in blocks if one is not block):
            continue
        fits = song.uri not in here and await is_in(connection, song.session_id, song.added_by)
        (back if fits else gone).append(song)
    await _forget(connection, gone)
    songs = await _put_back(connection, back)
    return Undone(
        tuple(one for one in songs if one.state == "queued"),
        tuple(one for one in songs if one.state == "suggested"),
        block,
    )


async def _put_back(connection: AsyncConnection, songs: Sequence[AuxSong]) -> list[AuxSong]:
    """Let songs wait where they were: their places have moved with the others."""
    state = case((aux_songs.c.state == "unasked", "suggested"), else_="queued")
    change = (
        update(aux_songs)
        .where(aux_songs.c.id.in_([one.id for one in songs]), aux_songs.c.removed_at.is_not(None))
        .values(state=state, removed_at=None, untold="")
        .returning(aux_songs)
    )
    found = [AuxSong(**row._mapping) for row in await connection.execute(change)]
    return sorted(found, key=lambda one: (one.place, one.id))


async def _forget(connection: AsyncConnection, songs: Sequence[AuxSong]) -> None:
    """Leave songs out for good; undoing goes on to what was taken out before."""
    if songs:
        these = aux_songs.c.id.in_([one.id for one in songs])
        await connection.execute(update(aux_songs).where(these).values(removed_at=None))
