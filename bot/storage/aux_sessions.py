"""The aux: sessions, their songs and votes.

Every step is one transaction: if two people press at once, nothing happens twice.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import TypedDict, Unpack

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage.aux_blocks import AuxBlocks
from bot.storage.aux_order import HERE, AuxOrder
from bot.storage.aux_pages import close_pages
from bot.storage.aux_tables import aux_sessions, aux_songs, aux_votes
from bot.storage.aux_undo import AuxUndo
from bot.storage.aux_untold import AuxUntold
from bot.storage.aux_votes import AuxVotes
from bot.storage.database import Database
from bot.storage.records import AuxSession, AuxSong, NewAux, SongState, Trust, Turns, Untold


class AuxChange(TypedDict, total=False):
    """The columns of a session that can change."""

    panel_id: int
    pings: int
    trust: Trust
    role_id: int | None
    voice_id: int | None
    each: int
    active_at: int
    next_at: float
    turns: Turns
    context_uri: str
    context_item: str | None


class AuxStore:
    """Sessions and their songs: `order`, `votes`, `undo`, what's `untold`, and owners' `blocks`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.blocks = AuxBlocks(database)
        self.order = AuxOrder(database)
        self.undo = AuxUndo(database)
        self.votes = AuxVotes(database)
        self.untold = AuxUntold(database)

    async def open(self, new: NewAux, now: int) -> AuxSession | None:
        """Open a session; None if the channel or the owner already has one."""
        times = {"created_at": now, "active_at": now, "next_at": float(now)}
        values = {**dataclasses.asdict(new), **times}
        try:
            async with self._database.write() as connection:
                row = (
                    await connection.execute(
                        insert(aux_sessions).values(values).returning(aux_sessions)
                    )
                ).one()
        except IntegrityError:
            return None
        return AuxSession(**row._mapping)

    async def session(
        self,
        *,
        session_id: int | None = None,
        channel_id: int | None = None,
        owner_id: int | None = None,
    ) -> AuxSession | None:
        """Return an open session by one of its keys."""
        conditions = [
            column == value
            for column, value in (
                (aux_sessions.c.id, session_id),
                (aux_sessions.c.channel_id, channel_id),
                (aux_sessions.c.owner_id, owner_id),
            )
            if value is not None
        ]
        async with self._database.read() as connection:
            row = (await connection.execute(select(aux_sessions).where(*conditions))).one_or_none()
        return AuxSession(**row._mapping) if row is not None else None

    async def change(self, session_id: int, **values: Unpack[AuxChange]) -> None:
        """Change a session."""
        async with self._database.write() as connection:
            await connection.execute(
                update(aux_sessions).where(aux_sessions.c.id == session_id).values(values)
            )

    async def transfer_ownership(
        self, session_id: int, was: int, owner_id: int, owner_name: str
    ) -> bool | None:
        """Make someone else the owner in place of `was`.

        False if they already have a session, None if `was` is no longer its owner. What the
        former owner chose about their server and player isn't kept.
        """
        change = (
            update(aux_sessions)
            .where(aux_sessions.c.id == session_id, aux_sessions.c.owner_id == was)
            .values(
                owner_id=owner_id,
                owner_name=owner_name,
                context_uri=None,
                context_item=None,
                voice_id=None,
            )
        )
        try:
            async with self._database.write() as connection:
                changed = await connection.execute(change)
        except IntegrityError:
            return False
        return True if changed.rowcount == 1 else None

    async def voices(self, session_ids: Iterable[int]) -> dict[int, int | None]:
        """Return the voice channels of those sessions that are open."""
        query = select(aux_sessions.c.id, aux_sessions.c.voice_id)
        these = aux_sessions.c.id.in_(tuple(session_ids))
        async with self._database.read() as connection:
            rows = await connection.execute(query.where(these))
            return {row.id: row.voice_id for row in rows}

    async def claim_ping(self, session_id: int, now: float, *, every: float) -> bool:
        """Claim a ping of the owner: True if wanted, and the last is `every` seconds ago."""
        claim = (
            update(aux_sessions)
            .where(
                aux_sessions.c.id == session_id,
                aux_sessions.c.pings == 1,
                aux_sessions.c.pinged_at <= now - every,
            )
            .values(pinged_at=now)
        )
        async with self._database.write() as connection:
            return (await connection.execute(claim)).rowcount == 1

    async def close(self, session_id: int) -> list[AuxSong] | None:
        """End a session and delete everything about it; return the unanswered suggestions.

        None if it had already ended.
        """
        mine = aux_songs.c.session_id == session_id
        waits = delete(aux_songs).where(mine, aux_songs.c.state == "suggested")
        async with self._database.write() as connection:
            deleted = await connection.execute(waits.returning(aux_songs))
            unanswered = [AuxSong(**row._mapping) for row in deleted]
            gone = await connection.execute(
                delete(aux_sessions).where(aux_sessions.c.id == session_id)
            )
            await close_pages(connection, session_id, ended=True)
            for table in (aux_songs, aux_votes):
                await connection.execute(delete(table).where(table.c.session_id == session_id))
            return unanswered if gone.rowcount == 1 else None

    async def next_time(self) -> float | None:
        """Return when the next session is due, None without any."""
        async with self._database.read() as connection:
            value: float | None = (
                await connection.execute(select(func.min(aux_sessions.c.next_at)))
            ).scalar_one()
            return value

    async def due(self, now: float, *, hold: float) -> list[AuxSession]:
        """Take the sessions that are due; they are due again after `hold` seconds."""
        take = (
            update(aux_sessions)
            .where(aux_sessions.c.next_at <= now)
            .values(next_at=now + hold)
            .returning(aux_sessions)
        )
        async with self._database.write() as connection:
            return [AuxSession(**row._mapping) for row in await connection.execute(take)]

    async def plan(self, session_id: int, was: float, next_at: float) -> None:
        """Schedule a session, unless someone else rescheduled it since `was` was read."""
        plan = update(aux_sessions).where(
            aux_sessions.c.id == session_id, aux_sessions.c.next_at == was
        )
        async with self._database.write() as connection:
            await connection.execute(plan.values(next_at=next_at))

    async def songs(self, session_id: int, states: Iterable[SongState] = HERE) -> list[AuxSong]:
        """Return songs in playing order."""
        query = (
            select(aux_songs)
            .where(aux_songs.c.session_id == session_id, aux_songs.c.state.in_(tuple(states)))
            .order_by(aux_songs.c.place, aux_songs.c.id)
        )
        async with self._database.read() as connection:
            return [AuxSong(**row._mapping) for row in await connection.execute(query)]

    async def song(self, song_id: int) -> AuxSong | None:
        """Return one song."""
        query = select(aux_songs).where(aux_songs.c.id == song_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return AuxSong(**row._mapping) if row is not None else None

    async def asked_in(self, song_id: int, message_id: int) -> SongState | None:
        """Save which message asks about a song; return its state, None if it is gone."""
        asked = update(aux_songs).where(aux_songs.c.id == song_id).values(question_id=message_id)
        async with self._database.write() as connection:
            state: SongState | None = (
                await connection.execute(asked.returning(aux_songs.c.state))
            ).scalar_one_or_none()
            return state

    async def move(
        self,
        song_id: int,
        was: Iterable[SongState],
        to: SongState,
        *,
        removed_at: float | None = None,
        untold: Untold = "",
    ) -> AuxSong | None:
        """Change a song's state if it was in one of `was`, else return None: the first one wins.

        `untold` is what its person is to be told about it.
        """
        change = (
            update(aux_songs)
            .where(aux_songs.c.id == song_id, aux_songs.c.state.in_(tuple(was)))
            .values(state=to, removed_at=removed_at, untold=untold)
            .returning(aux_songs)
        )
        async with self._database.write() as connection:
            row = (await connection.execute(change)).one_or_none()
        return AuxSong(**row._mapping) if row is not None else None
