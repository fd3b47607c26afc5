"""Resolve Spotify's short links (spotify.link/…), asking only Spotify's own hosts.

Each redirect is read before it's followed, and followed only from one of Spotify's short-link
hosts to another, so that nothing a person types can send the bot anywhere else.
"""

from __future__ import annotations

import asyncio
import html
from urllib.parse import urljoin

import aiohttp

from bot.spotify.cache import AnswerCache
from bot.spotify.links import (
    Address,
    ShortLink,
    SpotifyLink,
    UnsupportedLink,
    addresses_in,
    read_address,
)

SPOTIFY_BASE = "https://spotify.link"
"""The usual base. Any other base (a simulator's) is asked about all short links."""

_TIMEOUT = 4.0
_CACHE_SECONDS = 3600.0
_MAX_HOPS = 4
_MAX_BYTES = 65_536
_PATHS = {"open.spotify.com": "/s"}


class ShortLinks:
    """Resolves short links at their own hosts, or all at `base` if that isn't Spotify's."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base.rstrip("/")
        self._cache = AnswerCache(asyncio.get_running_loop().time, 500)

    async def resolve(self, short: ShortLink) -> SpotifyLink | UnsupportedLink:
        """Return where a short link leads; `UnsupportedLink("short")` if it's unknown."""
        key = f"{short.host}/{short.code}"
        cached = self._cache.get(key)
        if cached is not None and isinstance(cached[0], SpotifyLink | UnsupportedLink):
            return cached[0]
        try:
            async with asyncio.timeout(_TIMEOUT):
                found = await self._follow(short)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return UnsupportedLink("short")
        self._cache.put(key, found, _CACHE_SECONDS)
        return found

    async def _follow(self, short: ShortLink) -> SpotifyLink | UnsupportedLink:
        asked = short
        for _ in range(_MAX_HOPS):
            found = await self._ask(asked)
            if not isinstance(found, ShortLink):
                return found or UnsupportedLink("short")
            asked = found
        return UnsupportedLink("short")

    async def _ask(self, short: ShortLink) -> Address | None:
        address = self._address(short)
        async with self._session.get(address, allow_redirects=False) as answer:
            location = answer.headers.get("Location")
            if location:
                return read_address(urljoin(address, location))
            page = (await answer.content.read(_MAX_BYTES)).decode("utf-8", "replace")
        return _named_in(page)

    def _address(self, short: ShortLink) -> str:
        if self._base != SPOTIFY_BASE:
            return f"{self._base}/{short.code}"
        return f"https://{short.host}{_PATHS.get(short.host, '')}/{short.code}"


def _named_in(page: str) -> Address | None:
    """Return the first item that a page links to; such pages redirect with a script."""
    text = html.unescape(page).replace("\\/", "/").replace("\\u002F", "/").replace("\\u0026", "&")
    found = addresses_in(text)
    for address in found:
        if isinstance(address, SpotifyLink):
            return address
    return next(
        (one for one in found if isinstance(one, UnsupportedLink) and one.kind != "page"), None
    )
