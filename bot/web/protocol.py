"""aiohttp's connection handler, with the deadlines and discretion it lacks.

aiohttp waits forever for an unfinished request head. It answers an unreadable request by echoing
its line (state and code included), and logs it
(docs/reference/threats-and-faults.md, C5 and C7). This relies on semi-public API: tests/unit/web
fail if aiohttp changes it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from bot.web.limits import ConnectionCount

_log = logging.getLogger(__name__)

_HEAD_BYTES = 8190
_LINGER = 1.0


class GuardedHandler(RequestHandler):
    """One connection: limited in time, counted, and silent about what it couldn't read."""

    __slots__ = ("_address", "_connections", "_deadline", "_headers", "_seconds")

    def __init__(
        self,
        server: web.Server,
        *,
        loop: asyncio.AbstractEventLoop,
        connections: ConnectionCount,
        headers: Mapping[str, str],
        seconds: float,
    ) -> None:
        super().__init__(
            server,
            loop=loop,
            access_log=None,  # type: ignore[arg-type] # None is what AppRunner passes too
            keepalive_timeout=5,
            lingering_time=_LINGER,
            auto_decompress=False,
            max_line_size=_HEAD_BYTES,
            max_field_size=_HEAD_BYTES,
        )
        self._connections = connections
        self._headers = headers
        self._seconds = seconds
        self._address = ""
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection and start its deadline."""
        peer = transport.get_extra_info("peername")
        self._address = str(peer[0]) if peer else ""
        allowed = self._connections.take(self._address)
        super().connection_made(transport)
        abort = getattr(transport, "abort", transport.close)
        if allowed:
            self._deadline = asyncio.get_running_loop().call_later(self._seconds, abort)
        else:
            abort()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Forget the connection."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._connections.give_back(self._address)
        super().connection_lost(exc)

    def log_exception(self, *args: object, **kw: object) -> None:
        """Log only the type of the error: its text may contain what the visitor sent."""
        del args
        _log.error("a connection failed: %s", type(kw.get("exc_info")).__name__)

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Send a response; replace aiohttp's own early errors, which echo what was sent."""
        if isinstance(resp, web.HTTPException):
            resp = self.handle_error(request, resp.status)
        return await super().finish_response(request, resp, start_time)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer with a fixed text; neither the request nor the exception is shown or logged.

        aiohttp's own answer to an unknown `Expect` quotes it, which fails if it isn't UTF-8: that's
        the visitor's error, not ours.
        """
        if isinstance(exc, UnicodeError):
            status = 400
        del message
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun already")
        answer = web.Response(
            status=status, text="This request could not be read.\n", headers=self._headers
        )
        answer.force_close()
        return answer
