"""Spotify's short addresses (spotify.link/…): one question to Spotify's own host, and no other.

Its redirect is read, not followed, so that no text of a person's can send the bot anywhere.
"""

from __future__ import annotations

import asyncio

import aiohttp

from bot.spotify.cache import AnswerCache
from bot.spotify.links import NotASpotifyLink, SpotifyLink, links_in, parse_link

_TIMEOUT = 3.0
_KEPT = 3600.0


class ShortLinks:
    """Resolves the codes of short addresses at `base`, Spotify's host for them."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base.rstrip("/")
        self._kept = AnswerCache(asyncio.get_running_loop().time, 500)

    async def resolve(self, code: str) -> SpotifyLink | None:
        """Return what a short address leads to; None when it is nothing on Spotify."""
        kept = self._kept.get(code)
        if kept is not None:
            return kept[0] if isinstance(kept[0], SpotifyLink) else None
        try:
            async with (
                asyncio.timeout(_TIMEOUT),
                self._session.get(f"{self._base}/{code}", allow_redirects=False) as answer,
            ):
                said = answer.headers.get("Location", "")
                page = "" if said else (await answer.content.read(65536)).decode("utf-8", "replace")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None
        found = _read(said) if said else next(iter(links_in(page)), None)
        self._kept.put(code, found, _KEPT)
        return found


def _read(address: str) -> SpotifyLink | None:
    try:
        return parse_link(address)
    except NotASpotifyLink:
        return None
