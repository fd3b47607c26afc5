"""The Web API as Earshot uses it: typed methods, models out, errors of bot.spotify.errors."""

from __future__ import annotations

from bot.spotify.api_catalogue import CatalogueApi
from bot.spotify.api_library import LibraryApi
from bot.spotify.api_player import PlayerApi
from bot.spotify.api_playlists import PlaylistApi


class SpotifyApi(CatalogueApi, LibraryApi, PlayerApi, PlaylistApi):
    """Spotify on behalf of one caller."""
