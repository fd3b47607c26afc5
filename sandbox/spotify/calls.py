"""What every Web API endpoint gets, and how it answers or refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from aiohttp import web

from sandbox.spotify.catalogue import Json, Thing
from sandbox.spotify.people import Listener
from sandbox.spotify.state import Spotify

if TYPE_CHECKING:
    from sandbox.spotify.grants import Access

Answer = Json | list[bool] | list[Json] | web.Response | None


class ApiError(Exception):
    """Ends a request with Spotify's nested error, or with plain text."""

    def __init__(
        self, status: int, message: str, *, plain: bool = False, reason: str | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.plain = plain
        self.reason = reason

    def answer(self) -> web.Response:
        """Return the response."""
        if self.plain:
            return web.Response(status=self.status, text=str(self))
        error: Json = {"status": self.status, "message": str(self)}
        if self.reason is not None:
            error["reason"] = self.reason
        response = web.json_response({"error": error}, status=self.status)
        if self.status == 401:
            kind = "missing_token" if str(self) == "No token provided" else "invalid_token"
            response.headers["WWW-Authenticate"] = f'Bearer realm="spotify", error="{kind}"'
        return response


@dataclass(frozen=True, slots=True)
class Call:
    """A request that passed the checks."""

    state: Spotify
    request: web.Request
    access: Access
    body: Json
    raw: bytes

    @property
    def person(self) -> Listener:
        """The token's listener; Client Credentials tokens have none."""
        if self.access.person is None:
            raise ApiError(401, "Valid user authentication required")
        return self.access.person

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters."""
        return dict(self.request.query)

    def need(self, *scopes: str) -> None:
        """Refuse a token that lacks any of these scopes."""
        if not all(scope in self.access.scopes for scope in scopes):
            raise ApiError(403, "Insufficient client scope")

    def number(self, name: str, default: int | None = None) -> int:
        """Return a whole number from the query."""
        text = self.request.query.get(name)
        if text is None and default is not None:
            return default
        try:
            return int(text or "")
        except ValueError:
            raise ApiError(400, f"Invalid {name}") from None

    def limit(self, default: int = 20, most: int = 50) -> int:
        """Return the page size asked for."""
        limit = self.number("limit", default)
        if not 1 <= limit <= most:
            raise ApiError(400, "Invalid limit")
        return limit

    def page(self, things: list[Any], *, default: int = 20, most: int = 50) -> Json:
        """Return one page of a complete list."""
        limit, offset = self.limit(default, most), self.number("offset", 0)
        if offset < 0 or (most == 10 and offset > 1000):
            raise ApiError(400, "Invalid offset")
        items = things[offset : offset + limit]
        return paging(items, self.href(), limit, offset, len(things), self.query)

    def href(self) -> str:
        """Return this request's URL without its query."""
        return f"{self.state.origin}{self.request.path.rstrip('/')}"

    def thing(self, kind: str, name: str = "id") -> Thing:
        """Return the item with the ID in the path."""
        thing_id = self.request.match_info[name]
        if len(thing_id) != 22 or not (thing_id.isascii() and thing_id.isalnum()):
            raise ApiError(400, "Invalid base62 id")
        thing = self.state.catalogue.get(kind, thing_id)
        if thing is None:
            raise ApiError(404, "Resource not found")
        return thing

    def in_market(self, thing: Thing) -> Json:
        """Return an item in full; if a market is asked about, with whether it's playable there."""
        data = self.state.catalogue.full(thing)
        market = self.query.get("market")
        if market is None:
            return data
        if market == "from_token" and self.state.market_needs_scope:
            self.need("user-read-private")
        if thing.id in self.state.barred:
            return {**data, "is_playable": False, "restrictions": {"reason": "market"}}
        return {**data, "is_playable": True}


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint that exists; the token needs all of `scopes`."""

    method: str
    path: str
    handler: Handler
    scopes: tuple[str, ...] = ()


def paging(
    items: list[Any],
    href: str,
    limit: int,
    offset: int,
    total: int,
    query: dict[str, str] | None = None,
) -> Json:
    """Return a paging object; its URLs keep the query's other parameters."""
    return {
        "href": _address(href, query, limit, offset),
        "limit": limit,
        "offset": offset,
        "total": total,
        "items": items,
        "next": _address(href, query, limit, offset + limit) if offset + limit < total else None,
        "previous": _address(href, query, limit, max(0, offset - limit)) if offset else None,
    }


def _address(href: str, query: dict[str, str] | None, limit: int, offset: int) -> str:
    parameters: dict[str, str | int] = {**(query or {}), "offset": offset, "limit": limit}
    return f"{href}?{urlencode(parameters)}"
