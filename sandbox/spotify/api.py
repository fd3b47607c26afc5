"""The Web API of a new Development Mode app: who may call, and what's gone.

Source: docs/reference/spotify.md, sections 1.6 and 2.
"""

from __future__ import annotations

import json
import re
from typing import Any

from aiohttp import web

from sandbox.spotify import api_catalogue, api_commands, api_me, api_player, api_playlists
from sandbox.spotify.apps import OWNER_WORDING
from sandbox.spotify.calls import Answer, ApiError, Call, Route
from sandbox.spotify.catalogue import Json
from sandbox.spotify.grants import Access
from sandbox.spotify.state import Spotify

_REMOVED = re.compile(
    r"\w+ /v1/(?:"
    r"(?:tracks|albums|artists|episodes|shows|audiobooks|chapters|markets|recommendations)"
    r"|recommendations/.*|audio-features.*|audio-analysis.*|browse/.*|users/.*"
    r"|artists/\w+/(?:top-tracks|related-artists)|playlists/\w+/(?:tracks|followers.*)"
    r"|me/(?:tracks|albums|episodes|shows|audiobooks|following)/contains)"
    r"|(?:PUT|DELETE) /v1/me/(?:tracks|albums|episodes|shows|audiobooks|following)"
)


class Api:
    """Serves /v1."""

    def __init__(self, state: Spotify) -> None:
        self.state = state

    def add_to(self, app: web.Application) -> None:
        """Register the routes, with and without a slash at the end."""
        modules = (api_catalogue, api_me, api_player, api_commands, api_playlists)
        for route in [route for module in modules for route in module.ROUTES]:
            handle = self._wrapped(route)
            app.router.add_route(route.method, f"/v1{route.path}", handle)
            app.router.add_route(route.method, f"/v1{route.path}/", handle)
        app.router.add_route("*", "/v1/{rest:.*}", self._wrapped(Route("*", "", _gone)))

    def _wrapped(self, route: Route) -> Any:
        async def handle(request: web.Request) -> web.StreamResponse:
            access: Access | None = None
            took_effect = False
            try:
                faulty = await self.state.faults.answer(request)
                if faulty is not None:
                    # The list of requests should still show who asked.
                    access = self.state.tokens.get(_bearer(request))
                    answer = faulty
                else:
                    access = self._access(request)
                    answer = await self._answer(request, access, route)
                    took_effect = answer.status < 400
                    answer = await self.state.faults.answer(request, after=True) or answer
            except ApiError as error:
                answer = error.answer()
            person = access.person if access else None
            client = access.app.client_id if access else None
            self.state.record(
                request, person, answer.status, client=client, took_effect=took_effect
            )
            return answer

        return handle

    async def _answer(
        self, request: web.Request, access: Access, route: Route
    ) -> web.StreamResponse:
        limited = self.state.faults.over_limit(request.path, access.app.owner)
        if limited is not None:
            return limited
        _check_app(access)
        raw = await request.read()
        call = Call(self.state, request, access, _json(request, raw), raw)
        call.need(*route.scopes)
        body: Answer = route.handler(call)
        if isinstance(body, web.Response):
            return body
        body = self.state.faults.changed(request.path, body)
        return web.Response(status=204) if body is None else web.json_response(body)

    def _access(self, request: web.Request) -> Access:
        token = _bearer(request)
        if not token:
            raise ApiError(401, "No token provided")
        access = self.state.tokens.get(token)
        if access is None:
            raise ApiError(401, "Invalid access token")
        if access.expires_at <= self.state.clock.now():
            raise ApiError(401, "The access token expired")
        return access


def _bearer(request: web.Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _check_app(access: Access) -> None:
    if not access.app.owner_premium:
        raise ApiError(403, OWNER_WORDING, plain=True)
    if access.person is not None and access.person.id not in access.app.seats:
        raise ApiError(403, access.app.no_seat_wording, plain=True)


def _json(request: web.Request, raw: bytes) -> Json:
    if not raw or request.content_type == "image/jpeg":
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        raise ApiError(400, "Error parsing JSON.") from None
    if not isinstance(body, dict):
        raise ApiError(400, "Error parsing JSON.")
    return body


def _gone(call: Call) -> Answer:
    path = call.request.path.rstrip("/")
    if _REMOVED.fullmatch(f"{call.request.method} {path}"):
        raise ApiError(403, "Forbidden")
    if path == "/v1/me/library":
        raise ApiError(405, "Method not allowed")
    raise ApiError(404, "Service not found")
