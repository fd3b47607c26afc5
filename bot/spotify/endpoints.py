"""The Web API endpoints that Earshot uses and that exist today.

Everything else is refused before it's sent, because spotipy still knows endpoints that were removed
in 2024-2026 (docs/reference/spotify.md, sections 2.3 and 3.3; Spotify's February 2026
migration guide).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.spotify.errors import NotAllowed

_ID = r"[A-Za-z0-9]{1,64}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One allowed endpoint.

    `group` is the quota bucket it counts in; `cache_seconds` is how long an answer may be
    reused; `personal`: the answer depends on whose token is used; `returns_list`: it's a list
    rather than an object; `may_be_empty`: no content means that there's nothing to show;
    `non_idempotent`: sending it twice may do it twice.
    """

    method: str
    pattern: re.Pattern[str]
    group: str
    cache_seconds: float = 0.0
    personal: bool = False
    returns_list: bool = False
    may_be_empty: bool = False
    non_idempotent: bool = False

    @property
    def template(self) -> str:
        """Its method and path for metrics, with {id} in place of IDs."""
        return f"{self.method} {_template(self.pattern.pattern)}"


@cache
def _template(pattern: str) -> str:
    path = re.sub(r"\(/\(.*\)\)\?", "/{action}", pattern.replace(_ID, "{id}"))
    return re.sub(r"\(.*\)", "{kind}", path).rstrip("/?")


def _get(
    path: str, group: str, *, cache: float, personal: bool = False, returns_list: bool = False
) -> Endpoint:
    return Endpoint("GET", re.compile(path), group, cache, personal, returns_list)


def _player(path: str, group: str, *, cache: float) -> Endpoint:
    return Endpoint("GET", re.compile(path), group, cache, personal=True, may_be_empty=True)


def _write(method: str, path: str, group: str, *, non_idempotent: bool = False) -> Endpoint:
    return Endpoint(
        method,
        re.compile(path),
        group,
        personal=True,
        non_idempotent=non_idempotent or method == "POST",
    )


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
    _get(r"me/library/contains", "library", cache=0, personal=True, returns_list=True),
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
    _write(
        "PUT", rf"playlists/{_ID}/items", "playlist-items", non_idempotent=True
    ),  # moves an entry
    _write("DELETE", rf"playlists/{_ID}/items", "playlist-items"),
    _write("PUT", rf"playlists/{_ID}/images", "playlist-images"),
)


def endpoint_for(method: str, path: str) -> Endpoint:
    """Return the endpoint of a call.

    `path` is relative to the API's base, without a query. Raises NotAllowed if it isn't listed.
    """
    for endpoint in ENDPOINTS:
        if endpoint.method == method and endpoint.pattern.fullmatch(path):
            return endpoint
    raise NotAllowed(f"{method} isn't allowed on this path")
