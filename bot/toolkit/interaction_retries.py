"""Sends answers to interactions so that each arrives exactly once.

Discord may accept an answer and still return 502. On a retry it says "already acknowledged", so the
answer is there. The answer after "thinking…" edits that message, which can be repeated without
showing anything twice; a follow-up cannot.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, cast

import aiohttp
import discord
from discord.http import Route
from discord.webhook.async_ import AsyncWebhookAdapter

from bot.request_ids import Request, current_request
from bot.toolkit.button_icons import ButtonIcons
from bot.toolkit.discord_internals import answer_through
from bot.toolkit.proxy_limits import TurnedAway
from bot.toolkit.rest_retries import Attempts, NoAnswer, Unclear, repeated

_log = logging.getLogger(__name__)

_REMEMBERED = 2000
ALREADY_ACKNOWLEDGED = 40060
_MESSAGE, _THINKING, _UPDATE_LATER, _UPDATE, _SUGGESTIONS, _MODAL = 4, 5, 6, 7, 8, 9
_EPHEMERAL = 1 << 6
_WINDOW = 2.9
_FIRST_WAIT = 0.2
_SECONDS, _SECONDS_WITH_FILES = 1.2, 20.0
_WAITS = (0.3, 1.0, 2.0)
_ORIGINAL = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
_FOLLOW_UP = "/webhooks/{webhook_id}/{webhook_token}"

Json = dict[str, Any]


@dataclass(slots=True)
class Known:
    """An interaction's state so far; `shown_at` is when its answer was first sent."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    kind: int | None = None
    private: bool = False
    thinking: bool = False
    shown_at: float | None = None

    def is_place_for(self, body: Body) -> bool:
        """Whether a message may replace "thinking…", which others may see."""
        return self.thinking and (self.private or not body.private)


@dataclass(frozen=True, slots=True)
class Body:
    """A request's body: JSON, and any files."""

    payload: Json
    multipart: list[Json] | None
    files: Sequence[discord.File]

    def of(self, payload: Json) -> Body:
        """Return the same files with another JSON."""
        if self.multipart is None:
            return Body(payload, None, self.files)
        parts = [
            {**part, "value": json.dumps(payload)} if part["name"] == "payload_json" else part
            for part in self.multipart
        ]
        return Body(payload, parts, self.files)

    @property
    def private(self) -> bool:
        """Whether it is a message that only one person sees."""
        return bool(int(self.payload.get("flags") or 0) & _EPHEMERAL)


class CarefulAnswers(AsyncWebhookAdapter):
    """discord.py's adapter for interactions and webhooks, with safe retries."""

    def __init__(
        self,
        application_id: Callable[[], int | None],
        icons: ButtonIcons,
        acknowledged: Callable[[Request], None] = lambda request: None,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._application_id = application_id
        self.icons = icons
        self._acknowledged = acknowledged
        self._known: OrderedDict[str, Known] = OrderedDict()

    def install(self) -> None:
        """Use this adapter in this task and every task it starts."""
        answer_through(self)

    def is_begun(self, token: str) -> bool:
        """Whether this interaction has an answer, or one is on its way."""
        return token in self._known

    def shown_at(self, token: str) -> float | None:
        """Return when a visible answer was sent (monotonic seconds), None if none was yet."""
        known = self._known.get(token)
        return known.shown_at if known is not None else None

    async def request(self, route: Route, session: Any, **options: Any) -> Any:
        """Send a request; raises NoAnswer or discord's other HTTP errors."""
        token = str(route.webhook_token)
        body = _body(options)
        rest = {key: value for key, value in options.items() if key not in _BODY}
        call = _Call(self, session if isinstance(session, Attempts) else Attempts(session), rest)
        if route.path.endswith("/callback"):
            return await self._first(route, token, call, body)
        known = self._known.get(token)
        if known is not None and route.method in ("POST", "PATCH"):
            known.shown_at = known.shown_at or monotonic()
        follow_up = route.path == _FOLLOW_UP and route.method == "POST"
        if known is not None and follow_up and known.is_place_for(body):
            return await self._original(token, call, body)
        answer = await call.repeated(route, body)
        if known is not None and route.path.endswith("@original") and route.method != "GET":
            known.thinking = False
        return answer

    async def _first(self, route: Route, token: str, call: _Call, body: Body) -> Any:
        known = self._known.setdefault(token, Known())
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        kind, data = int(body.payload.get("type") or 0), body.payload.get("data") or {}
        if kind not in (_THINKING, _UPDATE_LATER):
            known.shown_at = known.shown_at or monotonic()
        async with known.lock:
            if known.kind is not None and kind != _MODAL:
                return await self._instead(known, token, call, body)
            send = call.suggested if kind == _SUGGESTIONS else call.in_time
            answer = await send(route, body, kind)
            known.kind = kind
            known.private = bool(int(data.get("flags") or 0) & _EPHEMERAL)
            known.thinking = kind == _THINKING
            if (made := current_request()) is not None:
                self._acknowledged(made)
            return answer

    async def _instead(self, known: Known, token: str, call: _Call, body: Body) -> Json:
        """Send a first answer although another one has just been sent."""
        kind = int(body.payload.get("type") or 0)
        data = body.of(body.payload.get("data") or {})
        if kind == _UPDATE:
            return _answered(kind, await self._original(token, call, data))
        if kind != _MESSAGE:
            return _answered(known.kind or kind)
        if known.thinking and data.private and not known.private:
            await call.repeated(self._route("DELETE", _ORIGINAL, token), _NOTHING)
            known.thinking = False
        if known.thinking:
            return _answered(kind, await self._original(token, call, data))
        sent = await call.repeated(self._route("POST", _FOLLOW_UP, token), data, {"wait": 1})
        return _answered(kind, sent)

    async def _original(self, token: str, call: _Call, body: Body) -> Any:
        try:
            changed = await call.repeated(self._route("PATCH", _ORIGINAL, token), body, {})
        except discord.NotFound:
            changed = await call.repeated(self._route("POST", _FOLLOW_UP, token), body, {"wait": 1})
        self._known[token].thinking = False
        return changed

    def _route(self, method: str, path: str, token: str) -> Route:
        return Route(method, path, webhook_id=self._application_id() or 0, webhook_token=token)


@dataclass(frozen=True, slots=True)
class _Call:
    """How the requests of one call are sent: session, proxy and so on."""

    adapter: CarefulAnswers
    session: Attempts
    options: Json

    async def once(self, route: Route, body: Body, seconds: float, params: Json | None) -> Any:
        options = {**self.options, **({"params": params} if params is not None else {})}
        if body.multipart is not None:
            for file in body.files:
                file.reset(seek=True)
            options.update(multipart=body.multipart, files=body.files)
        elif body is not _NOTHING:
            options["payload"] = body.payload
        session = cast(aiohttp.ClientSession, self.session.within(seconds))
        return await AsyncWebhookAdapter.request(self.adapter, route, session, **options)

    async def repeated(self, route: Route, body: Body, params: Json | None = None) -> Any:
        seconds = _SECONDS_WITH_FILES if body.files else 5.0

        async def send(body: Body) -> Any:
            return await repeated(lambda: self.once(route, body, seconds, params), route, _WAITS)

        return await self._with_icons(body, send)

    async def in_time(self, route: Route, body: Body, kind: int) -> Any:
        """Send the first answer, retrying while Discord still waits for it."""
        return await self._with_icons(body, lambda body: self._in_time(route, body, kind))

    async def suggested(self, route: Route, body: Body, kind: int) -> Any:
        """Send suggestions; too late is no failure, for the person has typed on meanwhile."""
        try:
            return await self.in_time(route, body, kind)
        except (discord.NotFound, NoAnswer) as late:
            _log.info("suggestions came too late: %s", late.status)
            return _answered(kind)

    async def _with_icons(self, body: Body, send: Callable[[Body], Awaitable[Any]]) -> Any:
        async def send_payload(payload: Json) -> Any:
            return await send(body if payload is body.payload else body.of(payload))

        return await self.adapter.icons.send(body.payload, send_payload)

    async def _in_time(self, route: Route, body: Body, kind: int) -> Any:
        loop = asyncio.get_running_loop()
        end, wait, tried = loop.time() + _WINDOW, _FIRST_WAIT, False
        while True:
            try:
                seconds = _SECONDS_WITH_FILES if body.files else _SECONDS
                return await self.once(route, body, seconds, None)
            except TurnedAway as away:
                if not await away.is_over_by(end):
                    raise NoAnswer(route.method, route.url) from away
                continue
            except Unclear as error:
                tried = True
                if loop.time() + wait >= end:
                    raise NoAnswer(route.method, route.url) from error
            except discord.HTTPException as error:
                if tried and error.code == ALREADY_ACKNOWLEDGED:
                    return _answered(kind)
                raise
            await asyncio.sleep(wait)
            wait *= 2


_BODY = frozenset({"payload", "multipart", "files"})
_NOTHING = Body({}, None, ())


def _body(options: Json) -> Body:
    multipart = options.get("multipart")
    payload = options.get("payload")
    if multipart:
        found = next((one["value"] for one in multipart if one["name"] == "payload_json"), "{}")
        payload = json.loads(found)
    if payload is None:
        return _NOTHING
    return Body(payload, multipart or None, options.get("files") or ())


def _answered(kind: int, message: Json | None = None) -> Json:
    """Return what Discord would have replied to a first answer that it accepted."""
    answer: Json = {"interaction": {"id": "0", "type": 0}}
    if message is not None:
        answer["resource"] = {"type": kind, "message": message}
    return answer
