"""Writes a mixtape's songs into its playlist: several in one request, each once, in order.

A song is `writing` while Spotify may or may not have it. If that's still so in the next turn (the
answer never came, or the process died), the playlist is read: what is in it isn't sent again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.accounts.errors import LinkDamaged, LinkDead, MissingScopes, NotLinked
from bot.accounts.scopes import EDIT_PLAYLISTS
from bot.http.errors import ServiceError
from bot.music.access import Access
from bot.spotify.api import SpotifyApi
from bot.spotify.errors import (
    BadRequest,
    Forbidden,
    NoSeat,
    NotFound,
    RateLimited,
    ScopeRefused,
)
from bot.spotify.links import ShortLink, SpotifyLink
from bot.spotify.models import Album
from bot.spotify.short_links import ShortLinks
from bot.storage.mixtape_records import LEAVING, UNLINKED, Mixtape, PostedSong, PostState, Turn
from bot.storage.mixtapes import MixtapeStore
from bot.together.errors import PlaylistLost
from bot.together.mixtape_adding import AT_ONCE, MixtapeAdding
from bot.together.mixtape_contents import Into, KnownContents

__all__ = [
    "UNLINKED",
    "Mixtape",
    "MixtapeWriter",
    "PostState",
    "PostedSong",
    "Question",
    "Turn",
    "Written",
]

_HOLD = 120.0
_AGAIN = 60.0
"""Seconds to the next try: long enough for a request without an answer to be over."""

Broken = (
    NotLinked,
    LinkDead,
    LinkDamaged,
    MissingScopes,
    NoSeat,
    ScopeRefused,
    PlaylistLost,
)
"""What only the owner can fix: the mixtape pauses."""


@dataclass(frozen=True, slots=True)
class Question:
    """An album that was posted: its person is asked about it."""

    song: PostedSong
    album: Album
    songs: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a turn came to: `paused` by what only the owner can fix, and albums to ask about.

    Messages don't link to `unlinked` any more, and it's out.
    """

    mixtape: Mixtape
    paused: Exception | None = None
    trouble: Exception | None = None
    questions: tuple[Question, ...] = ()
    unlinked: tuple[PostedSong, ...] = ()


class MixtapeWriter:
    """Writes every mixtape that is due."""

    def __init__(
        self,
        store: MixtapeStore,
        access: Access,
        short_links: ShortLinks,
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._access = access
        self._short_links = short_links
        self._clock = clock
        self._contents = KnownContents()
        self._adding = MixtapeAdding(store)

    async def seconds_to_next(self) -> float | None:
        """Return the seconds until the next turn, None if nothing is to be done."""
        next_at = await self._store.turns.next_time()
        return None if next_at is None else max(0.0, next_at - self._clock())

    async def due(self) -> list[Turn]:
        """Take the turns that are due."""
        return await self._store.turns.due(self._clock(), hold=_HOLD)

    async def done(self, turn: Turn, written: Written | None) -> None:
        """End a turn; the next comes when there is more to do."""
        troubled = written is not None and written.trouble is not None
        next_at = await self._next(turn, written)
        await self._store.turns.done(turn, next_at, not_sooner=troubled)

    async def _next(self, turn: Turn, written: Written | None) -> float | None:
        if written is None or written.paused is not None:
            return None
        if written.trouble is not None:
            until = written.trouble.until if isinstance(written.trouble, RateLimited) else 0.0
            return max(until, self._clock() + _AGAIN)
        left = await self._store.untold(turn.channel_id)
        return self._clock() if left or await self._store.songs(turn.channel_id) else None

    async def asked(self, question: Question) -> None:
        """Note that an album's person has been asked."""
        await self._store.move([question.song], ("waiting",), "asked")

    async def untold(self, turn: Turn) -> list[PostedSong]:
        """Return what a message doesn't show yet."""
        return await self._store.untold(turn.channel_id)

    async def keeps(self, song: PostedSong, state: PostState) -> bool:
        """Whether another song of the same message is in a state."""
        held = await self._store.songs(song.channel_id, (state,))
        return any(one.message_id == song.message_id for one in held)

    async def told(self, song: PostedSong) -> None:
        """Note that a message shows what became of a song."""
        await self._store.told(song)

    async def end(self, *, channel_id: int | None = None, guild_id: int | None = None) -> bool:
        """End the mixtape of a channel that is gone, or all of a server."""
        return await self._store.end(channel_id=channel_id, guild_id=guild_id)

    async def of(self, turn: Turn) -> Mixtape | None:
        """Return the mixtape whose turn it is; None if it has ended."""
        return await self._store.of(turn.channel_id)

    async def step(self, turn: Turn) -> Written | None:
        """Write what waits; None if the mixtape has ended."""
        mixtape = await self._store.of(turn.channel_id)
        if mixtape is None:
            return None
        songs = await self._resolved(await self._store.songs(turn.channel_id))
        if not songs:
            return Written(mixtape)
        try:
            async with self._access.own(mixtape.owner_id, EDIT_PLAYLISTS, asked=False) as spotify:
                questions = await self._questions(spotify, songs)
                unlinked = await self._write(spotify, mixtape, songs)
        except Broken as error:
            changed = await self._store.change(turn.channel_id, paused=1)
            return Written(mixtape, paused=error if changed else None, trouble=error)
        except ServiceError as error:
            return Written(mixtape, trouble=error)
        return Written(mixtape, questions=questions, unlinked=tuple(unlinked))

    async def _resolved(self, songs: Sequence[PostedSong]) -> Sequence[PostedSong]:
        """Save where short links lead, and forget those that lead to no song."""
        short = [one for one in songs if one.uri.startswith("short:")]
        if not short:
            return songs
        for song in short:
            host, _, code = song.uri.removeprefix("short:").partition("/")
            found = await self._short_links.resolve(ShortLink(host, code))
            if isinstance(found, SpotifyLink) and found.kind in ("track", "album"):
                await self._store.replace(song, found.uri)
            else:
                await self._store.drop([song], song.state)
        return await self._store.songs(short[0].channel_id)

    async def _questions(
        self, spotify: SpotifyApi, songs: Sequence[PostedSong]
    ) -> tuple[Question, ...]:
        found: list[Question] = []
        for song in songs:
            link = SpotifyLink.from_uri(song.uri)
            if song.state != "waiting" or link is None or link.kind != "album":
                continue
            try:
                page = await spotify.album(link.id)
            except (NotFound, BadRequest):
                await self._store.move([song], ("waiting",), "refused")
                continue
            found.append(Question(song, page.album, len(page.tracks)))
        return tuple(found)

    async def _write(
        self, spotify: SpotifyApi, mixtape: Mixtape, songs: Sequence[PostedSong]
    ) -> list[PostedSong]:
        """Write what waits; return what its messages don't link to any more."""
        unclear = [one for one in songs if one.state == "writing"]
        into = await self._contents.of(spotify, mixtape, fresh=bool(unclear))
        there = into.contents.uris
        written = [one for one in unclear if one.uri in there]
        await self._store.move(written, ("writing",), "in")
        lost = [one for one in unclear if one.uri not in there]
        again = await self._store.move(lost, ("writing",), "waiting")
        unlinked = await self._take_out(into, songs)
        waiting = [one for one in songs if one.state == "waiting"]
        tracks = [one for one in waiting if one.uri.startswith("spotify:track:")]
        new, known = await self._new(into, [*again, *tracks])
        await self._adding.add(into, new)
        # Only now: if the first of two was deleted meanwhile, the other one's turn is next.
        there = into.contents.uris
        held = {one.uri for one in await self._store.songs(mixtape.channel_id, ("in",))}
        known = [one for one in known if one.uri in there or one.uri in held]
        await self._store.move(known, ("waiting",), "known")
        return unlinked

    async def _new(
        self, into: Into, songs: Sequence[PostedSong]
    ) -> tuple[list[PostedSong], list[PostedSong]]:
        """Return the songs that go in, and duplicates; note what can't go in.

        That is what is beyond a person's limit, and what Spotify wouldn't have before.
        """
        mixtape = into.mixtape
        before = await self._store.songs(mixtape.channel_id, ("in", "refused", "barred"))
        held = [one for one in before if one.state == "in"]
        verdicts = {one.uri: one.state for one in before if one.state != "in"}
        there = set(into.contents.uris)
        if not into.contents.complete:
            there.update(one.uri for one in held)
        # What is refused counts too: finding out costs up to three requests for each.
        counts = Counter(one.added_by for one in before)
        new: list[PostedSong] = []
        known: list[PostedSong] = []
        for song in songs:
            free = mixtape.each == 0 or song.added_by == mixtape.owner_id
            if song.uri in there:
                known.append(song)
            elif song.uri in verdicts:
                await self._store.move([song], ("waiting",), verdicts[song.uri])
            elif not free and counts[song.added_by] >= mixtape.each:
                await self._store.move([song], ("waiting",), "full")
            else:
                there.add(song.uri)
                counts[song.added_by] += 1
                new.append(song)
        return new, known

    async def _take_out(self, into: Into, songs: Sequence[PostedSong]) -> list[PostedSong]:
        leave = [one for one in songs if one.state in LEAVING]
        for first in range(0, len(leave), AT_ONCE):
            part = leave[first : first + AT_ONCE]
            uris = list(dict.fromkeys(one.uri for one in part))
            try:
                await into.spotify.remove_from_playlist(into.mixtape.playlist_id, uris)
            except (Forbidden, NotFound):
                raise PlaylistLost from None
            into.contents.removed(uris)
            await self._store.drop(part, "leaving")
            await self._store.drop(part, "edited")
            await self._store.move(part, ("undoing",), "gone")
            await self._store.move(part, ("barring",), "barred")
        return [one for one in leave if one.state == "edited"]
