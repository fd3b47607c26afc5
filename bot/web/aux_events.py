"""Server-sent events of an aux's page: each says only that the page should be loaded again.

A stream ends after a while, and the browser connects again (HTML standard, section 9.2): the
listener limits how long a connection lasts, and how many an address has. Those that find no room
load the page from time to time instead (bot/web/static/aux.js).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Container, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Final

from aiohttp import web

from bot.web.limits import ConnectionCount, visitor

_LASTS: Final = 15.0
"""Seconds: shorter than a connection may last."""
_MOST: Final = 96
_EACH: Final = 48
_DIRECT: Final = 8
"""Streams at once: in total, of one visitor (a room shares an address), and of one that no proxy
stands before. The rest of the connections that the listener allows are for pages."""
_AGAIN_MS: Final = 1000
_NOTHING_SOONER: Final = 0.5
"""Seconds between two events of one stream."""


class AuxEvents:
    """Streams that are open; `trusted` proxies may have any number."""

    def __init__(self, trusted: Container[str], lasts: float = _LASTS) -> None:
        self._trusted = trusted
        self._lasts = lasts
        self._visitors = ConnectionCount(_MOST, _EACH, ())
        self._peers = ConnectionCount(_MOST, _DIRECT, trusted)
        self._ended = asyncio.Event()

    async def end(self, app: web.Application) -> None:
        """End all streams: the server stops."""
        del app
        self._ended.set()

    async def stream(
        self,
        request: web.Request,
        watched: Callable[[], AbstractContextManager[asyncio.Event]],
        version: Callable[[], str],
        seen: str,
    ) -> web.StreamResponse:
        """Send an event whenever the version isn't the one that the page has `seen`."""
        with self._counted(request) as allowed:
            if not allowed or self._ended.is_set():
                return web.Response(status=503, text="", headers={"Retry-After": "20"})
            response = web.StreamResponse()
            response.content_type = "text/event-stream"
            # Proxies (nginx) would otherwise collect events until a buffer is full.
            response.headers["X-Accel-Buffering"] = "no"
            with watched() as changed, suppress(ConnectionError):
                await response.prepare(request)
                await response.write(b"retry: %d\n\n" % _AGAIN_MS)
                await self._follow(response, changed, version, seen)
            return response

    @contextmanager
    def _counted(self, request: web.Request) -> Iterator[bool]:
        """Count a stream while it lasts; yield whether there is room for it."""
        peer = request.remote or ""
        forwarded = request.headers.getall("X-Forwarded-For", [])
        counted = (
            (self._visitors, visitor(peer, forwarded, self._trusted)),
            (self._peers, peer),
        )
        allowed = [count.take(address) for count, address in counted]
        try:
            yield all(allowed)
        finally:
            for count, address in counted:
                count.give_back(address)

    async def _follow(
        self,
        response: web.StreamResponse,
        changed: asyncio.Event,
        version: Callable[[], str],
        seen: str,
    ) -> None:
        until = time.monotonic() + self._lasts
        while (left := until - time.monotonic()) > 0 and not self._ended.is_set():
            changed.clear()
            present = version()
            if present != seen:
                await response.write(f"id: {present}\ndata: changed\n\n".encode())
                seen = present
                await self._wait(self._ended, _NOTHING_SOONER)
            else:
                await self._wait(changed, left)

    async def _wait(self, event: asyncio.Event, seconds: float) -> None:
        """Wait until something is set, or the server stops."""
        waits = {asyncio.ensure_future(one.wait()) for one in (event, self._ended)}
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()
