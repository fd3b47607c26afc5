"""The web server: rate limits, one middleware, and the same headers on every response."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from aiohttp import web

from bot.accounts.errors import DiscordUnavailable, NotSaved
from bot.linking.authorization import discord_issuers, origin_of, spotify_issuers
from bot.linking.browser_flow import BrowserServices
from bot.linking.errors import BelongsToAnother, LinkRefused
from bot.logs import trace_without_values
from bot.request_ids import begin_request, current_request_id
from bot.trusted_proxies import Proxies
from bot.ui.words.pages import PageName
from bot.web.cookies import BrowserCookies
from bot.web.headers import security_headers
from bot.web.limits import RateLimit, visitor
from bot.web.listener import Listener, Place
from bot.web.plain_routes import PlainRoutes
from bot.web.render import Renderer
from bot.web.requests import PageError
from bot.web.routes import Issuers, Routes

_log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_HEALTH = frozenset({"/healthz", "/readyz"})
_DISCONNECT = frozenset({"/disconnect"})
_DISCONNECTS = 6
"""How often a visitor may start a disconnect, per minute."""
_ROOM = 20
"""How many times as often the page of an aux may be loaded from one address."""
_DISCORD = "https://discord.com"


@dataclass(frozen=True, slots=True)
class WebAddress:
    """Where pages are served, and where they may lead.

    `public_url` is what links point to; `callback_path` is the redirect URI's path; `instance`
    tells one running server from another; the limits apply to each visitor.
    """

    host: str
    port: int
    public_url: str
    accounts_url: str
    callback_path: str = "/callback"
    discord_url: str = _DISCORD
    instance: str = ""
    trusted_proxies: Sequence[str] = ()
    connection_seconds: float = 20.0
    requests_per_minute: int = 60

    @property
    def https(self) -> bool:
        """Whether browsers connect over HTTPS."""
        return self.public_url.startswith("https://")

    @property
    def base(self) -> str:
        """The path prefix that a proxy serves everything under, without a trailing slash."""
        return urlsplit(self.public_url).path.rstrip("/")

    @property
    def issuers(self) -> Issuers:
        """The issuer names that Spotify and Discord may use (RFC 9207)."""
        return Issuers(
            spotify=spotify_issuers(self.accounts_url), discord=discord_issuers(self.discord_url)
        )


class Pages(Protocol):
    """More pages, which register their own routes."""

    def add_to(self, app: web.Application, prefixes: Collection[str]) -> None:
        """Register them under each prefix."""
        ...


class WebServer:
    """Serves the link pages and the callback, and `more` pages."""

    def __init__(
        self,
        linking: BrowserServices,
        address: WebAddress,
        *,
        ready: Callable[[], Awaitable[bool]],
        observe: Callable[[str, int], None] = lambda route, status: None,
        more: Sequence[Pages] = (),
    ) -> None:
        self._address = address
        self._trusted = Proxies(address.trusted_proxies)
        self._limit = RateLimit(address.requests_per_minute)
        self._rooms = RateLimit(_ROOM * address.requests_per_minute)
        self._disconnects = RateLimit(_DISCONNECTS)
        self._observe = observe
        self._prefixes = {"", address.base, address.callback_path.removesuffix("/callback")}
        self._renderer = Renderer(address.base)
        cookies = BrowserCookies(https=address.https)
        self._routes = Routes(linking, self._renderer, cookies, address.issuers)
        self._plain = PlainRoutes(ready, address.instance)
        self._more = more
        self._listener = self._listening()

    @property
    def port(self) -> int:
        """The port the server listens on, even if 0 was requested."""
        return self._listener.port

    async def start(self) -> None:
        """Start listening; raises OSError if the port can't be used."""
        await self._listener.start()

    async def stop(self) -> None:
        """Stop listening, let running requests finish, then close."""
        await self._listener.stop()

    def _listening(self) -> Listener:
        address = self._address
        app = web.Application(middlewares=[self._guard], client_max_size=1024)
        self._routes.add_to(app, sorted(self._prefixes))
        for pages in (self._plain, *self._more):
            pages.add_to(app, sorted(self._prefixes))
        headers = security_headers(
            form_targets=(origin_of(address.accounts_url), address.discord_url),
            https=address.https,
        )
        place = Place(address.host, address.port, address.connection_seconds)
        return Listener(app, place, headers, self._trusted)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        begin_request("web")
        forwarded = request.headers.getall("X-Forwarded-For", [])
        address = visitor(request.remote or "", forwarded, self._trusted)
        self._routes.set_locale(request, None)
        if not self._allows(request, address):
            response: web.StreamResponse = self._renderer.message("too_many")
            response.headers["Retry-After"] = "60"
        else:
            response = await self._answered(request, handler)
        resource = request.match_info.route.resource
        route = resource.canonical if resource else "(none)"
        _log.info("%s %s %d", request.method, route, response.status)
        self._observe(route, response.status)
        return response

    def _allows(self, request: web.Request, address: str) -> bool:
        if self._is(request, _HEALTH):
            return True
        if any(request.path.startswith(f"{prefix}/aux/") for prefix in self._prefixes):
            # A whole room shares one address; what each guest does has limits of its own.
            return self._rooms.allows(address)
        begins = request.method == "POST" and self._is(request, _DISCONNECT)
        return self._limit.allows(address) and (not begins or self._disconnects.allows(address))

    def _is(self, request: web.Request, pages: frozenset[str]) -> bool:
        """Whether a request is for one of these pages, with any prefix."""
        return any(request.path == prefix + page for prefix in self._prefixes for page in pages)

    async def _answered(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            self._routes.set_locale(request, await self._routes.language(request))
            return await handler(request)
        except BelongsToAnother as refused:
            return self._renderer.message(refused.outcome, refused=refused)
        except LinkRefused as refused:
            return self._renderer.message(refused.outcome)
        except DiscordUnavailable as failure:
            return self._renderer.message(
                "discord_settings" if failure.rejected else "discord_down"
            )
        except NotSaved:
            takes_back = request.path.endswith(("/link/undo", "/disconnect"))
            return self._renderer.message("not_removed_yet" if takes_back else "no_storage")
        except PageError as error:
            return self._renderer.message(error.page, error.status)
        except web.HTTPException as error:
            answer = self._renderer.message(_page_of(error.status), error.status)
            if "Allow" in error.headers:
                answer.headers["Allow"] = error.headers["Allow"]
            return answer
        except Exception as error:
            trace = {"trace": trace_without_values(error)}
            _log.error("a request failed: %s", type(error).__name__, extra=trace)
            return self._renderer.message("server_error", request_id=current_request_id())


def _page_of(status: int) -> PageName:
    """Return the page of an HTTP error that aiohttp raises."""
    if status == 404:
        return "not_found"
    return "not_allowed" if status == 405 else "bad_request"
