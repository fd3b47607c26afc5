"""What can go wrong between a bot and Discord: refusals, errors, resets, silence, slowness.

Also what a REST proxy between the two answers by itself, without asking Discord.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass

from aiohttp import web

_POLL_SECONDS = 0.05
_MAX_SECONDS = 120


@dataclass(slots=True)
class Fault:
    """What happens to the next matching requests, before or after they take effect.

    `how` is "status" (answer with an error), "reset", "hang", "slow" (by `seconds`), or how a proxy
    turns a request away for `seconds`: "nirn" or "html".
    """

    method: str
    path: re.Pattern[str]
    status: int
    code: int
    times: int
    after: bool
    how: str = "status"
    seconds: float = 0.0

    def from_proxy(self) -> web.Response | None:
        """Return the answer of a proxy that does not let the request through; None without one."""
        if self.how == "nirn":
            return _from_nirn(self.seconds)
        return _from_nginx(self.seconds) if self.how == "html" else None


def _from_nirn(seconds: float) -> web.Response:
    """Answer as nirn-proxy does while one of its nodes is away (`Generate429`): without `Via`."""
    headers = {
        "generated-by-proxy": "true",
        "x-ratelimit-scope": "user",
        "x-ratelimit-limit": "1",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": str(int(time.time() + seconds)),
        "x-ratelimit-after": f"{seconds:g}",
        "retry-after": f"{seconds:g}",
        "content-type": "application/json",
    }
    body = {"global": False, "message": "You are being rate limited.", "retry_after": seconds}
    return web.Response(body=json.dumps(body).encode(), status=429, headers=headers)


def _from_nginx(seconds: float) -> web.Response:
    """Answer as a web server with a request limit does: HTML, and with its own `Via`."""
    headers = {"Via": "1.1 proxy", "Retry-After": f"{seconds:g}", "Content-Type": "text/html"}
    text = "<html><head><title>429 Too Many Requests</title></head><body></body></html>"
    return web.Response(body=text.encode(), status=429, headers=headers)


async def hang(request: web.Request) -> None:
    """Answer nothing until the client has gone."""
    for _ in range(int(_MAX_SECONDS / _POLL_SECONDS)):
        if request.transport is None or request.transport.is_closing():
            break
        await asyncio.sleep(_POLL_SECONDS)
    reset(request)


def reset(request: web.Request) -> None:
    """Abort the connection."""
    if request.transport is not None:
        request.transport.abort()
