"""A person's playlists: listing, showing, making, changing."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from bot.accounts.scopes import COVERS, EDIT_PLAYLISTS, PLAYLISTS
from bot.music.access import Access
from bot.music.errors import BadCover, NoSuchPlaylist, NotYourPlaylist, OutOfRange
from bot.music.meaning import Asked, Meanings
from bot.spotify.api import SpotifyApi
from bot.spotify.errors import Forbidden, NotFound
from bot.spotify.links import NotASpotifyLink, parse_link
from bot.spotify.models import Episode, Page, Playable, Playlist, Track
from bot.spotify.playing import Kept

PAGE = 10
"""How many entries or playlists one page shows."""

LOOKED_THROUGH = 200
"""How many entries are searched for duplicates: the last ones of a long playlist."""

LARGEST_COVER = 192 * 1024
"""Bytes of a JPEG whose base64 form still fits Spotify's 256 KB."""

_PAGES_READ = 4


@dataclass(frozen=True, slots=True)
class PlaylistPage:
    """A playlist and some of its entries; `entries` is None when Spotify keeps them from us."""

    playlist: Playlist
    offset: int
    entries: Page[Kept] | None


@dataclass(frozen=True, slots=True)
class Added:
    """What was added, what stood there already, and whether the whole playlist was looked at."""

    playlist: Playlist
    added: tuple[Playable, ...]
    duplicates: tuple[Playable, ...]
    looked_at_all: bool = True


class Playlists:
    """Playlists of one's own and those one works on."""

    def __init__(self, access: Access, meanings: Meanings) -> None:
        self._access = access
        self._meanings = meanings

    async def mine(self, person: int, offset: int = 0) -> Page[Playlist]:
        """Return fifty of a person's playlists from an offset."""
        async with self._access.own(person, PLAYLISTS) as spotify:
            return await spotify.my_playlists(offset - offset % 50)

    async def suggest(self, person: int, typed: str) -> list[Playlist]:
        """Return own playlists for what is being typed; never uses the last of the budget."""
        async with self._access.own(person, PLAYLISTS, asked=False) as spotify:
            return _ranked(typed, (await spotify.my_playlists()).items)

    async def show(self, person: int, asked: str, offset: int = 0) -> PlaylistPage:
        """Return a playlist by name, link or ID with one page of its entries."""
        async with self._access.own(person, PLAYLISTS) as spotify:
            playlist = await _find(spotify, asked)
            try:
                entries = await spotify.playlist_items(playlist.id, offset, PAGE)
            except (Forbidden, NotFound):
                return PlaylistPage(playlist, 0, None)
        return PlaylistPage(playlist, offset, entries)

    async def create(self, person: int, name: str, *, public: bool, description: str) -> Playlist:
        """Make a playlist; raises OutOfRange for an empty or too long name."""
        checked = _checked_name(name)
        async with self._access.own(person, EDIT_PLAYLISTS) as spotify:
            return await spotify.create_playlist(
                checked, public=public, description=description[:300]
            )

    async def add(self, asked: Asked, playlist: str, *, anyway: bool = False) -> Added:
        """Add what was asked for; what stands there already only with `anyway`.

        When everything is a duplicate, nothing is sent.
        """
        found = await self._meanings.things(asked, ("track", "episode"))
        things = tuple(one for one in found if isinstance(one, Track | Episode))
        async with self._access.own(asked.viewer, EDIT_PLAYLISTS) as spotify:
            target = await _find(spotify, playlist)
            known, complete = (frozenset[str](), True)
            if not anyway:
                known, complete = await _uris_in(spotify, target)
            new = tuple(one for one in things if one.uri not in known)
            if new:
                await _guarded(
                    spotify.add_to_playlist(target.id, [str(one.uri) for one in new]), target
                )
        duplicates = tuple(one for one in things if one.uri in known)
        return Added(target, new, duplicates, complete)

    async def add_uris(self, person: int, playlist_id: str, uris: Sequence[str]) -> None:
        """Add by URI without asking about duplicates."""
        async with self._access.own(person, EDIT_PLAYLISTS) as spotify:
            await spotify.add_to_playlist(playlist_id, uris)

    async def remove(self, asked: Asked, playlist: str) -> Added:
        """Remove every occurrence of what was asked for; `added` is what was there."""
        found = await self._meanings.things(asked, ("track", "episode"))
        things = tuple(one for one in found if isinstance(one, Track | Episode))
        async with self._access.own(asked.viewer, EDIT_PLAYLISTS) as spotify:
            target = await _find(spotify, playlist)
            known, complete = await _uris_in(spotify, target)
            there = tuple(one for one in things if one.uri in known or not complete)
            if there:
                await _guarded(
                    spotify.remove_from_playlist(target.id, [str(one.uri) for one in there]), target
                )
        return Added(target, there, (), complete)

    async def rename(self, person: int, playlist: str, name: str) -> tuple[Playlist, str]:
        """Rename a playlist; return it as it was, and the new name."""
        checked = _checked_name(name)
        async with self._access.own(person, EDIT_PLAYLISTS) as spotify:
            target = await _find(spotify, playlist)
            await _guarded(spotify.change_playlist(target.id, name=checked), target)
        return target, checked

    async def move(self, person: int, playlist: str, start: int, to: int) -> PlaylistPage:
        """Move the entry at place `start` to place `to`; places count from 1."""
        async with self._access.own(person, EDIT_PLAYLISTS) as spotify:
            target = await _find(spotify, playlist)
            total = target.total or 0
            if not (1 <= start <= total and 1 <= to <= total):
                raise OutOfRange("place", f"{start} → {to}")
            before = to if to > start else to - 1
            await _guarded(
                spotify.move_in_playlist(target.id, start - 1, before, target.snapshot_id), target
            )
            offset = (to - 1) - (to - 1) % PAGE
            entries = await spotify.playlist_items(target.id, offset, PAGE)
        return PlaylistPage(target, offset, entries)

    async def set_cover(self, person: int, playlist: str, jpeg: bytes) -> Playlist:
        """Set a playlist's picture, a JPEG of at most LARGEST_COVER bytes; raises BadCover."""
        if not jpeg.startswith(b"\xff\xd8") or len(jpeg) > LARGEST_COVER:
            raise BadCover
        async with self._access.own(person, COVERS) as spotify:
            target = await _find(spotify, playlist)
            encoded = base64.b64encode(jpeg).decode("ascii")
            await _guarded(spotify.set_playlist_cover(target.id, encoded), target)
        return target


async def _guarded(call: object, target: Playlist) -> None:
    try:
        await call  # type: ignore[misc]
    except (Forbidden, NotFound):
        raise NotYourPlaylist(target.name) from None


def _checked_name(name: str) -> str:
    checked = " ".join(name.split())
    if not checked or len(checked) > 100:
        raise OutOfRange("name", name)
    return checked


async def _find(spotify: SpotifyApi, asked: str) -> Playlist:
    """Find a playlist by link, URI, ID, or by name among the person's own."""
    text = asked.strip()
    try:
        link = parse_link(text)
    except NotASpotifyLink:
        raise NoSuchPlaylist(text, ()) from None
    if link is not None:
        if link.kind != "playlist":
            raise NoSuchPlaylist(text, ())
        try:
            return await spotify.playlist(link.id)
        except NotFound:
            raise NoSuchPlaylist(text, ()) from None
    seen: list[Playlist] = []
    for number in range(_PAGES_READ):
        page = await spotify.my_playlists(number * 50)
        seen.extend(page.items)
        exact = [one for one in page.items if one.name.casefold() == text.casefold()]
        if exact:
            return exact[0]
        if len(seen) >= page.total:
            break
    near = _ranked(text, seen) if text else []
    if near:
        return near[0]
    raise NoSuchPlaylist(text, tuple(one.name for one in seen[:5]))


def _ranked(typed: str, known: Sequence[Playlist]) -> list[Playlist]:
    wanted = typed.strip().casefold()
    starts = [one for one in known if one.name.casefold().startswith(wanted)]
    return starts + [one for one in known if wanted in one.name.casefold() and one not in starts]


async def _uris_in(spotify: SpotifyApi, playlist: Playlist) -> tuple[frozenset[str], bool]:
    """Return the URIs of a playlist, or of the last LOOKED_THROUGH of a long one."""
    total = playlist.total or 0
    first = max(0, total - LOOKED_THROUGH)
    found: set[str] = set()
    try:
        for offset in range(first, total, 50):
            page = await spotify.playlist_items(playlist.id, offset)
            found.update(str(one.item.uri) for one in page.items if one.item and one.item.uri)
    except (Forbidden, NotFound):
        raise NotYourPlaylist(playlist.name) from None
    return frozenset(found), first == 0
