"""Spotify's short addresses (spotify.link/…): asked of Spotify's own hosts, and of no other.

Each redirect is read before it is followed, and followed only from one of Spotify's hosts for
short addresses to another, so that no text of a person's can send the bot anywhere else.
"""

from __future__ import annotations

import asyncio
import html
from urllib.parse import urljoin

import aiohttp

from bot.spotify.cache import AnswerCache
from bot.spotify.links import (
    Address,
    Elsewhere,
    ShortLink,
    SpotifyLink,
    addresses_in,
    read_address,
)

USUAL = "https://spotify.link"
"""Where short addresses are asked for; another base (a simulator's) is asked for all of them."""

_TIMEOUT = 4.0
_KEPT = 3600.0
_MOST_HOPS = 4
_MOST_READ = 65_536
_PATHS = {"open.spotify.com": "/s"}


class ShortLinks:
    """Resolves short addresses at their hosts, or all at `base` where that is not Spotify's."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base.rstrip("/")
        self._kept = AnswerCache(asyncio.get_running_loop().time, 500)

    async def resolve(self, short: ShortLink) -> SpotifyLink | Elsewhere:
        """Return what a short address leads to; `Elsewhere("short")` when that can't be told."""
        key = f"{short.host}/{short.code}"
        kept = self._kept.get(key)
        if kept is not None and isinstance(kept[0], SpotifyLink | Elsewhere):
            return kept[0]
        try:
            async with asyncio.timeout(_TIMEOUT):
                found = await self._follow(short)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return Elsewhere("short")
        self._kept.put(key, found, _KEPT)
        return found

    async def _follow(self, short: ShortLink) -> SpotifyLink | Elsewhere:
        asked = short
        for _ in range(_MOST_HOPS):
            found = await self._ask(asked)
            if not isinstance(found, ShortLink):
                return found or Elsewhere("short")
            asked = found
        return Elsewhere("short")

    async def _ask(self, short: ShortLink) -> Address | None:
        address = self._address(short)
        async with self._session.get(address, allow_redirects=False) as answer:
            said = answer.headers.get("Location")
            if said:
                return read_address(urljoin(address, said))
            page = (await answer.content.read(_MOST_READ)).decode("utf-8", "replace")
        return _named_in(page)

    def _address(self, short: ShortLink) -> str:
        if self._base != USUAL:
            return f"{self._base}/{short.code}"
        return f"https://{short.host}{_PATHS.get(short.host, '')}/{short.code}"


def _named_in(page: str) -> Address | None:
    """Return the first thing that a page names; such pages lead on by a script."""
    text = html.unescape(page).replace("\\/", "/").replace("\\u002F", "/").replace("\\u0026", "&")
    found = addresses_in(text)
    for one in found:
        if isinstance(one, SpotifyLink):
            return one
    return next((one for one in found if isinstance(one, Elsewhere) and one.kind != "page"), None)
