"""The order in which an aux's songs wait: by turns or as they came, then as its owner wants it.

A song's place is found in the transaction that lets it in, so two at once are in order too.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import ColumnElement, Row, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.aux_blocks import AuxBlock, blocks_of
from bot.storage.aux_pages import is_in
from bot.storage.aux_tables import aux_sessions, aux_songs
from bot.storage.database import Database
from bot.storage.records import AuxSong, NewAuxSong, SongState

HERE: tuple[SongState, ...] = ("suggested", "queued", "handed", "playing")
"""The states of songs that wait or play."""

SUGGESTED = 100
"""How many suggestions may wait for an aux's owner; a page lets in people without an account."""

Refusal = Literal["full", "crowded", "ended"] | AuxBlock
"""Why a song wasn't added.

Too many of its person's wait, or too many suggestions; the aux is over; or it's blocked.
"""


def turn_of(waiting: Sequence[int], person: int) -> int:
    """Return the index at which a new song of `person` takes its turn.

    `waiting` says who added each waiting song. Someone's n-th song goes behind everyone's n-th,
    ahead of what only follows those. Whose turn is due is never overtaken, also where the owner
    has moved songs.
    """
    turn = waiting.count(person) + 1
    so_far: Counter[int] = Counter()
    index = 0
    for number, one in enumerate(waiting, start=1):
        so_far[one] += 1
        if so_far[one] <= turn:
            index = number
    return index


Move = tuple[float, int]
"""From which place on songs move back, and by how many places in all."""


def places_for(
    waiting: Sequence[tuple[int, float]], added: Sequence[int], *, fair: bool, end: float
) -> tuple[list[float], list[Move]]:
    """Return the places of songs that go in one after the other, and the moves that make room.

    `waiting` says who added each waiting song, and its place; `added` who added the new ones.
    `end` is behind every song of the aux.
    """
    line: list[tuple[int, float | None, int]] = [(who, place, -1) for who, place in waiting]
    for number, person in enumerate(added):
        index = turn_of([who for who, _, _ in line], person) if fair else len(line)
        line.insert(index, (person, None, number))
    places, moves, ahead = [0.0] * len(added), list[Move](), list[int]()
    so_far = 0
    for _, place, number in line:
        if place is None:
            ahead.append(number)
        elif ahead:
            for offset, one in enumerate(ahead):
                places[one] = place + so_far + offset
            so_far += len(ahead)
            moves.append((place, so_far))
            ahead = []
    for offset, one in enumerate(ahead):
        places[one] = end + so_far + offset
    return places, moves


class AuxOrder:
    """Lets songs in, and moves them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: NewAuxSong, *, each: int | None) -> tuple[AuxSong, bool] | Refusal:
        """Add a song at its turn, or a suggestion; "full" if its person has `each` waiting.

        If the same song is already waiting or playing, that one is returned, with False.
        """
        mine = aux_songs.c.session_id == new.session_id
        same = select(aux_songs).where(
            mine, aux_songs.c.uri == new.uri, aux_songs.c.state.in_(HERE)
        )
        async with self._database.write() as connection:
            rules = await _rules(connection, new.session_id)
            if rules is None or not await is_in(connection, new.session_id, new.added_by):
                return "ended"
            blocks = await blocks_of(connection, rules.owner_id)
            if blocked := next((one for one in blocks if one.fits(new)), None):
                return blocked
            there = (await connection.execute(same.limit(1))).one_or_none()
            if there is not None:
                return AuxSong(**there._mapping), False
            if each is not None and await _waiting_of(connection, new) >= each:
                return "full"
            if new.state == "suggested" and await _suggested(connection, new) >= SUGGESTED:
                return "crowded"
            if new.state == "queued":
                place = await _turn(connection, rules, new.added_by)
            else:
                place = await _end(connection, new.session_id)
            values = {**dataclasses.asdict(new), "place": place}
            row = (
                await connection.execute(insert(aux_songs).values(values).returning(aux_songs))
            ).one()
        return AuxSong(**row._mapping), True

    async def accept(self, song_id: int) -> AuxSong | None:
        """Let a suggested song in at its turn; None if it isn't one any more."""
        async with self._database.write() as connection:
            songs = await let_in(connection, (aux_songs.c.id == song_id), "suggested")
        return songs[0] if songs else None

    async def settle(self, session_id: int, people: Iterable[int] | None) -> list[AuxSong]:
        """Let all suggestions in at their turns, or only those of `people`; in order."""
        which = aux_songs.c.session_id == session_id
        if people is not None:
            which &= aux_songs.c.added_by.in_(tuple(people))
        async with self._database.write() as connection:
            return await let_in(connection, which, "suggested")

    async def put(self, session_id: int, song_id: int, number: int) -> bool:
        """Move a waiting song to a number; False if it no longer waits, or waits there."""
        async with self._database.write() as connection:
            waiting = await _waiting(connection, session_id)
            ids = [one.id for one in waiting]
            if song_id not in ids or ids.index(song_id) == number - 1:
                return False
            rest = [one for one in waiting if one.id != song_id]
            place = await _ahead_of(connection, session_id, rest, number - 1)
            await connection.execute(
                update(aux_songs).where(aux_songs.c.id == song_id).values(place=place)
            )
        return True


_Place = Row[tuple[int, int, float]]


@dataclass(frozen=True, slots=True)
class _Rules:
    """What an aux's owner has chosen for its songs."""

    id: int
    owner_id: int
    turns: str


async def _rules(connection: AsyncConnection, session_id: int) -> _Rules | None:
    query = select(aux_sessions.c.id, aux_sessions.c.owner_id, aux_sessions.c.turns)
    found = await connection.execute(query.where(aux_sessions.c.id == session_id))
    row = found.one_or_none()
    return None if row is None else _Rules(**row._mapping)


async def _waiting(connection: AsyncConnection, session_id: int) -> list[_Place]:
    query = (
        select(aux_songs.c.id, aux_songs.c.added_by, aux_songs.c.place)
        .where(aux_songs.c.session_id == session_id, aux_songs.c.state == "queued")
        .order_by(aux_songs.c.place, aux_songs.c.id)
    )
    return list(await connection.execute(query))


async def let_in(
    connection: AsyncConnection, which: ColumnElement[bool], was: SongState
) -> list[AuxSong]:
    """Let songs in, in order; with a fixed number of statements, however many they are."""
    query = select(aux_songs).where(which, aux_songs.c.state == was)
    found = await connection.execute(query.order_by(aux_songs.c.place, aux_songs.c.id))
    songs = [AuxSong(**row._mapping) for row in found]
    rules = await _rules(connection, songs[0].session_id) if songs else None
    if rules is None:
        return []
    line = [(one.added_by, one.place) for one in await _waiting(connection, rules.id)]
    added = [one.added_by for one in songs]
    places, moves = places_for(
        line, added, fair=rules.turns == "fair", end=await _end(connection, rules.id)
    )
    if moves:
        await _make_room(connection, rules.id, moves)
    let_in = [
        replace(song, state="queued", place=place, removed_at=None, untold="")
        for song, place in zip(songs, places, strict=True)
    ]
    change = update(aux_songs).where(aux_songs.c.id == bindparam("this"))
    await connection.execute(
        change.values(state="queued", place=bindparam("there"), removed_at=None, untold=""),
        [{"this": song.id, "there": song.place} for song in let_in],
    )
    return let_in


async def _make_room(connection: AsyncConnection, session_id: int, moves: Sequence[Move]) -> None:
    """Move everything back by what goes ahead of it, removed songs too."""
    start = [place for place, _ in moves]
    behind = (aux_songs.c.session_id == session_id) & (aux_songs.c.place >= start[0])
    rows = list(await connection.execute(select(aux_songs.c.id, aux_songs.c.place).where(behind)))
    change = update(aux_songs).where(aux_songs.c.id == bindparam("this"))
    await connection.execute(
        change.values(place=bindparam("there")),
        [
            {"this": row.id, "there": row.place + moves[bisect_right(start, row.place) - 1][1]}
            for row in rows
        ],
    )


async def _turn(connection: AsyncConnection, rules: _Rules, person: int) -> float:
    if rules.turns != "fair":
        return await _end(connection, rules.id)
    waiting = await _waiting(connection, rules.id)
    index = turn_of([one.added_by for one in waiting], person)
    return await _ahead_of(connection, rules.id, waiting, index)


async def _end(connection: AsyncConnection, session_id: int) -> float:
    last = select(func.max(aux_songs.c.place)).where(aux_songs.c.session_id == session_id)
    return float((await connection.execute(last)).scalar_one() or 0) + 1


async def _ahead_of(
    connection: AsyncConnection, session_id: int, songs: Sequence[_Place], index: int
) -> float:
    """Make room ahead of the song at `index`, and return that place; the end without one.

    Everything behind moves back by one, removed songs too: halving the space between two would
    run out of digits where many press.
    """
    if index >= len(songs):
        return await _end(connection, session_id)
    place: float = songs[index].place
    behind = (aux_songs.c.session_id == session_id) & (aux_songs.c.place >= place)
    await connection.execute(update(aux_songs).where(behind).values(place=aux_songs.c.place + 1))
    return place


async def _waiting_of(connection: AsyncConnection, new: NewAuxSong) -> int:
    waits = aux_songs.c.state.in_(("suggested", "queued"))
    return await _count(connection, new, (aux_songs.c.added_by == new.added_by) & waits)


async def _suggested(connection: AsyncConnection, new: NewAuxSong) -> int:
    return await _count(connection, new, aux_songs.c.state == "suggested")


async def _count(connection: AsyncConnection, new: NewAuxSong, which: ColumnElement[bool]) -> int:
    count = select(func.count()).select_from(aux_songs)
    mine = aux_songs.c.session_id == new.session_id
    return int((await connection.execute(count.where(mine, which))).scalar_one())
