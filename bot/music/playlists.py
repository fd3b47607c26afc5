"""A person's playlists: list, show, create, change."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from bot.accounts.scopes import COVERS, EDIT_PLAYLISTS, PLAYLISTS
from bot.music.access import Access
from bot.music.errors import (
    BadCover,
    NoSuchPlaylist,
    OutOfRange,
    WhichPlaylist,
)
from bot.music.playlist_calls import (
    PAGE,
    PlaylistPage,
    Seen,
    all_mine,
    by_id,
    guarded,
    id_of,
    look_through,
    move_entry,
    page_of,
)
from bot.music.playlist_names import Pick, TypedName, nearest, picks, rest_after, starting
from bot.music.resolver import Resolver, Target
from bot.spotify.models import Episode, Page, Playable, Playlist, Track

LARGEST_COVER = 192 * 1024
"""Bytes of a JPEG whose base64 form still fits Spotify's 256 KB."""


@dataclass(frozen=True, slots=True)
class Added:
    """What was added, what was already there, and whether the whole playlist was checked."""

    playlist: Playlist
    added: tuple[Playable, ...]
    duplicates: tuple[Playable, ...]
    looked_at_all: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """What was removed: positions (counted from 0) and URIs."""

    playlist: Playlist
    items: tuple[Playable, ...]
    places: tuple[tuple[int, str], ...] = ()
    looked_at_all: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """An entry that was moved from position `start` to `to` (counted from 1)."""

    page: PlaylistPage
    uri: str | None
    start: int
    to: int


class Playlists:
    """The playlists a person owns or collaborates on."""

    def __init__(self, access: Access, resolver: Resolver) -> None:
        self._access = access
        self._resolver = resolver

    async def mine(self, person: int, offset: int = 0) -> Page[Playlist]:
        """Return 50 of a person's playlists from an offset."""
        async with self._access.own(person, PLAYLISTS) as spotify:
            return await spotify.my_playlists(offset - offset % 50)

    async def suggest(self, person: int, typed: str) -> list[Playlist]:
        """Return own playlists that match what is being typed; never spends the last budget."""
        async with self._access.own(person, PLAYLISTS, asked=False) as spotify:
            return starting(typed, (await spotify.my_playlists()).items)

    async def choose(
        self, person: int, typed: TypedName, scopes: frozenset[str], chosen: str | None = None
    ) -> Pick:
        """Find the playlist meant by name or URI, and what comes after its name.

        `chosen` is the ID of the one that the person chose when asked. Raises WhichPlaylist if
        it is unclear, NoSuchPlaylist if there is none, and MadeBySpotify.
        """
        async with self._access.own(person, scopes) as spotify:
            known = chosen or id_of(typed.text)
            if known is not None:
                playlist = await by_id(spotify, known)
                return Pick(playlist, rest_after(typed, playlist) if chosen else typed.rest)
            mine = await all_mine(spotify)
        found = picks(typed, mine)
        if len(found) == 1:
            return found[0]
        if not mine:
            raise NoSuchPlaylist(typed.text, ())
        raise WhichPlaylist(typed.text, tuple(found) or tuple(nearest(typed, mine)), bool(found))

    async def show(self, person: int, playlist_id: str, offset: int = 0) -> PlaylistPage:
        """Return a playlist by its ID with one page of its entries."""
        async with self._access.own(person, PLAYLISTS) as spotify:
            return await page_of(spotify, await by_id(spotify, playlist_id), offset)

    async def entries(self, person: int, playlist: Playlist) -> PlaylistPage:
        """Return the first page of a known playlist."""
        async with self._access.own(person, PLAYLISTS) as spotify:
            return await page_of(spotify, playlist, 0)

    async def create(self, person: int, name: str, *, public: bool, description: str) -> Playlist:
        """Create a playlist; raises OutOfRange for an empty or too long name."""
        checked = _checked_name(name)
        async with self._access.own(person, EDIT_PLAYLISTS) as spotify:
            return await spotify.create_playlist(
                checked, public=public, description=description[:300]
            )

    async def add(self, wanted: Target, target: Playlist, *, anyway: bool = False) -> Added:
        """Add what was asked for; duplicates only with `anyway`.

        If everything is a duplicate, nothing is sent.
        """
        things = await self._playable(wanted)
        async with self._access.own(wanted.viewer, EDIT_PLAYLISTS) as spotify:
            known = Seen() if anyway else await look_through(spotify, target)
            new = tuple(one for one in things if one.uri not in known.uris)
            if new:
                await guarded(
                    spotify.add_to_playlist(target.id, [str(one.uri) for one in new]), target
                )
        duplicates = tuple(one for one in things if one.uri in known.uris)
        return Added(target, new, duplicates, known.complete)

    async def add_uris(
        self, person: int, playlist_id: str, uris: Sequence[str], position: int | None = None
    ) -> None:
        """Add URIs without checking for duplicates, at the end or at a position."""
        async with self._access.own(person, EDIT_PLAYLISTS) as spotify:
            await spotify.add_to_playlist(playlist_id, uris, position)

    async def remove(self, wanted: Target, target: Playlist) -> Taken:
        """Remove every occurrence of what was asked for, and return where it was."""
        things = await self._playable(wanted)
        async with self._access.own(wanted.viewer, EDIT_PLAYLISTS) as spotify:
            known = await look_through(spotify, target)
            there = tuple(one for one in things if one.uri in known.uris or not known.complete)
            if there:
                await guarded(
                    spotify.remove_from_playlist(target.id, [str(one.uri) for one in there]), target
                )
        gone = {one.uri for one in there}
        places = tuple(one for one in known.places if one[1] in gone)
        return Taken(target, there, places, known.complete)

    async def _playable(self, wanted: Target) -> tuple[Playable, ...]:
        found = await self._resolver.resolve(wanted, ("track", "episode"))
        return tuple(one for one in found if isinstance(one, Track | Episode))

    async def rename(self, person: int, target: Playlist, name: str) -> str:
        """Rename a playlist; return the new name. Raises OutOfRange."""
        checked = _checked_name(name)
        async with self._access.own(person, EDIT_PLAYLISTS) as spotify:
            await guarded(spotify.change_playlist(target.id, name=checked), target)
        return checked

    async def move(self, person: int, target: Playlist, start: int, to: int) -> Moved:
        """Move the entry at position `start` to position `to`; positions count from 1."""
        async with self._access.own(person, EDIT_PLAYLISTS) as spotify:
            total = target.total or 0
            if not (1 <= start <= total and 1 <= to <= total):
                raise OutOfRange("place", f"{start} → {to}")
            await move_entry(spotify, target, start, to)
            page = await page_of(spotify, target, (to - 1) - (to - 1) % PAGE)
        shown = page.entries.items if page.entries else ()
        place = (to - 1) % PAGE
        item = shown[place].item if place < len(shown) else None
        return Moved(page, item.uri if item else None, start, to)

    async def set_cover(self, person: int, target: Playlist, jpeg: bytes) -> None:
        """Set a playlist's picture, a JPEG of at most LARGEST_COVER bytes; raises BadCover."""
        async with self._access.own(person, COVERS) as spotify:
            await guarded(spotify.set_playlist_cover(target.id, encoded_cover(jpeg)), target)


def encoded_cover(jpeg: bytes) -> str:
    """Return a picture encoded for Spotify; raises BadCover if it is too large."""
    if not jpeg.startswith(b"\xff\xd8") or len(jpeg) > LARGEST_COVER:
        raise BadCover
    return base64.b64encode(jpeg).decode("ascii")


def _checked_name(name: str) -> str:
    checked = " ".join(name.split())
    if not checked or len(checked) > 100:
        raise OutOfRange("name", name)
    return checked
