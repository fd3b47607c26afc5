"""Calls on one playlist that several services make, with their faults named."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass, field

from bot.music.errors import MadeBySpotify, NoSuchPlaylist, NotYourPlaylist
from bot.spotify.api import SpotifyApi
from bot.spotify.errors import Forbidden, NotFound
from bot.spotify.links import SpotifyLink
from bot.spotify.models import Page, Playlist
from bot.spotify.playing import SavedItem

PAGE = 10
"""How many entries or playlists one page shows."""

LOOKED_THROUGH = 200
"""How many entries are searched for duplicates: the last ones of a long playlist."""

_PAGES_READ = 4


@dataclass(frozen=True, slots=True)
class PlaylistPage:
    """A playlist and some of its entries; `entries` is None when Spotify keeps them from us."""

    playlist: Playlist
    offset: int
    entries: Page[SavedItem] | None


def id_of(text: str) -> str | None:
    """Return the ID of a playlist's URI; None for other texts."""
    found = SpotifyLink.from_uri(text.strip())
    return found.id if found is not None and found.kind == "playlist" else None


async def by_id(spotify: SpotifyApi, playlist_id: str) -> Playlist:
    """Return a playlist; raises MadeBySpotify and NoSuchPlaylist."""
    link = SpotifyLink("playlist", playlist_id)
    if link.is_made_by_spotify:
        raise MadeBySpotify(link)
    try:
        return await spotify.playlist(playlist_id)
    except NotFound:
        raise NoSuchPlaylist(link.url, ()) from None


async def all_mine(spotify: SpotifyApi) -> list[Playlist]:
    """Return a person's playlists, at most two hundred."""
    seen: list[Playlist] = []
    for number in range(_PAGES_READ):
        page = await spotify.my_playlists(number * 50)
        seen.extend(page.items)
        if (number + 1) * 50 >= page.total:
            break
    return seen


async def page_of(spotify: SpotifyApi, playlist: Playlist, offset: int) -> PlaylistPage:
    """Return a page of a playlist; without entries where Spotify keeps them from us."""
    try:
        entries = await spotify.playlist_items(playlist.id, offset, PAGE)
    except (Forbidden, NotFound):
        return PlaylistPage(playlist, 0, None)
    return PlaylistPage(playlist, offset, entries)


async def move_entry(spotify: SpotifyApi, target: Playlist, start: int, to: int) -> None:
    """Move the entry at place `start` to place `to`; places count from 1."""
    before = to if to > start else to - 1
    call = spotify.move_in_playlist(target.id, start - 1, before, target.snapshot_id)
    await guarded(call, target)


@dataclass(frozen=True, slots=True)
class Seen:
    """The places that were looked at in a playlist, or in the end of a long one."""

    places: tuple[tuple[int, str], ...] = ()
    complete: bool = True
    uris: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "uris", frozenset(uri for _, uri in self.places))


async def look_through(spotify: SpotifyApi, playlist: Playlist) -> Seen:
    """Look through a playlist, or the last LOOKED_THROUGH entries of a long one."""
    total = playlist.total or 0
    first = max(0, total - LOOKED_THROUGH)
    found: list[tuple[int, str]] = []
    try:
        for offset in range(first, total, 50):
            page = await spotify.playlist_items(playlist.id, offset)
            for place, one in enumerate(page.items, start=offset):
                if one.item and one.item.uri:
                    found.append((place, str(one.item.uri)))
    except (Forbidden, NotFound):
        raise NotYourPlaylist(playlist.name) from None
    return Seen(tuple(found), first == 0)


async def guarded(call: Awaitable[object], target: Playlist) -> None:
    """Make a change; raises NotYourPlaylist when the person may not."""
    try:
        await call
    except (Forbidden, NotFound):
        raise NotYourPlaylist(target.name) from None
