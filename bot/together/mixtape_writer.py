"""Writes a mixtape's songs into its playlist: several in one request, each once, in order.

A song is `writing` while Spotify may or may not have it. If that's still so in the next turn (the
answer never came, or the process died), the playlist is read: what is in it isn't sent again.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.accounts.errors import LinkDamaged, LinkDead, MissingScopes, NotLinked
from bot.accounts.scopes import EDIT_PLAYLISTS
from bot.http.errors import NotSent, ServiceError
from bot.music.access import Access
from bot.music.errors import NotYourPlaylist
from bot.music.playlist_calls import look_through
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
from bot.storage.mixtape_records import Mixtape, PostedSong, Turn
from bot.storage.mixtapes import MixtapeStore
from bot.together.errors import PlaylistLost

__all__ = ["MixtapeWriter", "PostedSong", "Question", "Turn", "Written"]

_HOLD = 120.0
_AGAIN = 60.0
"""Seconds to the next try: long enough for a request without an answer to be over."""

_AT_ONCE = 100
"""How many songs one request takes. Source: add-items-to-playlist."""

_KEPT = 200
"""Of how many mixtapes it's remembered what is in their playlist."""

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
    """What a turn came to: `paused` by what only the owner can fix, and albums to ask about."""

    mixtape: Mixtape
    paused: Exception | None = None
    trouble: Exception | None = None
    questions: tuple[Question, ...] = ()


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
        self._there: OrderedDict[int, set[str]] = OrderedDict()

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

    async def told(self, song: PostedSong) -> None:
        """Note that a message shows what became of a song."""
        await self._store.told(song)

    async def end(self, *, channel_id: int | None = None, guild_id: int | None = None) -> bool:
        """End the mixtape of a channel that is gone, or all of a server."""
        return await self._store.end(channel_id=channel_id, guild_id=guild_id)

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
                await self._write(spotify, mixtape, songs)
        except Broken as error:
            changed = await self._store.change(turn.channel_id, paused=1)
            return Written(mixtape, paused=error if changed else None, trouble=error)
        except ServiceError as error:
            return Written(mixtape, trouble=error)
        return Written(mixtape, questions=questions)

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
    ) -> None:
        unclear = [one for one in songs if one.state == "writing"]
        there = await self._playlist(spotify, mixtape, fresh=bool(unclear))
        written = [one for one in unclear if one.uri in there]
        await self._store.move(written, ("writing",), "in")
        lost = [one for one in unclear if one.uri not in there]
        again = await self._store.move(lost, ("writing",), "waiting")
        await self._take_out(spotify, mixtape, songs)
        waiting = [one for one in songs if one.state == "waiting"]
        tracks = [one for one in waiting if one.uri.startswith("spotify:track:")]
        new, known = await self._new(mixtape, [*again, *tracks])
        for first in range(0, len(new), _AT_ONCE):
            await self._put_in(spotify, mixtape, new[first : first + _AT_ONCE])
        # Only now: if the first of two was deleted meanwhile, the other one's turn is next.
        there = self._there[mixtape.channel_id]
        await self._store.move([one for one in known if one.uri in there], ("waiting",), "known")

    async def _playlist(self, spotify: SpotifyApi, mixtape: Mixtape, *, fresh: bool) -> set[str]:
        """Return what is in the playlist (or at its end), read once."""
        known = self._there.get(mixtape.channel_id)
        if known is None or fresh:
            spotify.forget_cached()
            try:
                found = await look_through(spotify, await spotify.playlist(mixtape.playlist_id))
            except (NotFound, Forbidden, NotYourPlaylist):
                raise PlaylistLost from None
            known = self._there[mixtape.channel_id] = set(found.uris)
            if len(self._there) > _KEPT:
                self._there.popitem(last=False)
        return known

    async def _new(
        self, mixtape: Mixtape, songs: Sequence[PostedSong]
    ) -> tuple[list[PostedSong], list[PostedSong]]:
        """Return the songs that go in, and duplicates; note what is beyond a person's limit."""
        there = set(self._there[mixtape.channel_id])
        held = await self._store.songs(mixtape.channel_id, ("in",))
        counts = Counter(one.added_by for one in held)
        new: list[PostedSong] = []
        known: list[PostedSong] = []
        full: list[PostedSong] = []
        for song in songs:
            free = mixtape.each == 0 or song.added_by == mixtape.owner_id
            if song.uri in there:
                known.append(song)
            elif not free and counts[song.added_by] >= mixtape.each:
                full.append(song)
            else:
                there.add(song.uri)
                counts[song.added_by] += 1
                new.append(song)
        await self._store.move(full, ("waiting",), "full")
        return new, known

    async def _put_in(
        self, spotify: SpotifyApi, mixtape: Mixtape, songs: Sequence[PostedSong]
    ) -> None:
        """Add songs; where Spotify refuses some, the halves are tried, down to the one."""
        taken = await self._store.move(songs, ("waiting",), "writing")
        if not taken:
            return
        try:
            await spotify.add_to_playlist(mixtape.playlist_id, [one.uri for one in taken])
        except (NotSent, RateLimited):
            await self._store.move(taken, ("writing",), "waiting")
            raise
        except (BadRequest, Forbidden, NotFound) as refusal:
            await self._store.move(taken, ("writing",), "waiting")
            if not isinstance(refusal, BadRequest):
                await self._check(spotify, mixtape, refusal)
            if len(taken) == 1:
                await self._store.move(taken, ("waiting",), "refused")
                return
            middle = len(taken) // 2
            await self._put_in(spotify, mixtape, taken[:middle])
            await self._put_in(spotify, mixtape, taken[middle:])
            return
        await self._store.move(taken, ("writing",), "in")
        self._there[mixtape.channel_id].update(one.uri for one in taken)

    async def _check(self, spotify: SpotifyApi, mixtape: Mixtape, refusal: Exception) -> None:
        """Raise PlaylistLost unless a 404 was about a song: the playlist is there."""
        if isinstance(refusal, Forbidden):
            raise PlaylistLost from None
        await self._playlist(spotify, mixtape, fresh=True)

    async def _take_out(
        self, spotify: SpotifyApi, mixtape: Mixtape, songs: Sequence[PostedSong]
    ) -> None:
        leave = [one for one in songs if one.state in ("leaving", "undoing")]
        for first in range(0, len(leave), _AT_ONCE):
            part = leave[first : first + _AT_ONCE]
            uris = list(dict.fromkeys(one.uri for one in part))
            try:
                await spotify.remove_from_playlist(mixtape.playlist_id, uris)
            except (Forbidden, NotFound):
                raise PlaylistLost from None
            self._there[mixtape.channel_id].difference_update(uris)
            await self._store.drop(part, "leaving")
            await self._store.move(part, ("undoing",), "gone")
