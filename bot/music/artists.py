"""An artist with albums and songs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.spotify.api import SpotifyApi
from bot.spotify.models import Album, Artist, Track

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class ArtistPage:
    """What to show of an artist; `matches` are the other search results."""

    artist: Artist
    albums: tuple[Album, ...]
    total_albums: int
    tracks: tuple[Track, ...]
    matches: tuple[Artist, ...] = ()


def best_match(query: str, matches: tuple[Artist, ...]) -> Artist:
    """Return the artist with exactly that name if there is one, else Spotify's first."""
    wanted = query.casefold()
    exact = (match for match in matches if match.name.casefold() == wanted)
    return next(exact, matches[0])


async def artist_page(
    api: SpotifyApi, artist: Artist, matches: tuple[Artist, ...] = ()
) -> ArtistPage:
    """Fetch an artist's newest albums and a few songs: two concurrent requests."""
    albums, tracks = await asyncio.gather(
        api.newest_albums(artist.id), api.search_tracks(f'artist:"{_in_quotes(artist.name)}"')
    )
    own = (track for track in tracks.items if any(ref.id == artist.id for ref in track.artists))
    newest = sorted(albums.items, key=lambda album: album.release_date, reverse=True)
    return ArtistPage(artist, tuple(newest), albums.total, tuple(own), matches)


def _in_quotes(name: str) -> str:
    return name.replace('"', " ")[:_LONGEST_NAME]
