"""Routes that have nothing to do with a link: health, readiness, style sheet and logo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from importlib.resources import files

from aiohttp import web

STATIC = files("bot.web").joinpath("static")
"""The files that pages use."""


class PlainRoutes:
    """Handlers for these routes."""

    def __init__(self, ready: Callable[[], Awaitable[bool]], instance: str) -> None:
        self._ready = ready
        self._instance = instance
        self._style = STATIC.joinpath("style.css").read_bytes()
        self._logo = STATIC.joinpath("logo.svg").read_bytes()

    def add_to(self, app: web.Application, prefixes: Collection[str] = ("",)) -> None:
        """Register them under each prefix."""
        for prefix in prefixes:
            app.router.add_get(f"{prefix}/healthz", self.health)
            app.router.add_get(f"{prefix}/readyz", self.readiness)
            app.router.add_get(f"{prefix}/static/style.css", self.style)
            app.router.add_get(f"{prefix}/static/logo.svg", self.logo)
            app.router.add_get(f"{prefix}/favicon.ico", self.logo)

    async def health(self, request: web.Request) -> web.Response:
        """Report that the process is running."""
        del request
        return web.Response(text="ok\n", headers={"Earshot-Instance": self._instance})

    async def readiness(self, request: web.Request) -> web.Response:
        """Report whether this process can do its work."""
        del request
        ready = await self._ready()
        return web.Response(status=200 if ready else 503, text="ready\n" if ready else "waiting\n")

    async def style(self, request: web.Request) -> web.Response:
        """Serve the style sheet from memory."""
        del request
        return cached_for_an_hour(self._style, "text/css")

    async def logo(self, request: web.Request) -> web.Response:
        """Serve the logo from memory."""
        del request
        return cached_for_an_hour(self._logo, "image/svg+xml")


def cached_for_an_hour(body: bytes, kind: str) -> web.Response:
    """Return a file that a browser may keep for an hour."""
    return web.Response(
        body=body, content_type=kind, headers={"Cache-Control": "public, max-age=3600"}
    )
