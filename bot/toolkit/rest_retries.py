"""Retries requests to Discord that end unclearly: no answer, a reset, a server error.

Requests that are safe to repeat are repeated, each message with one nonce so that it is posted
once. What stays unclear ends in NoAnswer, however it failed. A request that a REST proxy turned
away is sent again when the proxy says. Knows nothing about commands.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.toolkit.button_icons import ButtonIcons
from bot.toolkit.discord_internals import replace_request, replace_session
from bot.toolkit.proxy_limits import TurnedAway, turned_away

_WAITS = (0.3, 1.0, 2.0)
_SECONDS = 5.0
_SECONDS_WITH_FILES = 30.0
_SECONDS_FOR_THE_LIST = 30.0
_SECONDS_TURNED_AWAY = 15.0
"""How long a request waits for a proxy that turns it away, all its waits together."""
_REQUEST_TIMEOUT = 408
SERVER_FAULT = 500
_MESSAGES = "/channels/{channel_id}/messages"
_REPEATABLE_POSTS = frozenset({_MESSAGES, "/users/@me/channels"})

Send = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Missing:
    """A stand-in for the response that never came, because discord.py's errors need one."""

    method: str
    url: str
    status: int = 503
    reason: str = "no clear answer"


class NoAnswer(discord.DiscordServerError):
    """Discord gave no clear answer, even after retries: it may or may not have acted."""

    def __init__(self, method: str, url: str) -> None:
        super().__init__(cast(Any, Missing(method, url)), None)


class Unclear(Exception):
    """One attempt ended without telling whether Discord acted."""


class Attempts:
    """aiohttp's session for discord.py; raises Unclear or TurnedAway for what may be retried."""

    def __init__(self, session: aiohttp.ClientSession, seconds: float = _SECONDS) -> None:
        self._session = session
        self._seconds = seconds

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def within(self, seconds: float) -> Attempts:
        """Return the same session with another time limit per attempt."""
        return Attempts(self._session, seconds)

    def request(
        self, method: str, url: str, **options: Any
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """Make one attempt; raises Unclear or TurnedAway."""
        options.setdefault("timeout", aiohttp.ClientTimeout(total=self._seconds))
        return self._attempt(method, url, options)

    @asynccontextmanager
    async def _attempt(
        self, method: str, url: str, options: dict[str, Any]
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        try:
            async with self._session.request(method, url, **options) as response:
                if response.status >= SERVER_FAULT or response.status == _REQUEST_TIMEOUT:
                    raise Unclear(f"HTTP {response.status}")
                away = await turned_away(response)
                if away is not None:
                    raise away
                yield response
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unclear(type(error).__name__) from error


def install(http: HTTPClient, icons: ButtonIcons) -> None:
    """Make a logged-in client of discord.py's retry its requests from now on."""
    replace_session(http, Attempts)
    replace_request(http, lambda send: CarefulRequests(send, icons))


class CarefulRequests:
    """Sends a request, retrying where that cannot act twice."""

    def __init__(self, send: Send, icons: ButtonIcons) -> None:
        self._send = send
        self._icons = icons

    async def __call__(
        self,
        route: Route,
        *,
        files: Sequence[discord.File] | None = None,
        form: list[dict[str, Any]] | None = None,
        **options: Any,
    ) -> Any:
        """Return Discord's answer; raises NoAnswer or discord's other HTTP errors."""
        if route.method == "POST" and route.path == _MESSAGES:
            _give_nonce(options.get("json"), form)
        options.setdefault("timeout", aiohttp.ClientTimeout(total=_seconds(route, files)))

        whole = _body_of(options.get("json"), form)

        async def send(body: dict[str, Any]) -> Any:
            filled = form if form is None or body is whole else _with_payload(form, body)
            if form is None and body:
                options["json"] = body

            async def once() -> Any:
                for file in files or ():
                    file.reset(seek=True)
                return await self._send(route, files=files, form=filled, **options)

            return await repeated(once, route, waits=_WAITS if _may_repeat(route) else ())

        return await self._icons.send(whole, send)


async def repeated(once: Callable[[], Awaitable[Any]], route: Route, waits: Sequence[float]) -> Any:
    """Call `once`, and again after each wait while it ends unclearly; finally raises NoAnswer.

    What a proxy turned away did not happen: it is sent again when the proxy says, whatever it is.
    """
    left, unclear = iter(waits), False
    end = asyncio.get_running_loop().time() + _SECONDS_TURNED_AWAY
    while True:
        try:
            return await once()
        except TurnedAway as away:
            if not await away.is_over_by(end):
                raise NoAnswer(route.method, route.url) from away
        except Unclear as error:
            unclear, wait = True, next(left, None)
            if wait is None:
                raise NoAnswer(route.method, route.url) from error
            await asyncio.sleep(wait)
        except discord.NotFound:
            if unclear and route.method == "DELETE":
                return None
            raise


def _may_repeat(route: Route) -> bool:
    return route.method != "POST" or route.path in _REPEATABLE_POSTS


def _seconds(route: Route, files: Sequence[discord.File] | None) -> float:
    if route.path.endswith("/commands"):
        return _SECONDS_FOR_THE_LIST
    return _SECONDS_WITH_FILES if files else _SECONDS


def _body_of(payload: object, form: list[dict[str, Any]] | None) -> dict[str, Any]:
    """Return a message's body; empty for what isn't a message."""
    for part in form or ():
        if part["name"] == "payload_json":
            payload = json.loads(part["value"])
    return payload if isinstance(payload, dict) else {}


def _with_payload(form: list[dict[str, Any]], body: dict[str, Any]) -> list[dict[str, Any]]:
    value = json.dumps(body)
    return [{**one, "value": value} if one["name"] == "payload_json" else one for one in form]


def _give_nonce(payload: dict[str, Any] | None, form: list[dict[str, Any]] | None) -> None:
    """Give a message a nonce, which Discord accepts once, unless it has one."""
    if payload is not None:
        payload.setdefault("nonce", secrets.token_urlsafe(16))
        payload["enforce_nonce"] = True
    for part in form or ():
        if part["name"] == "payload_json":
            inner = json.loads(part["value"])
            _give_nonce(inner, None)
            part["value"] = json.dumps(inner)
