"""The aux, as people use it: opening, suggesting, approving, voting, handing over.

Our own queue is in the database, because Spotify's cannot be changed; aux_player.py hands it
over one song ahead.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from bot.accounts.errors import AccountError
from bot.accounts.scopes import PLAYER
from bot.music.access import Access
from bot.music.errors import OutOfRange
from bot.music.meaning import Asked, Meanings
from bot.spotify.models import Found, Track
from bot.storage.aux_sessions import AuxStore
from bot.storage.records import AuxSession, AuxSong
from bot.together.errors import (
    AlreadyWaiting,
    AuxOpen,
    HandedOver,
    NoAux,
    NotTheOwner,
    PlayerUnreachable,
    SongGone,
    TooManyWaiting,
)

__all__ = ["AuxDesk", "AuxSession", "AuxSong", "Member", "Panel", "Vote"]

EACH = 5
"""How many songs one guest may have waiting, unless the owner says otherwise."""

_FEWEST_VOTES = 2


@dataclass(frozen=True, slots=True)
class Member:
    """A person in the channel; `roles` are the IDs of their roles in this server."""

    id: int
    name: str
    roles: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything that the panel shows."""

    session: AuxSession
    songs: tuple[AuxSong, ...]


@dataclass(frozen=True, slots=True)
class Vote:
    """How many want to skip, of how many that are needed."""

    votes: int
    needed: int

    @property
    def passed(self) -> bool:
        """Whether the song is skipped."""
        return self.votes >= self.needed


class AuxDesk:
    """What people do with an aux."""

    def __init__(
        self, store: AuxStore, access: Access, meanings: Meanings, clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._access = access
        self._meanings = meanings
        self._clock = clock

    async def open(
        self, owner: Member, *, guild_id: int, channel_id: int, language: str
    ) -> AuxSession:
        """Open an aux on one's own player; raises AuxOpen and the grant guard's errors."""
        async with self._access.own(owner.id, PLAYER) as spotify:
            await spotify.playback()
        now = int(self._clock())
        session = await self._store.open(
            {
                "guild_id": guild_id,
                "channel_id": channel_id,
                "owner_id": owner.id,
                "owner_name": owner.name,
                "trust": "ask",
                "each": EACH,
                "language": language,
                "created_at": now,
                "active_at": now,
                "next_at": float(now),
            }
        )
        if session is None:
            raise AuxOpen(own=await self._store.session(owner_id=owner.id) is not None)
        return session

    async def in_channel(self, channel_id: int) -> AuxSession:
        """Return the aux of a channel; raises NoAux."""
        session = await self._store.session(channel_id=channel_id)
        if session is None:
            raise NoAux
        return session

    async def by_id(self, session_id: int) -> AuxSession:
        """Return an aux; raises NoAux when it has ended."""
        session = await self._store.session(session_id=session_id)
        if session is None:
            raise NoAux
        return session

    async def owned(self, channel_id: int, person: int) -> AuxSession:
        """Return the aux of a channel for its owner; raises NoAux or NotTheOwner."""
        session = await self.in_channel(channel_id)
        if session.owner_id != person:
            raise NotTheOwner
        return session

    async def panel(self, session: AuxSession) -> Panel:
        """Return what the panel shows now."""
        fresh = await self.by_id(session.id)
        return Panel(fresh, tuple(await self._store.songs(session.id)))

    async def set_panel(self, session: AuxSession, message_id: int) -> None:
        """Remember which message is the panel."""
        await self._store.change(session.id, panel_id=message_id)

    async def suggest(self, session: AuxSession, member: Member, asked: Asked) -> AuxSong:
        """Put a song in, or suggest it where the owner wants to be asked.

        Raises AlreadyWaiting, TooManyWaiting, and what finding it raises. The guest needs no
        Spotify: words and links are looked up with the owner's access.
        """
        track = await self._meant(session, asked)
        if not isinstance(track, Track) or track.uri is None:
            raise SongGone
        await self._refuse_twice(session, track)
        free = self.trusts(session, member)
        song = await self._store.add(
            {
                "session_id": session.id,
                "uri": track.uri,
                "title": track.name[:300],
                "artists": track.by[:300],
                "duration_ms": track.duration_ms,
                "added_by": member.id,
                "added_name": member.name[:100],
                "state": "queued" if free else "suggested",
            },
            each=None if member.id == session.owner_id else session.each,
        )
        if song is None:
            raise TooManyWaiting(session.each)
        await self._touch(session, soon=free)
        return song

    async def _meant(self, session: AuxSession, asked: Asked) -> Found:
        if asked.is_empty or asked.person is not None:
            return (await self._meanings.things(asked, ("track",)))[0]
        by_owner = Asked(session.owner_id, asked.links, asked.words)
        try:
            return (await self._meanings.things(by_owner, ("track",)))[0]
        except AccountError:
            raise PlayerUnreachable(session.owner_name) from None

    def trusts(self, session: AuxSession, member: Member) -> bool:
        """Whether somebody's songs go in without asking."""
        if member.id == session.owner_id or session.trust == "everyone":
            return True
        return session.trust == "role" and session.role_id in member.roles

    async def decide(self, song_id: int, person: int, *, let_in: bool) -> AuxSong:
        """Let a suggestion in, or not; only the owner, and only once. Raises SongGone."""
        song = await self._song(song_id, person)
        now = None if let_in else self._clock()
        moved = await self._store.move(
            song.id, ("suggested",), "queued" if let_in else "refused", removed_at=now
        )
        if moved is None:
            raise SongGone
        await self._touch(await self.by_id(song.session_id), soon=let_in)
        return moved

    async def remove(self, session: AuxSession, person: int, number: int) -> AuxSong:
        """Take a waiting song out, by its number; the owner any, guests their own."""
        song = await self._numbered(session, number)
        if person not in (session.owner_id, song.added_by):
            raise NotTheOwner
        moved = await self._store.move(
            song.id, ("queued", "suggested"), "removed", removed_at=self._clock()
        )
        if moved is None:
            raise HandedOver
        await self._touch(session, soon=False)
        return moved

    async def undo(self, session: AuxSession) -> AuxSong:
        """Put back the song that was taken out last; raises SongGone when there is none."""
        song = await self._store.last_removed(session.id)
        moved = song and await self._store.move(song.id, ("removed", "refused"), "queued")
        if moved is None:
            raise SongGone
        await self._touch(session, soon=True)
        return moved

    async def move(self, session: AuxSession, number: int, to: int) -> AuxSong:
        """Put a waiting song at another number; raises OutOfRange."""
        songs = await self._store.songs(session.id, ("queued",))
        song = await self._numbered(session, number)
        if not 1 <= to <= len(songs):
            raise OutOfRange("song", str(to))
        rest = [one for one in songs if one.id != song.id]
        before = rest[to - 2].place if to >= 2 else rest[0].place - 2 if rest else 0.0
        after = rest[to - 1].place if to - 1 < len(rest) else before + 2
        await self._store.set_place(song.id, (before + after) / 2)
        await self._touch(session, soon=False)
        return song

    async def vote(self, session: AuxSession, person: int, uri: str) -> Vote:
        """Count a vote against what plays; the owner's own is enough."""
        songs = await self._store.songs(session.id)
        guests = {one.added_by for one in songs} - {session.owner_id}
        needed = max(_FEWEST_VOTES, math.ceil(len(guests) / 2))
        votes = await self._store.vote(session.id, uri, person)
        return Vote(votes, votes if person == session.owner_id else needed)

    async def set_trust(self, session: AuxSession, trust: str, role_id: int | None) -> None:
        """Choose whose songs go in without asking."""
        await self._store.change(session.id, trust=trust, role_id=role_id)

    async def set_limit(self, session: AuxSession, each: int) -> None:
        """Choose how many songs one guest may have waiting; raises OutOfRange."""
        if not 1 <= each <= 50:
            raise OutOfRange("limit", str(each))
        await self._store.change(session.id, each=each)

    async def hand_over(self, session: AuxSession, to: Member) -> AuxSession:
        """Let somebody else's player go on; raises AuxOpen and the grant guard's errors."""
        async with self._access.own(to.id, PLAYER) as spotify:
            await spotify.playback()
        if not await self._store.hand_over(session.id, to.id, to.name):
            raise AuxOpen(own=True)
        for song in await self._store.songs(session.id, ("handed", "playing")):
            # What the old player has been given does not play on the new one.
            state = "queued" if song.state == "handed" else "played"
            await self._store.move(song.id, (song.state,), state)
        await self._touch(session, soon=True)
        return await self.by_id(session.id)

    async def close(self, session: AuxSession) -> bool:
        """End an aux and delete its queue; False when it had ended already."""
        return await self._store.close(session.id)

    async def _song(self, song_id: int, person: int) -> AuxSong:
        song = await self._store.song(song_id)
        if song is None:
            raise NoAux
        if (await self.by_id(song.session_id)).owner_id != person:
            raise NotTheOwner
        return song

    async def _numbered(self, session: AuxSession, number: int) -> AuxSong:
        songs = await self._store.songs(session.id, ("queued",))
        if not 1 <= number <= len(songs):
            raise OutOfRange("song", str(number))
        return songs[number - 1]

    async def _refuse_twice(self, session: AuxSession, track: Track) -> None:
        for song in await self._store.songs(session.id):
            if song.uri == track.uri:
                raise AlreadyWaiting(song.title, song.added_name)

    async def _touch(self, session: AuxSession, *, soon: bool) -> None:
        now = self._clock()
        if soon:
            await self._store.change(session.id, active_at=int(now), next_at=now)
        else:
            await self._store.change(session.id, active_at=int(now))
