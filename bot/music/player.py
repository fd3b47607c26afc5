"""Controls a person's own player."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.accounts.privacy import SharesServer
from bot.accounts.scopes import PLAYER, QUEUE, READ_PLAYBACK
from bot.music import parse_arguments
from bot.music.access import Access
from bot.music.device_names import device_named
from bot.music.errors import NothingPlaying, NotOnSpotify, NotTold, NoVolume, OutOfRange
from bot.music.resolver import Resolver, Target
from bot.spotify.api import SpotifyApi
from bot.spotify.errors import Restricted
from bot.spotify.links import SpotifyLink
from bot.spotify.models import (
    Album,
    Artist,
    CatalogueItem,
    Episode,
    Playable,
    Playlist,
    Show,
    Track,
)
from bot.spotify.playing import Device, Playback, Queue, Repeat

SETTLES = 0.6
"""Seconds until Spotify shows the effect of a command (docs/reference/spotify.md, section 3.1)."""

PLAYS = ("track", "episode", "album", "playlist", "artist", "show")
QUEUES = ("track", "episode", "album")
MOST_QUEUED = 20
"""How many songs one command queues: each takes a request of its own."""

_READ = frozenset({READ_PLAYBACK})


@dataclass(frozen=True, slots=True)
class Jump:
    """The new position after a seek, in milliseconds."""

    item: Playable | None
    position_ms: int


@dataclass(frozen=True, slots=True)
class Started:
    """What was started, None after a resume; `fitting` are songs that fit equally well, if any."""

    thing: CatalogueItem | None
    fitting: tuple[Track, ...] = ()


@dataclass(frozen=True, slots=True)
class Queued:
    """What was queued, how many more songs were left out, and songs that fit equally well."""

    items: tuple[Playable, ...]
    left_out: int = 0
    fitting: tuple[Track, ...] = ()


class Players:
    """All commands that need user-modify-playback-state, and the reads they need."""

    def __init__(self, access: Access, resolver: Resolver) -> None:
        self._access = access
        self._resolver = resolver

    async def play(self, target: Target) -> Started:
        """Start what was asked for, or resume if nothing was; return what was started."""
        if target.is_empty:
            await self.resume(target.viewer)
            return Started(None)
        resolved = await self._resolver.resolve_all(target, PLAYS)
        things = resolved.things
        songs = [one for one in things if isinstance(one, Track | Episode)]
        if len(songs) == len(things) > 1:
            async with self._access.own(target.viewer, PLAYER) as spotify:
                await spotify.play(uris=[_uri(one) for one in songs])
        else:
            await self.start(target.viewer, things[0])
        return Started(things[0], resolved.fitting)

    async def play_link(self, person: int, link: SpotifyLink) -> CatalogueItem:
        """Start what a link points to."""
        thing = await self._resolver.by_link(link, person)
        await self.start(person, thing)
        return thing

    async def start(self, person: int, thing: CatalogueItem) -> None:
        """Start something: a track within its album, so that the music continues after it."""
        async with self._access.own(person, PLAYER) as spotify:
            match thing:
                case Track(album=Album(id=str() as album_id)):
                    await spotify.play(
                        context_uri=f"spotify:album:{album_id}", offset_uri=thing.uri
                    )
                case Track() | Episode():
                    await spotify.play(uris=[_uri(thing)])
                case Artist() | Playlist():
                    await spotify.play(context_uri=thing.uri)
                case Album():
                    await spotify.play(context_uri=f"spotify:album:{thing.id}")
                case Show():
                    await spotify.play(context_uri=f"spotify:show:{thing.id}")

    async def start_at(self, person: int, uri: str, position_ms: int) -> None:
        """Start one track at a position."""
        async with self._access.own(person, PLAYER) as spotify:
            await spotify.play(uris=[uri], position_ms=position_ms)

    async def resume(self, person: int) -> None:
        """Resume; already playing is fine too."""
        async with self._access.own(person, PLAYER) as spotify:
            try:
                await spotify.play()
            except Restricted:
                if not await _is_playing(spotify):
                    raise

    async def pause(self, person: int) -> None:
        """Pause; already paused is fine too."""
        async with self._access.own(person, PLAYER) as spotify:
            try:
                await spotify.pause()
            except Restricted:
                if await _is_playing(spotify):
                    raise

    async def toggle(self, person: int) -> None:
        """Pause if playing, else resume."""
        async with self._access.own(person, PLAYER) as spotify:
            playback = await spotify.playback()
            await (spotify.pause() if playback and playback.is_playing else spotify.play())

    async def control(self, person: int, act: Literal["prev", "toggle", "next"]) -> None:
        """Do what a button of a player says; return when Spotify shows the result."""
        if act == "prev":
            await self.previous(person)
        elif act == "next":
            await self.skip(person)
        else:
            await self.toggle(person)
            await asyncio.sleep(SETTLES)

    async def skip(self, person: int) -> Playback | None:
        """Skip to the next track, and return what plays then."""
        async with self._access.own(person, PLAYER) as spotify:
            await spotify.next()
            return await _settled(spotify)

    async def previous(self, person: int) -> Playback | None:
        """Go back to the previous track, and return what plays then."""
        async with self._access.own(person, PLAYER) as spotify:
            await spotify.previous()
            return await _settled(spotify)

    async def seek(self, person: int, text: str) -> Jump:
        """Seek to a position (see parse_arguments.position); raises OutOfRange beyond the end."""
        async with self._access.own(person, PLAYER) as spotify:
            playback = _visible(await spotify.playback())
            wanted = parse_arguments.position(text, playback.progress_ms)
            if playback.item is not None and 0 < playback.item.duration_ms <= wanted:
                raise OutOfRange("end", text)
            await spotify.seek(wanted)
        return Jump(playback.item, wanted)

    async def volume(self, person: int, text: str) -> int:
        """Set the volume (see parse_arguments.volume), or only return it if `text` is empty."""
        async with self._access.own(person, PLAYER) as spotify:
            device = _visible(await spotify.playback()).device
            now = device.volume_percent if device else None
            if not text.strip() and now is not None:
                return now
            if device is not None and not device.supports_volume:
                raise NoVolume
            if not text.strip():
                raise NotTold("volume")
            wanted = parse_arguments.volume(text, now)
            await spotify.volume(wanted)
        return wanted

    async def shuffle(self, person: int, text: str) -> bool:
        """Turn shuffle on or off, or toggle it; return the new state."""
        async with self._access.own(person, PLAYER) as spotify:
            wanted = parse_arguments.switch(text, _visible(await spotify.playback()).shuffle)
            await spotify.shuffle(on=wanted)
        return wanted

    async def repeat(self, person: int, text: str) -> Repeat:
        """Set the repeat mode, or switch to the next; return the new one."""
        async with self._access.own(person, PLAYER) as spotify:
            wanted = parse_arguments.repeat(text, _visible(await spotify.playback()).repeat)
            await spotify.repeat(wanted)
        return wanted

    async def queue(self, person: int, *, viewer: int, shares_server: SharesServer) -> Queue:
        """Return someone's queue."""
        async with self._access.of(
            person, QUEUE, viewer=viewer, shares_server=shares_server
        ) as spotify:
            return await spotify.queue()

    async def add_to_queue(self, target: Target) -> Queued:
        """Queue what was asked for, in order; an album as its songs."""
        found = await self._resolver.resolve_all(target, QUEUES)
        items: list[Playable] = []
        for one in found.things:
            if isinstance(one, Album):
                items += await self._songs_of(one, target.viewer)
            elif isinstance(one, Track | Episode):
                items.append(one)
        things = tuple(items[:MOST_QUEUED])
        await self.queue_uris(target.viewer, [_uri(one) for one in things])
        return Queued(things, len(items) - len(things), found.fitting)

    async def _songs_of(self, album: Album, viewer: int) -> tuple[Track, ...]:
        async with self._access.catalogue(viewer) as spotify:
            # The same album again, answered from the cache.
            return (await spotify.album(str(album.id))).tracks

    async def queue_uris(self, person: int, uris: Sequence[str]) -> None:
        """Queue URIs in this order: one request each, none sent twice."""
        async with self._access.own(person, PLAYER) as spotify:
            for uri in uris:
                await spotify.add_to_queue(uri)

    async def devices(self, person: int) -> tuple[Device, ...]:
        """Return a person's available devices."""
        async with self._access.own(person, _READ) as spotify:
            return await spotify.devices()

    async def transfer_to(self, person: int, name: str) -> Device:
        """Transfer playback to the device with that name or ID; raises what device_named raises."""
        async with self._access.own(person, PLAYER) as spotify:
            device = device_named(name, await spotify.devices())
            playback = await spotify.playback()
            await spotify.transfer(str(device.id), play=bool(playback and playback.is_playing))
        return device

    async def wake(self, person: int, device_id: str) -> None:
        """Make a device the active one without starting anything, and wait until it is."""
        async with self._access.own(person, PLAYER) as spotify:
            await spotify.transfer(device_id, play=False)
            await asyncio.sleep(SETTLES)


def _uri(song: Playable) -> str:
    """Return a song's URI; raises NotOnSpotify for a local file."""
    if song.uri is None:
        raise NotOnSpotify
    return song.uri


def _visible(playback: Playback | None) -> Playback:
    if playback is None:
        raise NothingPlaying
    return playback


async def _is_playing(spotify: SpotifyApi) -> bool:
    playback = await spotify.playback()
    return playback is not None and playback.is_playing


async def _settled(spotify: SpotifyApi) -> Playback | None:
    await asyncio.sleep(SETTLES)
    return await spotify.playback()
