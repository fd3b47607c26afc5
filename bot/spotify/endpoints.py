"""The list of Web API endpoints that Earshot uses and that exist today.

Everything else is refused before it is sent: spotipy still knows addresses that were removed
in 2024-2026 (docs/reference/spotify.md, sections 2.3 and 3.3; Spotify's February 2026
migration guide).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.spotify.errors import NotAllowed

_ID = r"[A-Za-z0-9]{1,64}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One allowed endpoint.

    `group` is the quota bucket it is counted in, `cache_seconds` how long an answer may be
    reused, `personal` whether the answer depends on whose token is used, `lists` whether it is
    a list rather than an object, `hollow` whether no content at all means: there is nothing,
    `once` whether sending it twice may do it twice.
    """

    method: str
    pattern: re.Pattern[str]
    group: str
    cache_seconds: float = 0.0
    personal: bool = False
    lists: bool = False
    hollow: bool = False
    once: bool = False


def _get(
    path: str, group: str, *, cache: float, personal: bool = False, lists: bool = False
) -> Endpoint:
    return Endpoint("GET", re.compile(path), group, cache, personal, lists)


def _player(path: str, group: str, *, cache: float) -> Endpoint:
    return Endpoint("GET", re.compile(path), group, cache, personal=True, hollow=True)


def _write(method: str, path: str, group: str, *, once: bool = False) -> Endpoint:
    return Endpoint(method, re.compile(path), group, personal=True, once=once or method == "POST")


_HOURS = 6 * 3600.0
_HOUR = 3600.0

ENDPOINTS: tuple[Endpoint, ...] = (
    _get(r"me/?", "me", cache=0, personal=True),
    _player(r"me/player", "player", cache=2),
    _player(r"me/player/queue", "player", cache=2),
    _player(r"me/player/devices", "player", cache=2),
    _player(r"me/player/recently-played", "recently-played", cache=20),
    _get(r"me/top/(artists|tracks)", "top", cache=_HOUR, personal=True),
    _get(r"me/tracks", "library", cache=20, personal=True),
    _get(r"me/library/contains", "library", cache=0, personal=True, lists=True),
    _get(r"me/playlists", "my-playlists", cache=60, personal=True),
    _get(rf"artists/{_ID}", "artists", cache=_HOURS),
    _get(rf"artists/{_ID}/albums", "artist-albums", cache=_HOURS),
    _get(rf"albums/{_ID}", "albums", cache=_HOURS),
    _get(rf"tracks/{_ID}", "tracks", cache=_HOURS),
    _get(rf"shows/{_ID}", "shows", cache=_HOUR, personal=True),
    _get(rf"episodes/{_ID}", "episodes", cache=_HOURS, personal=True),
    _get(rf"playlists/{_ID}", "playlists", cache=60, personal=True),
    _get(rf"playlists/{_ID}/items", "playlist-items", cache=60, personal=True),
    _get(r"search", "search", cache=_HOURS),
    _write("PUT", r"me/player(/(play|pause|seek|volume|shuffle|repeat))?", "player-commands"),
    _write("POST", r"me/player/(next|previous|queue)", "player-commands"),
    _write("PUT", r"me/library", "library"),
    _write("DELETE", r"me/library", "library"),
    _write("POST", r"me/playlists", "my-playlists"),
    _write("PUT", rf"playlists/{_ID}", "playlists"),
    _write("POST", rf"playlists/{_ID}/items", "playlist-items"),
    _write("PUT", rf"playlists/{_ID}/items", "playlist-items", once=True),  # moves an entry
    _write("DELETE", rf"playlists/{_ID}/items", "playlist-items"),
    _write("PUT", rf"playlists/{_ID}/images", "playlist-images"),
)


def endpoint_for(method: str, path: str) -> Endpoint:
    """Return the endpoint that a call belongs to.

    `path` is relative to the API's base, without a query. Raises NotAllowed for the rest.
    """
    for endpoint in ENDPOINTS:
        if endpoint.method == method and endpoint.pattern.fullmatch(path):
            return endpoint
    raise NotAllowed(f"{method} is not allowed on this path")
