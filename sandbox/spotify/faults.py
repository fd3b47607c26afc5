"""Faults on demand: what Spotify answers when something is wrong."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.spotify.apps import NO_SEAT_WORDINGS, OWNER_WORDING
from sandbox.spotify.clock import Clock


@dataclass(slots=True)
class Fault:
    """One kind of faulty answer for the next matching requests."""

    path: re.Pattern[str]
    kind: str
    times: int
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Limit:
    """A quota for one endpoint group; each developer account has its own."""

    path: re.Pattern[str]
    most: int
    seconds: float
    retry_after: int | None
    reason: str | None
    seen: dict[str, list[float]] = field(default_factory=dict)


class Faults:
    """The faults still to come, and the limits.

    Kinds: held (until: an asyncio.Event, then the usual answer), status (status, body,
    content_type, headers), hang (seconds), late (seconds, then the true answer), slow (seconds),
    reset, html, truncated (cut=True ends the connection within the body), malformed, empty, noseat
    (wording 0 to 3), owner_premium, ratelimit (retry_after, reason), unauthorized, scope,
    forbidden, premium, no_device, restricted, bad_request, invalid_client. With `after=True` what
    is asked is done first: its sender only doesn't learn of it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pending: list[Fault] = []
        self.held = 0
        self._limits: list[Limit] = []
        self._changes: list[tuple[re.Pattern[str], Callable[[Any], Any]]] = []

    def add(self, path: str, kind: str, times: int = 1, **options: Any) -> None:
        """Make the next requests whose path (and `method`) match fail in this way."""
        if kind not in KINDS:
            raise ValueError(f"no such fault: {kind}")
        self._pending.append(Fault(re.compile(path), kind, times, options))

    def change(self, path: str, change: Callable[[Any], Any]) -> None:
        """Pass the JSON of matching paths through `change`, to imitate old devices and proxies."""
        self._changes.append((re.compile(path), change))

    def changed(self, path: str, body: Any) -> Any:
        """Return an answer with all changes applied."""
        for pattern, change in self._changes:
            if pattern.search(path):
                body = change(json.loads(json.dumps(body)))
        return body

    def limit(
        self,
        path: str,
        most: int,
        *,
        seconds: float = 86_400,
        retry_after: int | None = 50_000,
        reason: str | None = "QUOTA_EXCEEDED",
    ) -> None:
        """Allow `most` requests to matching paths in a rolling window."""
        self._limits.append(Limit(re.compile(path), most, seconds, retry_after, reason))

    def clear(self) -> None:
        """Remove all faults, changes and limits."""
        self._pending.clear()
        self._changes.clear()
        self._limits.clear()

    @property
    def all_begun(self) -> bool:
        """Whether every pending fault has been used, even if it's still in progress."""
        return not any(fault.times > 0 for fault in self._pending)

    def over_limit(self, path: str, owner: str) -> web.Response | None:
        """Count a developer account's request; return a 429 answer if it's over the limit."""
        now = self._clock.now()
        for limit in self._limits:
            if not limit.path.search(path):
                continue
            recent = [at for at in limit.seen.get(owner, []) if at > now - limit.seconds]
            limit.seen[owner] = [*recent, now]
            if len(recent) >= limit.most:
                return _limited({"retry_after": limit.retry_after, "reason": limit.reason})
        return None

    async def answer(
        self, request: web.Request, *, after: bool = False
    ) -> web.StreamResponse | None:
        """Return the faulty answer for a request before or `after` it took effect, or None."""
        for fault in self._pending:
            method = fault.options.get("method", request.method)
            if fault.times <= 0 or bool(fault.options.get("after")) != after:
                continue
            if method == request.method and fault.path.search(request.path):
                fault.times -= 1
                if fault.kind == "late":
                    await asyncio.sleep(float(fault.options.get("seconds", 1)))
                    return None
                return await self._act(fault, request)
        return None

    async def _act(self, fault: Fault, request: web.Request) -> web.StreamResponse | None:
        options = fault.options
        match fault.kind:
            case "held":
                self.held += 1
                await options["until"].wait()
                self.held -= 1
                return None
            case "hang":
                await asyncio.sleep(float(options.get("seconds", 30)))
                return web.Response(status=504)
            case "reset":
                if request.transport is not None:
                    request.transport.abort()
                return web.Response(status=500)
            case "slow":
                return await _slow(request, float(options.get("seconds", 20)))
            case "truncated":
                if options.get("cut"):
                    return await _cut(request)
                return web.Response(text='{"item": {"name": "half', content_type="application/json")
            case "ratelimit":
                return _limited(options)
            case "noseat":
                wording = NO_SEAT_WORDINGS[int(options.get("wording", 0))]
                return web.Response(status=403, text=wording)
            case _:
                status, text, content_type = _PLAIN[fault.kind]
                return web.Response(
                    status=int(options.get("status", status)),
                    text=str(options.get("body", text)),
                    content_type=str(options.get("content_type", content_type)),
                    headers=options.get("headers"),
                )


_PLAIN = {
    "status": (503, '{"error":{"status":503,"message":"Service unavailable"}}', "application/json"),
    "html": (200, "<html><body>Bad gateway</body></html>", "text/html"),
    "malformed": (200, '["not", "an", "object"]', "application/json"),
    "empty": (200, "", "application/json"),
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
KINDS = frozenset(
    {"held", "hang", "late", "reset", "slow", "truncated", "ratelimit", "noseat", *_PLAIN}
)


def _limited(options: dict[str, Any]) -> web.Response:
    error: dict[str, Any] = {"status": 429, "message": "API rate limit exceeded"}
    if options.get("reason"):
        error.update(message="Too many requests", reason=options["reason"])
    headers = {}
    if options.get("retry_after") is not None:
        headers["Retry-After"] = str(options["retry_after"])
    return web.json_response({"error": error}, status=429, headers=headers)


async def _slow(request: web.Request, seconds: float) -> web.StreamResponse:
    """Send five spaces a second, and never the answer."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    for _ in range(int(seconds * 5)):
        await response.write(b" ")
        await asyncio.sleep(0.2)
    return response


async def _cut(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(
        headers={"Content-Type": "application/json", "Content-Length": "5000"}
    )
    await response.prepare(request)
    await response.write(b'{"item": {"name": "half')
    if request.transport is not None:
        request.transport.close()
    return response
