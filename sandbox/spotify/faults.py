"""Faults on demand: what Spotify answers when it is not well."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.spotify.apps import NO_SEAT_WORDINGS, OWNER_WORDING


@dataclass(slots=True)
class Fault:
    """One kind of answer for the next matching requests."""

    path: re.Pattern[str]
    kind: str
    times: int
    options: dict[str, Any] = field(default_factory=dict)


class Faults:
    """The faults that are to come."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def add(self, path: str, kind: str, times: int = 1, **options: Any) -> None:
        """Let the next requests whose path matches fail in this way."""
        self._coming.append(Fault(re.compile(path), kind, times, options))

    def clear(self) -> None:
        """Be well again."""
        self._coming.clear()

    async def answer(self, request: web.Request) -> web.StreamResponse | None:
        """Return the faulty answer for a request, or None."""
        for fault in self._coming:
            if fault.times > 0 and fault.path.search(request.path):
                fault.times -= 1
                return await self._act(fault, request)
        return None

    async def _act(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        options = fault.options
        match fault.kind:
            case "hang":
                await asyncio.sleep(float(options.get("seconds", 30)))
                return web.Response(status=504)
            case "reset":
                if request.transport is not None:
                    request.transport.abort()
                return web.Response(status=500)
            case "slow":
                return await _slow(request)
            case "truncated":
                return web.Response(text='{"item": {"name": "half', content_type="application/json")
            case "ratelimit":
                return _limited(options)
            case _:
                status, text, kind = _PLAIN.get(fault.kind, (500, "", "text/plain"))
                return web.Response(
                    status=int(options.get("status", status)),
                    text=str(options.get("body", text)),
                    content_type=str(options.get("content_type", kind)),
                )


_PLAIN = {
    "status": (503, '{"error":{"status":503,"message":"Service unavailable"}}', "application/json"),
    "html": (200, "<html><body>Bad gateway</body></html>", "text/html"),
    "malformed": (200, '["not", "an", "object"]', "application/json"),
    "empty": (200, "", "application/json"),
    "noseat": (403, NO_SEAT_WORDINGS[0], "text/plain"),
    "owner_premium": (403, OWNER_WORDING, "text/plain"),
    "unauthorized": (
        401,
        '{"error":{"status":401,"message":"Invalid access token"}}',
        "application/json",
    ),
    "scope": (
        403,
        '{"error":{"status":403,"message":"Insufficient client scope"}}',
        "application/json",
    ),
    "forbidden": (403, '{"error":{"status":403,"message":"Forbidden"}}', "application/json"),
    "premium": (
        403,
        '{"error":{"status":403,"message":"Player command failed: Premium required",'
        '"reason":"PREMIUM_REQUIRED"}}',
        "application/json",
    ),
    "no_device": (
        404,
        '{"error":{"status":404,"message":"Player command failed: No active device found",'
        '"reason":"NO_ACTIVE_DEVICE"}}',
        "application/json",
    ),
    "restricted": (
        403,
        '{"error":{"status":403,"message":"Player command failed: Restriction violated",'
        '"reason":"UNKNOWN"}}',
        "application/json",
    ),
    "bad_request": (400, '{"error":{"status":400,"message":"Invalid limit"}}', "application/json"),
    "invalid_client": (
        400,
        '{"error":"invalid_client","error_description":"Invalid client secret"}',
        "application/json",
    ),
}


def _limited(options: dict[str, Any]) -> web.Response:
    error: dict[str, Any] = {"status": 429, "message": "API rate limit exceeded"}
    if options.get("reason"):
        error.update(message="Too many requests", reason=options["reason"])
    headers = {}
    if options.get("retry_after") is not None:
        headers["Retry-After"] = str(options["retry_after"])
    return web.json_response({"error": error}, status=429, headers=headers)


async def _slow(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    for _ in range(100):
        await response.write(b" ")
        await asyncio.sleep(0.2)
    return response
