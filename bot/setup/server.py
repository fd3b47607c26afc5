"""Serve the set-up page where the bot will serve its own, until everything is entered."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot.config.settings import Settings
from bot.how_to_run import typed
from bot.logs import trace_without_values
from bot.request_ids import begin_request, current_request_id
from bot.setup.draft import Draft, unwritable
from bot.setup.journey import Journey
from bot.setup.pages import ANY_PREFIX, SetupPages
from bot.setup.same_site import Foreign, Misdirected, SameSite
from bot.setup.stopping import Stopping
from bot.trusted_proxies import Proxies
from bot.ui.language import set_locale
from bot.web.accept_language import preferred_language
from bot.web.entrance import Entrance
from bot.web.headers import security_headers
from bot.web.limits import RateLimit, visitor
from bot.web.listener import Listener, Place
from bot.web.plain_routes import STATIC, PlainRoutes
from bot.web.render import Renderer
from bot.web.requests import PageError

_log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_PER_MINUTE = 90
"""Each answer that isn't taken is three: the form, the page it leads to, and the next try."""
_JAVASCRIPT = "text/javascript"
_ANY = ("0.0.0.0", "::")  # noqa: S104 (compared, not bound)


class CannotSetUp(Exception):
    """The page can't be served, or nothing could be saved; says why, and how to fix it."""


async def set_up(environ: Mapping[str, str], dotenv: Path, stopping: Stopping) -> None:
    """Serve the page until the settings are written, or the bot is to stop.

    Raises CannotSetUp.
    """
    draft = Draft(environ, dotenv)
    settings = draft.settings()
    trouble = unwritable(settings)
    if trouble is not None:
        raise CannotSetUp(f"{trouble.what}; {trouble.fix}")
    server = SetupServer(draft, settings)
    try:
        await server.start()
    except OSError as error:
        raise CannotSetUp(
            f"port {settings.web_port} of {settings.web_host} can't be used ({error.strerror}). "
            "Is another Earshot running? If not, set WEB_PORT to another port"
        ) from None
    server.announce()
    try:
        await _until_over(server, stopping)
    finally:
        await server.stop()


async def _until_over(server: SetupServer, stopping: Stopping) -> None:
    over = server.journey.is_over
    waiting = [asyncio.create_task(over.wait()), asyncio.create_task(stopping.wait())]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for one in waiting:
        one.cancel()


class SetupServer:
    """The server of the set-up page."""

    def __init__(self, draft: Draft, settings: Settings) -> None:
        self.entrance = Entrance()
        self.journey = Journey(draft, lambda: self.port)
        self._settings = settings
        self._proxies = Proxies(settings.trusted_proxies)
        self._names = SameSite(self._proxies)
        self._limit = RateLimit(_PER_MINUTE)
        self._renderer = Renderer(urlsplit(settings.public_url).path.rstrip("/"))
        self._pages = SetupPages(self.journey, self.entrance, self._names, self._renderer)
        self._listener = self._listening()
        for address in (settings.public_url, f"http://{_in_url(settings.web_host)}"):
            self._names.add(address)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._listener.port

    async def start(self) -> None:
        """Start listening; raises OSError if the port can't be used."""
        await self._listener.start()

    async def stop(self) -> None:
        """Finish what is being answered, then stop."""
        await self._listener.stop()

    def announce(self) -> None:
        """Print the address and the code, in the log and on the terminal."""
        address, code = f"{self._address()}/setup", self.entrance.shown_code
        _log.warning("not set up yet. Open %s and type %s", address, code)
        print(
            f"\n  Earshot isn't set up yet. Open  {address}  and type the code  {code}\n"
            f"  (or stop it, and answer in the terminal: {typed('setup')})\n",
            flush=True,
        )

    def _address(self) -> str:
        settings = self._settings
        if self.journey.draft.asks_for_address:
            host = "127.0.0.1" if settings.web_host in _ANY else _in_url(settings.web_host)
            return f"http://{host}:{self.port}"
        return settings.public_url

    def _listening(self) -> Listener:
        app = web.Application(middlewares=[self._guard], client_max_size=4096)
        plain = PlainRoutes(_is_not_ready, secrets.token_hex(8))
        plain.add_to(app, {"", self._renderer.base})
        app.router.add_get(f"{ANY_PREFIX}healthz", plain.health)
        app.router.add_get(f"{ANY_PREFIX}static/setup.js", _script)
        self._pages.add_to(app)
        headers = security_headers(form_targets=(), https=False, scripts=True)
        place = Place(self._settings.web_host, self._settings.web_port)
        return Listener(app, place, headers, self._proxies)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        begin_request("web")
        set_locale(preferred_language(request.headers.get("Accept-Language", "")))
        response = await self._answered(request, handler)
        resource = request.match_info.route.resource
        route = resource.canonical if resource else "(none)"
        _log.info("%s %s %d", request.method, route, response.status)
        return response

    async def _answered(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.endswith(("/healthz", "/readyz")):
            return await handler(request)
        forwarded = request.headers.getall("X-Forwarded-For", [])
        if not self._limit.allows(visitor(request.remote or "", forwarded, self._proxies)):
            response = self._pages.ending("too_many")
            response.headers["Retry-After"] = "60"
            return response
        try:
            self._names.check(request)
            return await handler(request)
        except Misdirected:
            return self._pages.ending("misdirected")
        except Foreign:
            return self._pages.ending("foreign")
        except (PageError, web.HTTPException) as error:
            answer = self._pages.ending("not_found")
            answer.set_status(error.status)
            return answer
        except Exception as error:
            trace = {"trace": trace_without_values(error)}
            _log.error("a request failed: %s", type(error).__name__, extra=trace)
            return self._pages.ending("failed", request_id=current_request_id())


async def _is_not_ready() -> bool:
    return False


async def _script(request: web.Request) -> web.Response:
    del request
    return web.Response(body=STATIC.joinpath("setup.js").read_bytes(), content_type=_JAVASCRIPT)


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
