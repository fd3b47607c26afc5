"""Looking into the public catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from bot.accounts.scopes import PODCASTS
from bot.music.access import Access
from bot.music.artists import ArtistPage, artist_page
from bot.music.errors import NothingFound
from bot.music.resolver import Resolver, Target, checked_query
from bot.spotify.api import MAX_OFFSET
from bot.spotify.errors import NotFound
from bot.spotify.links import SpotifyLink
from bot.spotify.models import AlbumPage, Artist, CatalogueItem, Episode, Page, ShowPage, Track

TABS = ("track", "artist", "album", "playlist", "show")
"""What `search` has tabs for."""


@dataclass(frozen=True, slots=True)
class Searched:
    """One page of one tab of a search; `offset` counts from 0."""

    query: str
    kind: str
    offset: int
    page: Page[CatalogueItem]


class Browsing:
    """The catalogue for anyone (Client Credentials), or for linked people without a secret."""

    def __init__(self, access: Access, meanings: Resolver) -> None:
        self._access = access
        self._meanings = meanings

    async def artist(self, asked: Target) -> ArtistPage:
        """Find an artist by name, link, or what plays; raises as Meanings.things does."""
        if asked.words:
            return await self._artist_by_name(asked)
        (artist,) = (await self._meanings.things(asked, ("artist",)))[:1]
        if not isinstance(artist, Artist):
            raise NothingFound(asked.words)
        async with self._access.catalogue(asked.viewer) as spotify:
            return await artist_page(spotify, artist)

    async def _artist_by_name(self, asked: Target) -> ArtistPage:
        (chosen,) = await self._meanings.things(asked, ("artist",))
        async with self._access.catalogue(asked.viewer) as spotify:
            # The same search again: it comes from the cache.
            found = (await spotify.search_artists(checked_query(asked.words))).items
            artist = next(one for one in found if one == chosen)
            return await artist_page(spotify, artist, found)

    async def artist_by_id(self, artist_id: str, *, viewer: int) -> ArtistPage:
        """Return one artist's page."""
        async with self._access.catalogue(viewer) as spotify:
            return await artist_page(spotify, await spotify.artist(artist_id))

    async def album(self, asked: Target) -> AlbumPage:
        """Find an album by name, link, or what plays."""
        (album,) = (await self._meanings.things(asked, ("album",)))[:1]
        return await self.album_by_id(str(album.id), viewer=asked.viewer)

    async def album_by_id(self, album_id: str, *, viewer: int) -> AlbumPage:
        """Return an album with its tracks."""
        async with self._access.catalogue(viewer) as spotify:
            return await spotify.album(album_id)

    async def track(self, asked: Target) -> Track | Episode:
        """Find a track or an episode by name, link, or what plays."""
        (found,) = (await self._meanings.things(asked, ("track", "episode")))[:1]
        if not isinstance(found, Track | Episode):
            raise NothingFound(asked.words, "track")
        return found

    async def linked(self, asked: Target) -> CatalogueItem:
        """Return what the first link is of."""
        return await self._meanings.by_link(asked.links[0], asked.viewer)

    async def show(self, show_id: str, *, viewer: int) -> ShowPage:
        """Return a podcast with its newest episodes; needs the viewer's own link."""
        try:
            async with self._access.own(viewer, PODCASTS) as spotify:
                return await spotify.show(show_id)
        except NotFound:
            raise NothingFound(SpotifyLink("show", show_id).url, "show") from None

    async def search(self, words: str, kind: str, offset: int, *, viewer: int) -> Searched:
        """Return ten things of one kind; raises QueryTooLong."""
        query = checked_query(words)
        place = max(0, min(offset, MAX_OFFSET - 10))
        async with self._access.catalogue(viewer) as spotify:
            found = await spotify.search(query, kind, place)
        return Searched(query, kind, place, found)

    async def suggest(self, typed: str, kind: str, *, viewer: int) -> tuple[CatalogueItem, ...]:
        """Return things for what is being typed; this never uses the last of the budget."""
        async with self._access.catalogue(viewer, asked=False) as spotify:
            return (await spotify.search(checked_query(typed), kind)).items
