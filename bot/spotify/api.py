"""The Web API as Earshot uses it: typed methods, models out, errors of bot.spotify.errors.

Each method names its page under developer.spotify.com/documentation/web-api/reference.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import cast

from bot.spotify import parse
from bot.spotify.models import Album, Artist, Page, Playback, Playlist, Profile, Track
from bot.spotify.spotipy_async import AsyncSpotipy
from bot.spotify.transport import Caller, Transport

MOST_AT_ONCE = 10
"""The most that search and an artist's albums give on one page (since February 2026)."""


class SpotifyApi:
    """Spotify on behalf of one caller."""

    def __init__(self, transport: Transport, caller: Caller) -> None:
        self._spotipy = AsyncSpotipy(transport, caller)

    async def me(self) -> Profile:
        """Return who the token belongs to (get-current-users-profile)."""
        return parse.profile(await _sent(self._spotipy.me()))

    async def playback(self) -> Playback | None:
        """Return what is playing, or None when nothing is visible.

        Needs user-read-playback-state (get-information-about-the-users-current-playback).
        """
        call = self._spotipy.current_playback(additional_types="track,episode")
        return parse.playback(await _sent(call))

    async def artist(self, artist_id: str) -> Artist:
        """Return one artist (get-an-artist)."""
        return parse.artist(await _sent(self._spotipy.artist(artist_id)))

    async def newest_albums(self, artist_id: str) -> Page[Album]:
        """Return an artist's first ten albums and singles (get-an-artists-albums)."""
        call = self._spotipy.artist_albums(
            artist_id, include_groups="album,single", limit=MOST_AT_ONCE
        )
        return parse.album_page(await _sent(call))

    async def search_artists(self, query: str) -> Page[Artist]:
        """Return up to ten artists for a search text (search)."""
        call = self._spotipy.search(query, limit=MOST_AT_ONCE, type="artist")
        return parse.artists_found(await _sent(call))

    async def search_tracks(self, query: str) -> Page[Track]:
        """Return up to ten tracks for a search text (search)."""
        call = self._spotipy.search(query, limit=MOST_AT_ONCE, type="track")
        return parse.tracks_found(await _sent(call))

    async def playlist(self, playlist_id: str) -> Playlist:
        """Return a playlist's name, owner and picture (get-playlist)."""
        call = self._spotipy.playlist(playlist_id, fields="id,name,owner(id,display_name),images")
        return parse.playlist(await _sent(call))


def _sent(call: object) -> Awaitable[object]:
    return cast(Awaitable[object], call)
