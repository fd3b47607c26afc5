"""The songs of an aux, as people use them: suggest, approve, reorder, vote.

Our own queue is in the database, because Spotify's can't be edited; aux_player.py passes it on
one song ahead.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.accounts.errors import AccountError, NotLinked
from bot.music.errors import NothingFound, OutOfRange
from bot.music.resolver import Resolver, Target
from bot.spotify.models import CatalogueItem, Track
from bot.storage.aux_blocks import AuxBlock
from bot.storage.aux_sessions import AuxStore
from bot.storage.aux_undo import Undone
from bot.storage.records import AuxSession, AuxSong, NewAuxSong, SongState
from bot.together.aux_sessions import AuxSessions, Member
from bot.together.aux_tokens import AuxTokens
from bot.together.errors import (
    AlreadyWaiting,
    HandedOver,
    NoAux,
    NoSongNamed,
    NotTheOwner,
    NoVoteLeft,
    PlayerUnreachable,
    SongBlocked,
    SongGone,
    TooManySuggested,
    TooManyWaiting,
)

__all__ = ["AuxQueue", "Undone", "Vote"]

_FEWEST_VOTES = 2


@dataclass(frozen=True, slots=True)
class Vote:
    """How many people want to skip, and how many votes are needed.

    `passed`: the song is skipped; `decided`: this vote made the difference.
    """

    votes: int
    needed: int
    passed: bool = False
    decided: bool = False


class AuxQueue:
    """What people do with the songs of an aux."""

    def __init__(
        self,
        store: AuxStore,
        sessions: AuxSessions,
        resolver: Resolver,
        tokens: AuxTokens,
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._resolver = resolver
        self._tokens = tokens
        self._clock = clock

    async def suggest(self, session: AuxSession, member: Member, target: Target) -> AuxSong:
        """Add a song, or suggest it if the owner wants to be asked.

        Raises AlreadyWaiting, TooManyWaiting, TooManySuggested, SongBlocked, and what finding it
        raises. The guest needs no Spotify: words and links are looked up with the owner's token.
        """
        track = await self._resolve(session, target)
        free = self._sessions.trusts(session, member)
        if not isinstance(track, Track):
            raise SongGone
        new = new_song(session, member, track, "queued" if free else "suggested")
        each = None if member.id == session.owner_id else session.each
        added = await self._store.order.add(new, each=each)
        if added == "ended":
            raise NoAux
        if added == "full":
            raise TooManyWaiting(session.each)
        if added == "crowded":
            raise TooManySuggested(session.each)
        if isinstance(added, AuxBlock):
            raise SongBlocked(session.owner_name, added.name, explicit=added.kind == "explicit")
        song, is_new = added
        if not is_new:
            raise AlreadyWaiting(song.title, song.added_name)
        await self._sessions.touch(session, soon=free)
        return song

    async def find(self, session: AuxSession, words: str) -> tuple[Track, ...]:
        """Return songs that words may mean, Spotify's best first.

        Raises NothingFound, QueryTooLong, and PlayerUnreachable: it's the owner's token.
        """
        if not words.strip():
            raise NothingFound(words, "track")
        try:
            return await self._resolver.songs(words, session.owner_id)
        except AccountError:
            raise PlayerUnreachable(session.owner_name) from None

    async def take_back(self, session: AuxSession, person: int, song_id: int) -> AuxSong | None:
        """Remove a waiting song that `person` added; None if it's gone, or someone else's."""
        song = await self._store.song(song_id)
        if song is None or song.session_id != session.id or song.added_by != person:
            return None
        waiting: tuple[SongState, ...] = ("suggested", "queued")
        # Without a time of removal, the owner's undo doesn't bring it back.
        moved = await self._store.move(song.id, waiting, "removed")
        if moved is not None:
            await self._sessions.touch(session, soon=False)
        return moved

    async def _resolve(self, session: AuxSession, target: Target) -> CatalogueItem:
        if target.is_empty:
            try:
                return (await self._resolver.resolve(target, ("track",)))[0]
            except NotLinked:
                raise NoSongNamed from None
        if target.person is not None:
            return (await self._resolver.resolve(target, ("track",)))[0]
        by_owner = Target(session.owner_id, target.links, target.words)
        try:
            return (await self._resolver.resolve(by_owner, ("track",)))[0]
        except AccountError:
            raise PlayerUnreachable(session.owner_name) from None

    async def withdraw(self, song: AuxSong) -> None:
        """Withdraw a suggestion that the owner could not be asked about."""
        await self._store.move(song.id, ("suggested",), "refused", untold="unasked")

    async def set_question(self, song: AuxSong, message_id: int) -> AuxSong | None:
        """Store which message asks the owner about a song; return the song as it is now.

        None if it was refused, or the aux ended, before that message was known.
        """
        state = await self._store.asked_in(song.id, message_id)
        if state is None or state in ("refused", "unasked"):
            return None
        return replace(song, state=state, question_id=message_id)

    async def settle(
        self, session: AuxSession, people: frozenset[int] | None = None
    ) -> list[AuxSong]:
        """Accept pending suggestions (only those by `people`, if given)."""
        songs = await self._store.order.settle(session.id, people)
        if songs:
            await self._sessions.touch(session, soon=True)
        return songs

    async def suggested(self, session: AuxSession) -> list[AuxSong]:
        """Return the pending suggestions."""
        return await self._store.songs(session.id, ("suggested",))

    async def suggesters(self, session: AuxSession) -> list[int]:
        """Return the people with pending suggestions; guests of the page aren't in the server."""
        return sorted({one.added_by for one in await self.suggested(session) if one.added_by > 0})

    async def decide(self, song_id: int, person: int, *, accepted: bool) -> AuxSong:
        """Accept or refuse a suggestion; only the owner can, and only once. Raises SongGone."""
        song = await self._song(song_id, person)
        if accepted:
            moved = await self._store.order.accept(song.id)
        else:
            now = self._clock()
            moved = await self._store.move(
                song.id, ("suggested",), "refused", removed_at=now, untold="refused"
            )
        if moved is None:
            raise SongGone
        await self._sessions.touch(await self._sessions.by_id(song.session_id), soon=accepted)
        return moved

    async def remove(self, session: AuxSession, person: int, number: int) -> AuxSong:
        """Remove a waiting song by its number; the owner any, guests their own.

        Only what the owner removed can be restored.
        """
        song = await self.numbered(session, number)
        if person not in (session.owner_id, song.added_by):
            raise NotTheOwner
        moved = await self._store.move(
            song.id,
            ("queued", "suggested"),
            "removed",
            removed_at=self._clock() if person == session.owner_id else None,
            untold="" if person == song.added_by else "removed",
        )
        if moved is None:
            raise HandedOver
        await self._sessions.touch(session, soon=False)
        return moved

    async def undo(self, session: AuxSession) -> Undone:
        """Bring back what the owner removed, refused or blocked last.

        Raises SongGone if there is none, and AlreadyWaiting.
        """
        undone = await self._store.undo.last(session.id)
        if undone.is_nothing:
            raise SongGone
        if undone.there is not None:
            raise AlreadyWaiting(undone.there.title, undone.there.added_name)
        await self._sessions.touch(session, soon=True)
        return undone

    async def move(self, session: AuxSession, number: int, to: int) -> AuxSong:
        """Move a waiting song to another number; raises OutOfRange."""
        songs = await self._store.songs(session.id, ("queued",))
        song = await self.numbered(session, number)
        if not 1 <= to <= len(songs):
            raise OutOfRange("song", str(to))
        await self._store.order.put(session.id, song.id, to)
        await self._sessions.touch(session, soon=False)
        return song

    async def numbered(self, session: AuxSession, number: int) -> AuxSong:
        """Return a waiting song by its number; raises OutOfRange."""
        songs = await self._store.songs(session.id, ("queued",))
        if not 1 <= number <= len(songs):
            raise OutOfRange("song", str(number))
        return songs[number - 1]

    async def boost(self, session: AuxSession, person: int, song_id: int) -> AuxSong:
        """Put a waiting song next, for the person's boost; raises NoBoostLeft and SongGone.

        It costs nothing if the song is next already. The owner has no limit.
        """
        with self._tokens.boost(session, person) as use:
            use.worth = await self._store.order.put(session.id, song_id, 1)
        song = await self._store.song(song_id)
        if song is None or song.session_id != session.id or song.state != "queued":
            raise SongGone
        await self._sessions.touch(session, soon=False)
        return song

    async def require_vote(self, session: AuxSession, person: int) -> None:
        """Raise NoVoteLeft if someone has no vote left, and none that counts already."""
        try:
            self._tokens.require_vote(session, person)
        except NoVoteLeft:
            if await self._store.votes.voted_against(session.id, person) is None:
                raise

    async def vote(self, session: AuxSession, person: int, uri: str) -> Vote:
        """Count a vote to skip what is playing; the owner's alone is enough.

        Raises NoVoteLeft. A vote that changes nothing costs nothing.
        """
        songs = await self._store.songs(session.id)
        needed = 1 if person == session.owner_id else votes_needed(session, songs)
        repeated = await self._store.votes.voted_against(session.id, person) == uri
        with self._tokens.vote(session, person, free=repeated) as use:
            ballot = await self._store.votes.vote(
                session.id, uri, person, enough=needed, now=self._clock()
            )
            use.worth = ballot.changed
        return Vote(ballot.votes, needed, ballot.decided or ballot.over, ballot.decided)

    async def _song(self, song_id: int, person: int) -> AuxSong:
        song = await self._store.song(song_id)
        if song is None:
            raise NoAux
        if (await self._sessions.by_id(song.session_id)).owner_id != person:
            raise NotTheOwner
        return song


def votes_needed(session: AuxSession, songs: Iterable[AuxSong]) -> int:
    """Return how many votes of guests skip: half of those whose songs play or wait, or two."""
    guests = {one.added_by for one in songs} - {session.owner_id}
    return max(_FEWEST_VOTES, math.ceil(len(guests) / 2))


def new_song(session: AuxSession, member: Member, track: Track, state: SongState) -> NewAuxSong:
    """Return a track as a song for an aux's queue; raises SongGone for local files."""
    if track.uri is None:
        raise SongGone
    return NewAuxSong(
        session_id=session.id,
        uri=track.uri,
        title=track.name[:300],
        artists=track.by[:300],
        duration_ms=track.duration_ms,
        added_by=member.id,
        added_name=member.name[:100],
        state=state,
        artist_ids=" ".join(one.id for one in track.artists if one.id)[:1000],
        explicit=int(track.explicit),
    )
