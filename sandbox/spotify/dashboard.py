"""The developer dashboard, as far as a host needs it: apps, redirect URIs, seats, secrets."""

from __future__ import annotations

import secrets

from aiohttp import web
from jinja2 import Environment, PackageLoader

from sandbox.spotify.apps import App
from sandbox.spotify.state import Spotify


class Dashboard:
    """Serves /dashboard."""

    def __init__(self, state: Spotify) -> None:
        self.state = state
        self._pages = Environment(loader=PackageLoader("sandbox.spotify"), autoescape=True)

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        app.router.add_get("/dashboard", self._list)
        app.router.add_post("/dashboard", self._create)
        app.router.add_get("/dashboard/{app}/users", self._show)
        app.router.add_get("/dashboard/{app}", self._show)
        app.router.add_post("/dashboard/{app}", self._change)

    async def _list(self, request: web.Request) -> web.Response:
        html = self._pages.get_template("dashboard.html").render(apps=self.state.apps.values())
        return web.Response(text=html, content_type="text/html")

    async def _create(self, request: web.Request) -> web.Response:
        form = await request.post()
        app = self.state.add_app(str(form["name"]) or "app", owner="developer")
        app.redirect_uris.append(str(form["redirect_uri"]).strip())
        return _see(app)

    async def _show(self, request: web.Request) -> web.Response:
        app = self._app(request)
        people = [self.state.people[one] for one in app.seats if one in self.state.people]
        html = self._pages.get_template("app.html").render(app=app, people=people, problem="")
        return web.Response(text=html, content_type="text/html")

    async def _change(self, request: web.Request) -> web.Response:
        app, form = self._app(request), await request.post()
        act, value = str(form["act"]), str(form.get("value", "")).strip()
        if act == "add":
            found = [one.id for one in self.state.people.values() if one.email == value]
            if not found or len(app.seats) >= 5:
                html = self._pages.get_template("app.html").render(
                    app=app,
                    people=[],
                    problem="Nobody has this email, or all seats are taken.",
                )
                return web.Response(status=400, text=html, content_type="text/html")
            app.add_seat(found[0])
        elif act == "remove":
            app.seats.remove(value)
        elif act == "redirect":
            app.redirect_uris.append(value)
        elif act == "rotate":
            app.client_secret = self.state.issue(secrets.token_hex(16))
        elif act == "delete":
            del self.state.apps[app.client_id]
            return web.Response(status=303, headers={"Location": "/dashboard"})
        return _see(app)

    def _app(self, request: web.Request) -> App:
        app = self.state.apps.get(request.match_info["app"])
        if app is None:
            raise web.HTTPNotFound
        return app


def _see(app: App) -> web.Response:
    return web.Response(status=303, headers={"Location": f"/dashboard/{app.client_id}"})
