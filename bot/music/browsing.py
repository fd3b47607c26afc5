"""Looks things up in the public catalogue."""

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
"""The tabs of `search`."""


@dataclass(frozen=True, slots=True)
class Searched:
    """One page of one tab of a search; `offset` counts from 0."""

    query: str
    kind: str
    offset: int
    page: Page[CatalogueItem]


class Browsing:
    """The catalogue: for everyone with a client secret, else for linked people only."""

    def __init__(self, access: Access, resolver: Resolver) -> None:
        self._access = access
        self._resolver = resolver

    async def artist(self, target: Target) -> ArtistPage:
        """Find an artist by name, link, or what plays; raises what Resolver.resolve raises."""
        if target.words:
            return await self._artist_by_name(target)
        (artist,) = (await self._resolver.resolve(target, ("artist",)))[:1]
        if not isinstance(artist, Artist):
            raise NothingFound(target.words)
        async with self._access.catalogue(target.viewer) as spotify:
            return await artist_page(spotify, artist)

    async def _artist_by_name(self, target: Target) -> ArtistPage:
        (chosen,) = await self._resolver.resolve(target, ("artist",))
        async with self._access.catalogue(target.viewer) as spotify:
            # The same search again, answered from the cache.
            found = (await spotify.search_artists(checked_query(target.words))).items
            artist = next(one for one in found if one == chosen)
            return await artist_page(spotify, artist, found)

    async def artist_by_id(self, artist_id: str, *, viewer: int) -> ArtistPage:
        """Return one artist's page."""
        async with self._access.catalogue(viewer) as spotify:
            return await artist_page(spotify, await spotify.artist(artist_id))

    async def album(self, target: Target) -> AlbumPage:
        """Find an album by name, link, or what plays."""
        (album,) = (await self._resolver.resolve(target, ("album",)))[:1]
        return await self.album_by_id(str(album.id), viewer=target.viewer)

    async def album_by_id(self, album_id: str, *, viewer: int) -> AlbumPage:
        """Return an album with its tracks."""
        async with self._access.catalogue(viewer) as spotify:
            return await spotify.album(album_id)

    async def track(self, target: Target) -> Track | Episode:
        """Find a track or an episode by name, link, or what plays."""
        (found,) = (await self._resolver.resolve(target, ("track", "episode")))[:1]
        if not isinstance(found, Track | Episode):
            raise NothingFound(target.words, "track")
        return found

    async def linked(self, target: Target) -> CatalogueItem:
        """Return what the first link points to."""
        return await self._resolver.by_link(target.links[0], target.viewer)

    async def shared(self, target: Target) -> CatalogueItem:
        """Return what someone shares: what a link points to, a song by its name, or what plays."""
        return await (self.linked(target) if target.links else self.track(target))

    async def show(self, show_id: str, *, viewer: int) -> ShowPage:
        """Return a podcast with its newest episodes; needs the viewer's own link."""
        try:
            async with self._access.own(viewer, PODCASTS) as spotify:
                return await spotify.show(show_id)
        except NotFound:
            raise NothingFound(SpotifyLink("show", show_id).url, "show") from None

    async def search(self, words: str, kind: str, offset: int, *, viewer: int) -> Searched:
        """Return ten results of one kind; raises QueryTooLong."""
        query = checked_query(words)
        start = max(0, min(offset, MAX_OFFSET - 10))
        async with self._access.catalogue(viewer) as spotify:
            found = await spotify.search(query, kind, start)
        return Searched(query, kind, start, found)

    async def suggest(self, typed: str, kind: str, *, viewer: int) -> tuple[CatalogueItem, ...]:
        """Return suggestions for what is being typed; never uses the last of the budget."""
        async with self._access.catalogue(viewer, asked=False) as spotify:
            return (await spotify.search(checked_query(typed), kind)).items
