"""Listen on a port: guarded connections, and the same headers on every response."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Container, Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.web.limits import ConnectionCount
from bot.web.protocol import GuardedHandler

_log = logging.getLogger(__name__)

_CONNECTIONS = 256
_CONNECTIONS_EACH = 16
_SHUTDOWN = 7.0
_MAY_DIFFER = frozenset({"Cache-Control", "Content-Security-Policy"})
"""Headers that a response may set itself."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen, and how long one connection may last, in seconds."""

    host: str
    port: int
    connection_seconds: float = 20.0


class Listener:
    """Serves one application; `trusted` proxies may have any number of connections."""

    def __init__(
        self,
        app: web.Application,
        place: Place,
        headers: Mapping[str, str],
        trusted: Container[str],
    ) -> None:
        app.on_response_prepare.append(self._set_headers)
        self._app = app
        self._place = place
        self._headers = headers
        self._connections = ConnectionCount(_CONNECTIONS, _CONNECTIONS_EACH, trusted)
        self._runner: web.AppRunner | None = None
        self._listener: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port it listens on, even if 0 was requested."""
        if self._listener is None:
            raise RuntimeError("the server is not started")
        return int(self._listener.sockets[0].getsockname()[1])

    async def start(self) -> None:
        """Start listening; raises OSError if the port can't be used."""
        self._runner = web.AppRunner(self._app, access_log=None)
        await self._runner.setup()
        loop = asyncio.get_running_loop()
        host, port = self._place.host, self._place.port
        self._listener = await loop.create_server(self._connection, host, port)
        _log.info("listening on %s port %d", host, self.port)

    async def stop(self) -> None:
        """Stop listening, let running requests finish, then close."""
        if self._listener is not None:
            self._listener.close()
        if self._runner is not None:
            if self._runner.server is not None:
                self._runner.server.pre_shutdown()
                # Before waiting for requests: those that stream would go on until the end.
                await self._app.shutdown()
                await self._runner.server.shutdown(_SHUTDOWN)
            await self._runner.cleanup()

    def _connection(self) -> GuardedHandler:
        server = self._runner.server if self._runner else None
        if server is None:
            raise RuntimeError("the server is not started")
        return GuardedHandler(
            server,
            loop=asyncio.get_running_loop(),
            connections=self._connections,
            headers=self._headers,
            seconds=self._place.connection_seconds,
        )

    async def _set_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        del request
        for name, value in self._headers.items():
            if name not in _MAY_DIFFER or name not in response.headers:
                response.headers[name] = value
        response.force_close()
