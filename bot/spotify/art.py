"""Fetch covers, only from Spotify's own image hosts, and cache them for minutes."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from time import monotonic
from urllib.parse import urlsplit

import aiohttp

from bot.spotify.models import Image

_HOSTS = (".scdn.co", ".spotifycdn.com")
_MAX_BYTES = 2 * 1024 * 1024
_CACHE_BYTES = 24 * 1024 * 1024
_CACHE_SECONDS = 900.0
_TIMEOUT = 4.0


class Art:
    """Returns covers as bytes. `api_url`'s own host is allowed too (a simulator serves images)."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str) -> None:
        self._session = session
        self._api_host = urlsplit(api_url).netloc
        self._cache: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._bytes = 0

    async def of(self, images: Sequence[Image], least: int) -> bytes | None:
        """Return the smallest image at least `least` pixels wide; None if there isn't any."""
        if not images:
            return None
        fitting = [one for one in images if (one.width or 0) >= least]
        url = (fitting[-1] if fitting else images[0]).url
        cached = self._cache.get(url)
        if cached is not None and cached[0] > monotonic():
            return cached[1]
        return await self._fetch(url) if self._allowed(url) else None

    def _allowed(self, url: str) -> bool:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.netloc == self._api_host:
            return True
        return parts.scheme == "https" and host.endswith(_HOSTS) and not parts.username

    async def _fetch(self, url: str) -> bytes | None:
        try:
            async with (
                asyncio.timeout(_TIMEOUT),
                self._session.get(url, allow_redirects=False) as answer,
            ):
                if answer.status != 200:
                    return None
                data = await answer.content.read(_MAX_BYTES + 1)
                while len(data) <= _MAX_BYTES and (more := await answer.content.read(65536)):
                    data += more
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None
        if len(data) > _MAX_BYTES:
            return None
        self._keep(url, data)
        return data

    def _keep(self, url: str, data: bytes) -> None:
        old = self._cache.pop(url, None)
        self._bytes += len(data) - (len(old[1]) if old else 0)
        self._cache[url] = (monotonic() + _CACHE_SECONDS, data)
        while self._bytes > _CACHE_BYTES:
            _, (_, dropped) = self._cache.popitem(last=False)
            self._bytes -= len(dropped)
