"""The public catalogue: artists, albums, tracks, podcasts, search.

Each method names its page under developer.spotify.com/documentation/web-api/reference.
"""

from __future__ import annotations

from bot.http.errors import Malformed
from bot.http.json_reading import demand
from bot.spotify import parse
from bot.spotify.api_base import ApiBase, sent
from bot.spotify.models import Album, AlbumPage, Artist, Episode, Found, Page, ShowPage, Track

MOST_AT_ONCE = 10
"""The most that search and an artist's albums give on one page (since February 2026)."""

LAST_OFFSET = 1000
"""How far search can be paged."""


class CatalogueApi(ApiBase):
    """What anyone may read."""

    async def artist(self, artist_id: str) -> Artist:
        """Return one artist (get-an-artist)."""
        return parse.artist(await sent(self._spotipy.artist(artist_id)))

    async def newest_albums(self, artist_id: str) -> Page[Album]:
        """Return an artist's first ten albums and singles (get-an-artists-albums)."""
        call = self._spotipy.artist_albums(
            artist_id, include_groups="album,single", limit=MOST_AT_ONCE
        )
        return parse.album_page(await sent(call))

    async def album(self, album_id: str) -> AlbumPage:
        """Return an album with its first fifty tracks (get-an-album)."""
        return parse.album_with_tracks(await sent(self._spotipy.album(album_id)))

    async def track(self, track_id: str) -> Track:
        """Return one track (get-track)."""
        found = parse.track(demand(await sent(self._spotipy.track(track_id))))
        if found is None:
            raise Malformed("a track without a name")
        return found

    async def show(self, show_id: str) -> ShowPage:
        """Return a podcast with its newest episodes (get-a-show).

        Needs user-read-playback-position.
        """
        return parse.show_with_episodes(await sent(self._spotipy.show(show_id)))

    async def episode(self, episode_id: str) -> Episode:
        """Return one episode (get-an-episode); needs user-read-playback-position."""
        found = parse.episode(demand(await sent(self._spotipy.episode(episode_id))))
        if found is None:
            raise Malformed("an episode without a name")
        return found

    async def search(self, query: str, kind: str, offset: int = 0) -> Page[Found]:
        """Return up to ten things of one kind for a search text (search)."""
        call = self._spotipy.search(query, limit=MOST_AT_ONCE, offset=offset, type=kind)
        return parse.found(await sent(call), kind)

    async def search_artists(self, query: str) -> Page[Artist]:
        """Return up to ten artists for a search text (search)."""
        found = await self.search(query, "artist")
        return Page(tuple(one for one in found.items if isinstance(one, Artist)), found.total)

    async def search_tracks(self, query: str) -> Page[Track]:
        """Return up to ten tracks for a search text (search)."""
        found = await self.search(query, "track")
        return Page(tuple(one for one in found.items if isinstance(one, Track)), found.total)
