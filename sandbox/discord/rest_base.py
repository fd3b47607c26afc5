"""What happens to a bot's request before it reaches its route: faults, rights, its body."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.discord.emojis import Created
from sandbox.discord.errors import DiscordError
from sandbox.discord.faults import Fault, hang, reset
from sandbox.discord.ids import snowflake
from sandbox.discord.oauth import OAuth
from sandbox.discord.world import Json, World

Answer = web.StreamResponse
PREFIX = "/api/v10"


@dataclass(slots=True)
class Recorded:
    """A request that the bot made."""

    method: str
    path: str
    route: str
    body: Json | list[Any] | None
    status: int


class RestBase:
    """Records requests, injects faults, and formats errors as Discord does."""

    def __init__(self, world: World, oauth: OAuth, origin: str) -> None:
        self.world = world
        self.oauth = oauth
        self.origin = origin
        self.requests: deque[Recorded] = deque(maxlen=100_000)
        self.on_request: list[Callable[[str, str, Any], None]] = []
        self.faults: list[Fault] = []

    def wrapped(self, handler: Callable[..., Awaitable[Any]], route: str) -> Any:
        """Return a route's handler, wrapped in everything that comes before it."""

        async def handle(request: web.Request) -> Answer:
            body = await self._body(request)
            path = request.path.removeprefix(PREFIX)
            for hook in self.on_request:
                hook(request.method, route, body)
            fault = self._fault(request.method, path)
            by_proxy = fault.from_proxy() if fault is not None else None
            if by_proxy is not None:
                return by_proxy
            if fault is not None and not fault.after and await self._inject(fault, request):
                return web.Response(status=500)
            status, answer = await self._answered(handler, request, body, fault)
            if fault is not None and fault.after and await self._inject(fault, request):
                return web.Response(status=500)
            self.requests.append(Recorded(request.method, path, route, body, status))
            self.world.wake()
            headers = {
                "Via": "1.1 sandbox",
                "X-RateLimit-Limit": "50",
                "X-RateLimit-Remaining": "49",
                "X-RateLimit-Reset-After": "1.0",
                "X-RateLimit-Bucket": secrets.token_hex(8),
            }
            if answer is None:
                return web.Response(status=status, headers=headers)
            headers["Content-Type"] = "application/json"
            return web.Response(body=json.dumps(answer).encode(), status=status, headers=headers)

        return handle

    async def _answered(
        self,
        handler: Callable[..., Awaitable[Any]],
        request: web.Request,
        body: Any,
        fault: Fault | None,
    ) -> tuple[int, Any]:
        path = request.path.removeprefix(PREFIX)
        try:
            if fault is not None and not fault.after and fault.how == "status":
                raise DiscordError(fault.status, fault.code)
            if not path.startswith(("/interactions/", "/webhooks/")):
                self._authorize(request)
            answer = await handler(request, body)
            if fault is not None and fault.after and fault.how == "status":
                raise DiscordError(fault.status, fault.code)
        except DiscordError as error:
            return error.status, error.body()
        except (KeyError, TypeError, ValueError):
            return 400, DiscordError(400, 50035).body()
        if answer is None:
            return 204, None
        return (201 if isinstance(answer, Created) else 200), answer

    def _fault(self, method: str, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and fault.method == method and fault.path.search(path):
                fault.times -= 1
                return fault
        return None

    async def _inject(self, fault: Fault, request: web.Request) -> bool:
        """Break the connection, leave it hanging, or be slow; return True if it's unanswerable."""
        self.world.wake()
        if fault.how == "hang":
            await hang(request)
        elif fault.how == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault.how == "reset":
            reset(request)
        return fault.how in ("hang", "reset")

    def _authorize(self, request: web.Request) -> None:
        header = request.headers.get("Authorization", "")
        if request.path == f"{PREFIX}/users/@me" and self.oauth.person_of(header):
            return
        if header != f"Bot {self.world.token}":
            raise DiscordError(401, 0)

    async def _body(self, request: web.Request) -> Any:
        if request.content_type != "multipart/form-data":
            raw = await request.read()
            return json.loads(raw) if raw else None
        fields = await request.post()
        body: Json = json.loads(str(fields.get("payload_json") or "{}"))
        attachments = []
        for name, value in fields.items():
            if isinstance(value, web.FileField):
                key = f"{snowflake()}/{value.filename}"
                content = value.file.read()
                kind = mimetypes.guess_type(value.filename)[0] or value.content_type
                self.world.attachments[key] = (kind, content)
                address = f"{self.origin}/attachments/{key}"
                attachments.append(
                    {
                        "id": str(snowflake()),
                        "filename": value.filename,
                        "url": address,
                        "proxy_url": address,
                        "size": len(content),
                        "content_type": kind,
                        "description": name,
                    }
                )
        (body.get("data") or body)["attachments"] = attachments
        return body
