"""The Web API of a new Development Mode app: what lives, what is gone, who may.

Reference: spotify.md 2 and 3.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from sandbox.spotify.apps import OWNER_WORDING
from sandbox.spotify.catalogue import Json, Thing, paging
from sandbox.spotify.oauth import Access
from sandbox.spotify.people import Listener
from sandbox.spotify.state import Spotify

_MOST = 10
_REMOVED = re.compile(
    r"/v1/(?:(?:tracks|albums|artists|episodes|shows|audiobooks|chapters|markets|recommendations"
    r"|audio-features.*|audio-analysis.*|browse/.*|users/.*)/?"
    r"|artists/\w+/(?:top-tracks|related-artists)|playlists/\w+/(?:tracks|followers.*)"
    r"|me/(?:tracks|albums|episodes|shows|audiobooks)/contains|me/following/contains)"
)


class ApiError(Exception):
    """Ends a request with Spotify's nested error, or with plain text."""

    def __init__(self, status: int, message: str, *, plain: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.plain = plain


class Api:
    """Serves /v1."""

    def __init__(self, state: Spotify) -> None:
        self.state = state

    def add_to(self, app: web.Application) -> None:
        """Register the routes, with and without a slash at the end."""
        routes: dict[str, tuple[Callable[..., Any], str | None]] = {
            "/me": (self._me, None),
            "/me/player": (self._player, "user-read-playback-state"),
            "/me/player/currently-playing": (self._currently, "user-read-currently-playing"),
            "/me/player/devices": (self._devices, "user-read-playback-state"),
            "/artists/{id}": (self._one("artist"), None),
            "/artists/{id}/albums": (self._artist_albums, None),
            "/albums/{id}": (self._one("album"), None),
            "/albums/{id}/tracks": (self._album_tracks, None),
            "/tracks/{id}": (self._one("track"), None),
            "/episodes/{id}": (self._one("episode"), "user-read-playback-position"),
            "/shows/{id}": (self._one("show"), "user-read-playback-position"),
            "/playlists/{id}": (self._playlist, None),
            "/search": (self._search, None),
        }
        for path, (handler, scope) in routes.items():
            handle = self._wrapped(handler, scope)
            app.router.add_get(f"/v1{path}", handle)
            app.router.add_get(f"/v1{path}/", handle)
        app.router.add_route("*", "/v1/{rest:.*}", self._wrapped(self._gone, None))

    def _wrapped(self, handler: Callable[..., Any], scope: str | None) -> Any:
        async def handle(request: web.Request) -> web.StreamResponse:
            access: Access | None = None
            try:
                faulty = await self.state.faults.answer(request)
                if faulty is not None:
                    answer = faulty
                else:
                    access = self._access(request)
                    self._allowed(access, scope)
                    body = handler(request, access)
                    answer = web.Response(status=204) if body is None else web.json_response(body)
            except ApiError as error:
                answer = _error(error)
            self.state.record(request, access.person if access else None, answer.status)
            return answer

        return handle

    def _access(self, request: web.Request) -> Access:
        header = request.headers.get("Authorization", "")
        access = self.state.tokens.get(header.removeprefix("Bearer "))
        if access is None:
            raise ApiError(401, "Invalid access token")
        if access.expires_at <= self.state.clock.now():
            raise ApiError(401, "The access token expired")
        return access

    def _allowed(self, access: Access, scope: str | None) -> None:
        if not access.app.owner_premium:
            raise ApiError(403, OWNER_WORDING, plain=True)
        if access.person is not None and access.person.id not in access.app.seats:
            raise ApiError(403, access.app.no_seat_wording, plain=True)
        if scope is not None and scope not in access.scopes:
            raise ApiError(403, "Insufficient client scope")

    def _gone(self, request: web.Request, access: Access) -> Json:
        if _REMOVED.fullmatch(request.path.rstrip("/")):
            raise ApiError(403, "Forbidden")
        raise ApiError(404, "Service not found")

    def _who(self, access: Access) -> Listener:
        if access.person is None:
            raise ApiError(401, "Valid user authentication required")
        return access.person

    def _me(self, request: web.Request, access: Access) -> Json:
        return self._who(access).json(self.state.origin)

    def _player(self, request: web.Request, access: Access) -> Json | None:
        return self._who(access).player.state(request.query.get("additional_types", "track"))

    def _currently(self, request: web.Request, access: Access) -> Json | None:
        player = self._who(access).player
        state = player.state(request.query.get("additional_types", "track"))
        if state is None or player.private:
            return None
        hidden = ("device", "repeat_state", "shuffle_state")
        return {name: value for name, value in state.items() if name not in hidden}

    def _devices(self, request: web.Request, access: Access) -> Json:
        state = self._who(access).player.state("track")
        return {"devices": [state["device"]] if state else []}

    def _thing(self, kind: str, request: web.Request) -> Thing:
        thing_id = request.match_info["id"]
        if not re.fullmatch(r"[A-Za-z0-9]{22}", thing_id):
            raise ApiError(400, "Invalid base62 id")
        thing = self.state.catalogue.get(kind, thing_id)
        if thing is None:
            raise ApiError(404, "Resource not found")
        return thing

    def _one(self, kind: str) -> Callable[[web.Request, Access], Json]:
        def handler(request: web.Request, access: Access) -> Json:
            return self.state.catalogue.full(self._thing(kind, request))

        return handler

    def _artist_albums(self, request: web.Request, access: Access) -> Json:
        artist = self._thing("artist", request)
        groups = request.query.get("include_groups", "album,single").split(",")
        found = [one.data for one in artist.children if one.data["album_type"] in groups]
        newest = sorted(found, key=lambda data: str(data["release_date"]), reverse=True)
        return _page(request, newest, default=5, most=_MOST)

    def _album_tracks(self, request: web.Request, access: Access) -> Json:
        album = self._thing("album", request)
        return _page(request, [one.data for one in album.children], default=20, most=50)

    def _playlist(self, request: web.Request, access: Access) -> Json:
        playlist = self._thing("playlist", request)
        data = dict(playlist.data)
        own = access.person is not None and data["owner"]["id"] == access.person.id
        if own:
            items = [
                {"added_at": None, "added_by": None, "is_local": False, "item": one.data}
                for one in playlist.children
            ]
            data["items"] = paging(items, f"{data['href']}/items", 50, 0, len(items))
        wanted = {
            re.sub(r"\(.*", "", one)
            for one in re.split(r",(?![^(]*\))", request.query.get("fields", ""))
            if one
        }
        return {name: value for name, value in data.items() if not wanted or name in wanted}

    def _search(self, request: web.Request, access: Access) -> Json:
        query = request.query.get("q", "").strip()
        if not query:
            raise ApiError(400, "No search query")
        if len(query) > 250:
            raise ApiError(400, "Query exceeds maximum length of 250 characters")
        answer: Json = {}
        for kind in request.query.get("type", "").split(","):
            if kind not in ("track", "artist", "album", "playlist", "show", "episode"):
                raise ApiError(400, "Bad search type field")
            found = [
                self.state.catalogue.full(one) for one in self.state.catalogue.search(query, kind)
            ]
            page = _page(request, found, default=5, most=_MOST)
            if kind == "playlist":
                page["items"] = [None, *page["items"]][:_MOST]
            answer[f"{kind}s"] = page
        return answer


def _page(request: web.Request, items: list[Any], *, default: int, most: int) -> Json:
    try:
        limit = int(request.query.get("limit", default))
        offset = int(request.query.get("offset", 0))
    except ValueError:
        raise ApiError(400, "Invalid limit") from None
    if not 1 <= limit <= most or not 0 <= offset <= 1000:
        raise ApiError(400, "Invalid limit")
    href = f"{request.url.with_query(None)}"
    return paging(items[offset : offset + limit], href, limit, offset, len(items))


def _error(error: ApiError) -> web.Response:
    if error.plain:
        return web.Response(status=error.status, text=str(error))
    body = {"error": {"status": error.status, "message": str(error)}}
    response = web.json_response(body, status=error.status)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="spotify", error="invalid_token"'
    return response
