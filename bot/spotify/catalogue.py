"""Looking things up in the public catalogue: an artist with records and songs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.spotify.api import SpotifyApi
from bot.spotify.errors import NotFound
from bot.spotify.links import SpotifyLink, parse_link
from bot.spotify.models import Album, Artist, Track

LONGEST_QUERY = 200
"""Characters of a search text that are sent; longer ones are refused before."""


class WrongKind(ValueError):
    """The link is of something else; `kind` says of what."""

    def __init__(self, kind: str) -> None:
        super().__init__("a link of another kind")
        self.kind = kind


class EmptyQuery(ValueError):
    """There is nothing to search for."""


class QueryTooLong(ValueError):
    """The search text is longer than LONGEST_QUERY."""


class NothingFound(LookupError):
    """Spotify found no artist for `query`."""

    def __init__(self, query: str) -> None:
        super().__init__("nothing found")
        self.query = query


@dataclass(frozen=True, slots=True)
class ArtistPage:
    """What there is to show of an artist; `matches` are the others that were found."""

    artist: Artist
    albums: tuple[Album, ...]
    total_albums: int
    tracks: tuple[Track, ...]
    matches: tuple[Artist, ...] = ()


async def find_artist(api: SpotifyApi, asked: str) -> ArtistPage:
    """Find an artist by name, link or URI.

    Raises EmptyQuery, QueryTooLong, NothingFound, WrongKind, NotASpotifyLink and Spotify's errors.
    """
    query = " ".join(asked.split())
    if not query:
        raise EmptyQuery
    link = parse_link(query) if len(query) <= 2 * LONGEST_QUERY else None
    if link is not None:
        return await artist_page(api, await _linked_artist(api, link))
    if len(query) > LONGEST_QUERY:
        raise QueryTooLong
    matches = (await api.search_artists(query)).items
    if not matches:
        raise NothingFound(query)
    chosen = best_match(query, matches)
    return await artist_page(api, chosen, matches)


async def _linked_artist(api: SpotifyApi, link: SpotifyLink) -> Artist:
    if link.kind != "artist":
        raise WrongKind(link.kind)
    try:
        return await api.artist(link.id)
    except NotFound:
        raise NothingFound(link.url) from None


def best_match(query: str, matches: tuple[Artist, ...]) -> Artist:
    """Return the artist of exactly that name if there is one, else Spotify's first."""
    wanted = query.casefold()
    exact = (match for match in matches if match.name.casefold() == wanted)
    return next(exact, matches[0])


async def artist_page(
    api: SpotifyApi, artist: Artist, matches: tuple[Artist, ...] = ()
) -> ArtistPage:
    """Gather an artist's newest records and a few songs: two requests, at the same time."""
    albums, tracks = await asyncio.gather(
        api.newest_albums(artist.id), api.search_tracks(f'artist:"{_in_quotes(artist.name)}"')
    )
    own = (track for track in tracks.items if any(ref.id == artist.id for ref in track.artists))
    newest = sorted(albums.items, key=lambda album: album.release_date, reverse=True)
    return ArtistPage(artist, tuple(newest), albums.total, tuple(own), matches)


def _in_quotes(name: str) -> str:
    return name.replace('"', " ")[:LONGEST_QUERY]
