"""What is in the playlists of mixtapes: read once, then kept in step with what is written."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.music.errors import NotYourPlaylist
from bot.music.playlist_calls import look_through
from bot.spotify.api import SpotifyApi
from bot.spotify.errors import Forbidden, NotFound
from bot.storage.mixtape_records import Mixtape
from bot.together.errors import PlaylistLost

_KEPT = 200
"""Of how many mixtapes it's remembered what is in their playlist."""


@dataclass(slots=True)
class Contents:
    """The songs of a playlist and how many entries it has; of a long one, only its last songs."""

    uris: set[str]
    length: int
    complete: bool

    def added(self, uris: Iterable[str]) -> None:
        """Note what was added at the end."""
        new = list(uris)
        self.uris.update(new)
        self.length += len(new)

    def removed(self, uris: Iterable[str]) -> None:
        """Note what was taken out, each once (if it was there twice, the next read says so)."""
        gone = self.uris.intersection(uris)
        self.uris.difference_update(gone)
        self.length -= len(gone)


@dataclass(frozen=True, slots=True)
class Into:
    """Where songs go: a mixtape, its owner's Spotify, and what its playlist has."""

    spotify: SpotifyApi
    mixtape: Mixtape
    contents: Contents


class KnownContents:
    """What the playlists of the mixtapes that were written last have; bounded."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, Contents] = OrderedDict()

    async def of(self, spotify: SpotifyApi, mixtape: Mixtape, *, fresh: bool) -> Into:
        """Return a playlist with what is in it, read unless it's known; raises PlaylistLost."""
        known = self._known.get(mixtape.channel_id)
        if known is None or fresh:
            known = self._known[mixtape.channel_id] = await _read(spotify, mixtape)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return Into(spotify, mixtape, known)


async def check_there(into: Into) -> None:
    """Read a playlist again; raises PlaylistLost if it's gone, or not the owner's any more."""
    found = await _read(into.spotify, into.mixtape)
    into.contents.uris, into.contents.length = found.uris, found.length


async def _read(spotify: SpotifyApi, mixtape: Mixtape) -> Contents:
    spotify.forget_cached()
    try:
        playlist = await spotify.playlist(mixtape.playlist_id)
        found = await look_through(spotify, playlist)
    except (NotFound, Forbidden, NotYourPlaylist):
        raise PlaylistLost from None
    return Contents(set(found.uris), playlist.total or 0, found.complete)
