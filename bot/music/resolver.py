"""Resolves what a person means: by link, words, a mention, or what is playing now."""

from __future__ import annotations

from dataclasses import dataclass

from bot.accounts.errors import AccountError
from bot.accounts.privacy import SharesServer
from bot.accounts.scopes import PLAYLISTS, PODCASTS, READ_PLAYBACK
from bot.music.access import Access
from bot.music.artists import best_match
from bot.music.errors import NothingFound, NothingPlaying, NotOnSpotify, QueryTooLong, WrongKind
from bot.music.same_title import equally_fitting
from bot.spotify.api import SpotifyApi
from bot.spotify.errors import BadRequest, NotFound
from bot.spotify.links import SpotifyLink
from bot.spotify.models import Artist, CatalogueItem, Playable, Playlist, Track

LONGEST_QUERY = 200
"""The longest search text that is sent; longer ones are refused first."""

MOST_LINKS = 20
"""How many links of one message are used."""

_READ = frozenset({READ_PLAYBACK})


@dataclass(frozen=True, slots=True)
class Target:
    """What `viewer` typed or pointed at; all empty means what the viewer is playing.

    `about_one` means that the links are from an answer about one thing: only the first counts.
    """

    viewer: int
    links: tuple[SpotifyLink, ...] = ()
    words: str = ""
    person: int | None = None
    shares_server: SharesServer = False
    about_one: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was named at all."""
        return not self.links and not self.words and self.person is None


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a target means; `fitting` are the songs that its words mean equally well, if several."""

    things: tuple[CatalogueItem, ...]
    fitting: tuple[Track, ...] = ()


class Resolver:
    """Looks up what a target means."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def resolve(self, target: Target, kinds: tuple[str, ...]) -> tuple[CatalogueItem, ...]:
        """Return what a target means, of the given kinds; words are searched as the first kind.

        Raises WrongKind, NothingFound, QueryTooLong, NothingPlaying, NotOnSpotify, and what
        reading someone's player raises.
        """
        return (await self.resolve_all(target, kinds)).things

    async def resolve_all(self, target: Target, kinds: tuple[str, ...]) -> Resolved:
        """Return what a target means, and what else it may mean; raises what `resolve` does."""
        if target.links:
            return Resolved(await self._linked(target, kinds))
        if target.words:
            return await self._searched(target, kinds[0])
        item = await self._playing(target)
        return Resolved((await self._related(target, item, kinds),))

    async def songs(self, words: str, viewer: int) -> tuple[Track, ...]:
        """Return up to ten songs for a search text; raises NothingFound and QueryTooLong."""
        query = checked_query(words)
        async with self._access.catalogue(viewer) as spotify:
            found = (await spotify.search_tracks(query)).items
        if not found:
            raise NothingFound(query, "track")
        return found

    async def _linked(self, target: Target, kinds: tuple[str, ...]) -> tuple[CatalogueItem, ...]:
        fitting = [link for link in target.links if link.kind in kinds][
            : 1 if target.about_one else MOST_LINKS
        ]
        if fitting:
            return tuple([await self.by_link(link, target.viewer) for link in fitting])
        if target.links[0].kind not in ("track", "episode"):
            raise WrongKind(target.links[0].kind, kinds)
        item = await self.by_link(target.links[0], target.viewer)
        return (await self._related(target, item, kinds),)

    async def by_link(self, link: SpotifyLink, viewer: int) -> CatalogueItem:
        """Return what a link points to; raises NothingFound if it doesn't exist.

        A playlist of Spotify's own can't be read: it comes without its name.
        """
        if link.is_made_by_spotify:
            return Playlist(link.id, "")
        try:
            if link.kind in ("show", "episode"):
                async with self._access.own(viewer, PODCASTS) as spotify:
                    return await _get(spotify, link)
            if link.kind == "playlist":
                return await self._playlist(link, viewer)
            async with self._access.catalogue(viewer) as spotify:
                return await _get(spotify, link)
        except (NotFound, BadRequest):
            raise NothingFound(link.url, link.kind) from None

    async def _playlist(self, link: SpotifyLink, viewer: int) -> Playlist:
        """Return a playlist, with the viewer's own token if possible, which covers private ones."""
        try:
            async with self._access.own(viewer, PLAYLISTS) as spotify:
                return await spotify.playlist(link.id)
        except AccountError:
            async with self._access.catalogue(viewer) as spotify:
                return await spotify.playlist(link.id)

    async def _searched(self, target: Target, kind: str) -> Resolved:
        query = checked_query(target.words)
        async with self._access.catalogue(target.viewer) as spotify:
            found = (await spotify.search(query, kind)).items
        if not found:
            raise NothingFound(query, kind)
        artists = tuple(one for one in found if isinstance(one, Artist))
        best = best_match(query, artists) if artists else found[0]
        return Resolved((best,), equally_fitting(query, found))

    async def _playing(self, target: Target) -> Playable:
        person = target.viewer if target.person is None else target.person
        async with self._access.of(
            person, _READ, viewer=target.viewer, shares_server=target.shares_server
        ) as spotify:
            playback = await spotify.playback()
        if playback is None or (playback.is_private and person != target.viewer):
            raise NothingPlaying(own=person == target.viewer)
        if playback.item is None or playback.item.id is None:
            raise NotOnSpotify
        return playback.item

    async def _related(
        self, target: Target, item: CatalogueItem, kinds: tuple[str, ...]
    ) -> CatalogueItem:
        """Return the related item of a wanted kind: the artist or album of a track."""
        kind = "track" if isinstance(item, Track) else "episode"
        if kind in kinds:
            return item
        link: SpotifyLink | None = None
        if isinstance(item, Track):
            artist = next((one.id for one in item.artists if one.id), None)
            album = item.album.id if item.album else None
            if "artist" in kinds and artist:
                link = SpotifyLink("artist", artist)
            elif "album" in kinds and album:
                link = SpotifyLink("album", album)
        if link is None:
            raise WrongKind(kind, kinds)
        return await self.by_link(link, target.viewer)


async def _get(spotify: SpotifyApi, link: SpotifyLink) -> CatalogueItem:
    match link.kind:
        case "track":
            return await spotify.track(link.id)
        case "album":
            return (await spotify.album(link.id)).album
        case "artist":
            return await spotify.artist(link.id)
        case "show":
            return (await spotify.show(link.id)).show
        case _:
            return await spotify.episode(link.id)


def checked_query(words: str) -> str:
    """Return a search text in one line; raises QueryTooLong."""
    query = " ".join(words.split())
    if len(query) > LONGEST_QUERY:
        raise QueryTooLong
    return query
