"""Channel mixtapes: which channels have one, and what was posted there.

Every step is one transaction. A message of a channel without a mixtape needs none: which channels
have one is kept in memory.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable
from typing import TypedDict, Unpack

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.kept_rows import KeptRows
from bot.storage.mixtape_records import (
    HELD,
    OPEN,
    UNLINKED,
    Mixtape,
    Post,
    PostedSong,
    PostState,
)
from bot.storage.mixtape_tables import mixtape_songs, mixtape_turns, mixtapes
from bot.storage.mixtape_turns import MixtapeTurns, wake
from bot.storage.upsert import insert

_ALL = 0
_songs = mixtape_songs.c


class MixtapeChange(TypedDict, total=False):
    """The columns of a mixtape that can change."""

    each: int
    paused: int


class MixtapeStore:
    """Mixtapes and their songs, with `turns`. There are few channels: their IDs are all kept."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.turns = MixtapeTurns(database)
        self._kept: KeptRows[int, frozenset[int]] = KeptRows(database.changes, mixtapes, at_most=1)

    async def channels(self) -> frozenset[int]:
        """Return the channels that have a mixtape, paused ones included."""
        return await self._kept.get(_ALL, self._read_channels)

    async def _read_channels(self) -> frozenset[int]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(mixtapes.c.channel_id))
            return frozenset(int(row[0]) for row in rows)

    async def start(self, new: Mixtape) -> bool:
        """Save a mixtape; False if the channel has one already."""
        row = insert(mixtapes).values(dataclasses.asdict(new)).on_conflict_do_nothing()
        async with self._database.write() as connection:
            made = await connection.execute(row.returning(mixtapes.c.channel_id))
            return made.one_or_none() is not None

    async def of(self, channel_id: int) -> Mixtape | None:
        """Return a channel's mixtape."""
        query = select(mixtapes).where(mixtapes.c.channel_id == channel_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return Mixtape(**row._mapping) if row is not None else None

    async def change(self, channel_id: int, **values: Unpack[MixtapeChange]) -> bool:
        """Change a mixtape; False if that's how it was, or it has ended."""
        differs = [mixtapes.c[name].is_distinct_from(value) for name, value in values.items()]
        this = and_(mixtapes.c.channel_id == channel_id, or_(*differs))
        async with self._database.write() as connection:
            changed = await connection.execute(update(mixtapes).where(this).values(values))
            return changed.rowcount == 1

    async def end(self, *, channel_id: int | None = None, guild_id: int | None = None) -> bool:
        """Delete the mixtape of a channel, or all of a server; False if there was none."""
        of_channel = mixtapes.c.channel_id == channel_id
        these = of_channel if guild_id is None else mixtapes.c.guild_id == guild_id
        async with self._database.write() as connection:
            gone = await connection.execute(
                delete(mixtapes).where(these).returning(mixtapes.c.channel_id)
            )
            channels = [int(row[0]) for row in gone]
            for table in (mixtape_songs, mixtape_turns):
                await connection.execute(delete(table).where(table.c.channel_id.in_(channels)))
        return bool(channels)

    async def post(self, channel_id: int, post: Post, *, edited: bool, due_at: float) -> bool:
        """Save what a message links to; what it no longer links to goes. False if all is known.

        A song is taken once per message, so that an event that comes twice does nothing.
        """
        async with self._database.write() as connection:
            ours = select(mixtapes.c.paused).where(mixtapes.c.channel_id == channel_id)
            if (await connection.execute(ours)).scalar_one_or_none() != 0:
                return False
            query = select(mixtape_songs).where(_of_message(channel_id, post.message_id))
            before = [PostedSong(**row._mapping) for row in await connection.execute(query)]
            known = {one.link for one in before}
            new = [uri for uri in post.uris if uri not in known]
            taken_out = [one for one in before if edited and one.link not in post.uris]
            await _leave(connection, taken_out, "edited")
            back = await _link_again(connection, [one for one in before if one.link in post.uris])
            for uri in new:
                await connection.execute(
                    insert(mixtape_songs).values(
                        channel_id=channel_id,
                        message_id=post.message_id,
                        place=post.place,
                        uri=uri,
                        added_by=post.person,
                        added_name=post.name[:100],
                        state="waiting",
                    )
                )
            if new or taken_out or back:
                await wake(connection, channel_id, due_at)
        return bool(new or taken_out or back)

    async def unpost(self, channel_id: int, messages: Collection[int], *, due_at: float) -> bool:
        """Take out what deleted messages linked to; False if nothing."""
        these = and_(_songs.channel_id == channel_id, _songs.message_id.in_(list(messages)))
        async with self._database.write() as connection:
            rows = await connection.execute(select(mixtape_songs).where(these))
            songs = [PostedSong(**row._mapping) for row in rows]
            await _leave(connection, songs, "leaving")
            if songs:
                await wake(connection, channel_id, due_at)
        return bool(songs)

    async def songs(self, channel_id: int, states: Iterable[PostState] = OPEN) -> list[PostedSong]:
        """Return songs in the order in which they were posted."""
        query = (
            select(mixtape_songs)
            .where(_songs.channel_id == channel_id, _songs.state.in_(tuple(states)))
            .order_by(_songs.place, _songs.id)
        )
        async with self._database.read() as connection:
            return [PostedSong(**row._mapping) for row in await connection.execute(query)]

    async def posted(self, channel_id: int) -> frozenset[int]:
        """Return the numbers of the messages that songs are from, whatever became of them."""
        query = select(_songs.message_id).where(_songs.channel_id == channel_id).distinct()
        async with self._database.read() as connection:
            return frozenset(int(row[0]) for row in await connection.execute(query))

    async def untold(self, channel_id: int) -> list[PostedSong]:
        """Return songs whose messages don't carry their reaction yet."""
        over = ("in", "gone", *UNLINKED, *UNLINKED.values())
        query = (
            select(mixtape_songs)
            .where(_songs.channel_id == channel_id, _songs.told == 0, _songs.state.in_(over))
            .order_by(_songs.place, _songs.id)
        )
        async with self._database.read() as connection:
            return [PostedSong(**row._mapping) for row in await connection.execute(query)]

    async def told(self, song: PostedSong) -> None:
        """Note that a message carries the reaction of a song's state, or has lost it."""
        if song.state in UNLINKED.values():
            await self.drop([song], song.state)
            return
        this = and_(_songs.id == song.id, _songs.state == song.state)
        async with self._database.write(alone=False) as connection:
            await connection.execute(update(mixtape_songs).where(this).values(told=1))

    async def move(
        self, songs: Collection[PostedSong], was: Iterable[PostState], to: PostState
    ) -> list[PostedSong]:
        """Change the state of songs that are in one of `was`; return those that were, in order."""
        ids = [one.id for one in songs]
        these = and_(_songs.id.in_(ids), _songs.state.in_(tuple(was)))
        change = update(mixtape_songs).where(these).values(state=to, told=0)
        async with self._database.write() as connection:
            rows = await connection.execute(change.returning(mixtape_songs))
            moved = [PostedSong(**row._mapping) for row in rows]
        return sorted(moved, key=lambda one: (one.place, one.id))

    async def replace(self, song: PostedSong, uri: str) -> None:
        """Save where a short link leads, unless the message has that song already."""
        other = select(_songs.id).where(
            _of_message(song.channel_id, song.message_id), _songs.uri == uri
        )
        async with self._database.write() as connection:
            if (await connection.execute(other)).first() is not None:
                await connection.execute(delete(mixtape_songs).where(_songs.id == song.id))
            else:
                await connection.execute(
                    update(mixtape_songs)
                    .where(_songs.id == song.id)
                    .values(uri=uri, posted=song.uri)
                )

    async def drop(self, songs: Collection[PostedSong], was: PostState) -> None:
        """Delete songs that are in this state."""
        these = and_(_songs.id.in_([one.id for one in songs]), _songs.state == was)
        async with self._database.write() as connection:
            await connection.execute(delete(mixtape_songs).where(these))

    async def unfold(self, album: PostedSong, uris: Collection[str], due_at: float) -> bool:
        """Put an album's songs in its place; False if it was answered already, or its message went.

        Only one of several presses gets True.
        """
        asked = and_(_songs.id == album.id, _songs.state.in_(("waiting", "asked")))
        async with self._database.write() as connection:
            taken = await connection.execute(
                update(mixtape_songs).where(asked).values(state="gone", told=1)
            )
            if taken.rowcount != 1:
                return False
            row = {**dataclasses.asdict(album), "posted": album.link, "state": "waiting", "told": 0}
            del row["id"]
            for uri in uris:
                await connection.execute(insert(mixtape_songs).values({**row, "uri": uri}))
            await wake(connection, album.channel_id, due_at)
        return True


def _of_message(channel_id: int, message_id: int) -> ColumnElement[bool]:
    return and_(_songs.channel_id == channel_id, _songs.message_id == message_id)


async def _link_again(connection: AsyncConnection, songs: Collection[PostedSong]) -> bool:
    """Take songs that were on their way out, but are named again; False if none were."""
    found = False
    # What was about to be taken out may be in the playlist, or not any more.
    for song in songs:
        to = "waiting" if song.state in UNLINKED.values() else "writing"
        if to == "waiting" or song.state in ("leaving", "edited"):
            this = update(mixtape_songs).where(_songs.id == song.id)
            await connection.execute(this.values(state=to))
            found = True
    return found


async def _leave(connection: AsyncConnection, songs: Collection[PostedSong], to: PostState) -> None:
    """Take songs out: those that Spotify hasn't seen at once, and others when it's their turn.

    If someone else posted the same song too, it stays, and is theirs.
    """
    for song in songs:
        same = and_(_songs.channel_id == song.channel_id, _songs.uri == song.uri)
        heir = None
        if song.state in HELD:
            later = and_(
                same, _songs.state.in_(("known", "waiting")), _songs.message_id != song.message_id
            )
            query = select(_songs.id).where(later).order_by(_songs.id).limit(1)
            heir = (await connection.execute(query)).scalar_one_or_none()
        this = update(mixtape_songs).where(_songs.id == song.id)
        if heir is not None:
            # It comes where the first one was, whether that had been written yet or not.
            inherits = update(mixtape_songs).where(_songs.id == heir)
            await connection.execute(inherits.values(state=song.state, place=song.place, told=0))
        elif song.state in ("in", "writing", "barring"):
            await connection.execute(this.values(state=to))
            continue
        if to == "edited" and song.state in UNLINKED.values():
            continue
        if to == "edited" and song.told and song.state in UNLINKED:
            await connection.execute(this.values(state=UNLINKED[song.state], told=0))
            continue
        if song.state not in ("leaving", "edited", "undoing"):
            await connection.execute(delete(mixtape_songs).where(_songs.id == song.id))
