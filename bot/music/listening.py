"""What people are playing and have played, shown to themselves or those they share it with."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import SystemRandom
from time import time

from bot.accounts.errors import (
    AccountError,
    LinkDamaged,
    LinkDead,
    NotLinked,
    OtherNotLinked,
)
from bot.accounts.privacy import SharesServer
from bot.accounts.scopes import READ_PLAYBACK, RECENT, TOP
from bot.http.errors import ServiceError, Unavailable
from bot.music.access import Access
from bot.music.parse_ranges import TopKind
from bot.music.presences import Presences
from bot.spotify.api import SpotifyApi
from bot.spotify.errors import AppRejected, OwnerWithoutPremium, RateLimited, SignInUnavailable
from bot.spotify.models import Artist, Playlist, TimeRange, Track
from bot.spotify.playing import Playback, PlayedTrack

MOST_ASKED = 15
"""How many people `listening` checks: each may cost a request."""

MOST_HEARD = 25
"""How many people without a link it shows: so many lines fit into one message."""

_AT_ONCE = 5
_LONG_ENOUGH = 4.0
_READ = frozenset({READ_PLAYBACK})
_NO_LINK = (NotLinked, LinkDead, LinkDamaged, OtherNotLinked)
_AWAY = (Unavailable, RateLimited, SignInUnavailable, AppRejected, OwnerWithoutPremium)
"""Why nobody's player can be read right now, whoever they are."""

_chance = SystemRandom()


@dataclass(frozen=True, slots=True)
class NowPlaying:
    """A playback, its playlist if the name may be read, and whether the song is liked.

    `playback` is None if nothing is visible: nothing is playing, or in a private session.
    `from_discord` says that it's what Discord shows, because no player can be read.
    """

    playback: Playback | None
    playlist: Playlist | None = None
    liked: bool | None = None
    from_discord: bool = False


@dataclass(frozen=True, slots=True)
class ListeningNow:
    """What some people are listening to; `complete` is False if some couldn't be asked."""

    playing: tuple[tuple[int, Playback], ...]
    complete: bool


class Listening:
    """Reads people's players and lists within their privacy."""

    def __init__(self, access: Access, presences: Presences | None = None) -> None:
        self._access = access
        self._presences = presences

    async def now_playing(
        self,
        person: int,
        *,
        viewer: int,
        shares_server: SharesServer,
        asked: bool = True,
        server: int | None = None,
    ) -> NowPlaying:
        """Return what `person` is playing; raises what Access.of raises, and Spotify's errors.

        Without a link that works, and while Spotify is away, it's what Discord shows of them, asked
        in `server`.
        """
        try:
            async with self._access.of(
                person, _READ, viewer=viewer, shares_server=shares_server, asked=asked
            ) as spotify:
                return await _read(spotify)
        except (*_NO_LINK, *_AWAY) as error:
            shown = await self._shown_by_discord(person, viewer, server)
            says_more = isinstance(error, _AWAY) or (asked and person == viewer)
            if shown is None or (shown.playback is None and says_more):
                raise
            return shown

    async def _shown_by_discord(
        self, person: int, viewer: int, server: int | None
    ) -> NowPlaying | None:
        """Return what Discord shows; None if that isn't for this viewer, or isn't known."""
        if self._presences is None:
            return None
        presence = await self._presences.of(person, viewer, server)
        if presence is None:
            return None
        heard = presence.song.playback(time()) if presence.song is not None else None
        return NowPlaying(heard, from_discord=True)

    def heard_in(self, server: int) -> list[int]:
        """Return people in a server whose Discord shows music, by what it told last."""
        return [] if self._presences is None else self._presences.listeners(server)

    async def with_heard(
        self, hearing: ListeningNow, people: Sequence[int], *, viewer: int, server: int
    ) -> ListeningNow:
        """Add people in the viewer's server whose Discord shows music, of those who share it."""
        if self._presences is None:
            return hearing
        found = []
        for person in await self._access.shown_to(viewer, people, len(people)):
            presence = await self._presences.of(person, viewer, server)
            if presence is not None and presence.song is not None:
                found.append((person, presence.song.playback(time())))
        return replace(hearing, playing=(*hearing.playing, *found))

    async def recent(
        self, person: int, *, viewer: int, shares_server: SharesServer
    ) -> tuple[PlayedTrack, ...]:
        """Return `person`'s recently played tracks, newest first; at most 50."""
        async with self._access.of(
            person, RECENT, viewer=viewer, shares_server=shares_server
        ) as spotify:
            return await spotify.recently_played()

    async def top_tracks(
        self, person: int, span: TimeRange, *, viewer: int, shares_server: SharesServer
    ) -> tuple[Track, ...]:
        """Return Spotify's list of a person's top tracks, unchanged."""
        async with self._access.of(
            person, TOP, viewer=viewer, shares_server=shares_server
        ) as spotify:
            return (await spotify.top_tracks(span)).items

    async def top_artists(
        self, person: int, span: TimeRange, *, viewer: int, shares_server: SharesServer
    ) -> tuple[Artist, ...]:
        """Return Spotify's list of a person's top artists, unchanged."""
        async with self._access.of(
            person, TOP, viewer=viewer, shares_server=shares_server
        ) as spotify:
            return (await spotify.top_artists(span)).items

    async def top(
        self,
        kind: TopKind,
        person: int,
        span: TimeRange,
        *,
        viewer: int,
        shares_server: SharesServer,
    ) -> tuple[Track, ...] | tuple[Artist, ...]:
        """Return one of a person's top lists."""
        read = self.top_tracks if kind == "tracks" else self.top_artists
        return await read(person, span, viewer=viewer, shares_server=shares_server)

    async def who_is_listening(
        self, people: Sequence[int], *, viewer: int, server: int | None = None
    ) -> ListeningNow:
        """Return what members of the viewer's `server` are playing now, of those who share it.

        Checks at most MOST_ASKED of them, five at a time and within four seconds; a spent budget
        or a pause ends it early. If there are more, it's the viewer and a random choice of others.
        """
        gate = asyncio.Semaphore(_AT_ONCE)
        # One more than are asked, to know whether there are more.
        sharers = await self._access.shown_to(viewer, _shuffled(people, viewer), MOST_ASKED + 1)
        asked = sharers[:MOST_ASKED]

        async def look(person: int) -> tuple[int, Playback] | None:
            async with gate:
                try:
                    now = await self.now_playing(
                        person, viewer=viewer, shares_server=True, asked=False, server=server
                    )
                except AccountError:
                    return None
            playing = now.playback
            if playing is None or not playing.is_playing or playing.item is None:
                return None
            return person, playing

        tasks = [asyncio.create_task(look(person)) for person in asked]
        if not tasks:
            return ListeningNow((), complete=True)
        done, late = await asyncio.wait(tasks, timeout=_LONG_ENOUGH)
        for task in late:
            task.cancel()
        failures = [one for task in done if (one := task.exception()) is not None]
        for failure in failures:
            if not isinstance(failure, ServiceError):
                raise failure
        paused = next((one for one in failures if isinstance(one, RateLimited)), None)
        if paused is not None and len(failures) == len(tasks):
            raise paused
        found = [task.result() for task in tasks if task in done and task.exception() is None]
        complete = not late and not failures and len(asked) == len(sharers)
        return ListeningNow(tuple(one for one in found if one is not None), complete)


def _shuffled(people: Sequence[int], viewer: int) -> list[int]:
    """Return people in a random order, the viewer first: nobody is always left out."""
    order = _chance.sample(people, len(people))
    return sorted(order, key=lambda one: one != viewer)


async def _read(spotify: SpotifyApi) -> NowPlaying:
    playback = await spotify.playback()
    if playback is None or playback.is_private:
        return NowPlaying(None)
    context = playback.context
    if context is None or context.kind != "playlist" or context.id is None:
        return NowPlaying(playback)
    try:
        return NowPlaying(playback, await spotify.playlist(context.id))
    except ServiceError:
        return NowPlaying(playback)
