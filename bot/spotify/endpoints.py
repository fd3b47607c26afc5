"""The list of Web API endpoints that Earshot uses and that exist today.

Everything else is refused before it is sent: spotipy still knows addresses that were removed
in 2024-2026 (reference: spotify.md 2.3 and 3.3; Spotify's February 2026 migration guide).
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
    reused, `personal` whether the answer depends on whose token is used.
    """

    method: str
    pattern: re.Pattern[str]
    group: str
    cache_seconds: float = 0.0
    personal: bool = False


def _get(path: str, group: str, *, cache: float, personal: bool = False) -> Endpoint:
    return Endpoint("GET", re.compile(path), group, cache, personal)


_HOURS = 6 * 3600.0

ENDPOINTS: tuple[Endpoint, ...] = (
    _get(r"me/?", "me", cache=0, personal=True),
    _get(r"me/player", "player", cache=2, personal=True),
    _get(rf"artists/{_ID}", "artists", cache=_HOURS),
    _get(rf"artists/{_ID}/albums", "artist-albums", cache=_HOURS),
    _get(rf"playlists/{_ID}", "playlists", cache=_HOURS, personal=True),
    _get(r"search", "search", cache=_HOURS),
)


def endpoint_for(method: str, path: str) -> Endpoint:
    """Return the endpoint that a call belongs to.

    `path` is relative to the API's base, without a query. Raises NotAllowed for the rest.
    """
    for endpoint in ENDPOINTS:
        if endpoint.method == method and endpoint.pattern.fullmatch(path):
            return endpoint
    raise NotAllowed(f"{method} is not allowed on this path")
