"""A tiny reverse proxy before the simulated Discord, as a host's REST proxy is: below a path.

It passes on what it gets and rewrites nothing, and keeps what it was asked for.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

PREFIX = "/below/a/path"
_HOP_BY_HOP = frozenset({"connection", "host", "keep-alive", "transfer-encoding"})
_OF_THE_BODY = frozenset({"content-encoding", "content-length"})


class ReverseProxy:
    """Serves `address`, which stands for `target`, until it is left."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._session = aiohttp.ClientSession(auto_decompress=False)
        app = web.Application(client_max_size=32 * 2**20)
        app.router.add_route("*", PREFIX + "/{rest:.*}", self._pass_on)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        self.address = ""
        self.asked: list[tuple[str, str]] = []

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}{PREFIX}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        await self._session.close()

    async def _pass_on(self, request: web.Request) -> web.Response:
        path = request.raw_path.removeprefix(PREFIX)
        self.asked.append((request.method, path.partition("?")[0]))
        return await passed_on(self._session, request, self._target + path)


async def passed_on(
    session: aiohttp.ClientSession, request: web.Request, address: str, **headers: str
) -> web.Response:
    """Send a request to another address, with these headers besides its own."""
    sent = {k: v for k, v in request.headers.items() if k.lower() not in _HOP_BY_HOP}
    async with session.request(
        request.method,
        address,
        data=await request.read(),
        headers=sent | headers,
        allow_redirects=False,
    ) as answer:
        left_out = _HOP_BY_HOP | _OF_THE_BODY
        kept = [(k, v) for k, v in answer.headers.items() if k.lower() not in left_out]
        return web.Response(body=await answer.read(), status=answer.status, headers=kept)
