"""What the demo's page may do: see and choose what plays; and pictures and stand-in pages."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader

from sandbox.spotify.catalogue import Json
from sandbox.spotify.images import cover
from sandbox.spotify.people import Listener
from sandbox.spotify.state import Spotify

_OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}


class Control:
    """Routes under /sandbox, /image and /open."""

    def __init__(self, state: Spotify) -> None:
        self.state = state
        self._pages = Environment(loader=PackageLoader("sandbox.spotify"), autoescape=True)

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        app.router.add_get("/sandbox/state", self._state)
        app.router.add_post("/sandbox/player", self._player)
        app.router.add_route("OPTIONS", "/sandbox/{rest:.*}", self._preflight)
        app.router.add_get("/image/{seed}/{size}", self._image)
        app.router.add_get("/open/{kind}/{id}", self._open)

    async def _preflight(self, request: web.Request) -> web.Response:
        return web.Response(status=204, headers=_OPEN)

    async def _state(self, request: web.Request) -> web.Response:
        people = [self._listener(one) for one in self.state.people.values()]
        seats = {app.name: app.seats for app in self.state.apps.values()}
        return web.json_response({"listeners": people, "seats": seats}, headers=_OPEN)

    def _listener(self, listener: Listener) -> Json:
        state = listener.player.state("track,episode")
        item = (state or {}).get("item") or {}
        return {
            "id": listener.id,
            "name": listener.display_name,
            "premium": listener.premium,
            "kind": state["currently_playing_type"] if state else None,
            "title": item.get("name"),
            "playing": bool(state and state["is_playing"]),
            "private": listener.player.private,
        }

    async def _player(self, request: web.Request) -> web.Response:
        body = await request.json()
        act(self.state, self.state.people[body["person"]], str(body["action"]))
        return web.json_response({}, headers=_OPEN)

    async def _image(self, request: web.Request) -> web.Response:
        size = int(request.match_info["size"])
        if size not in (640, 300, 64):
            raise web.HTTPNotFound
        picture = await asyncio.to_thread(cover, request.match_info["seed"], size)
        headers = {**_OPEN, "Cache-Control": "public, max-age=86400"}
        return web.Response(body=picture, content_type="image/jpeg", headers=headers)

    async def _open(self, request: web.Request) -> web.Response:
        info = request.match_info
        thing = self.state.catalogue.get(info["kind"], info["id"])
        if thing is None:
            raise web.HTTPNotFound
        html = self._pages.get_template("open.html").render(
            thing=thing, data=self.state.catalogue.full(thing)
        )
        return web.Response(text=html, content_type="text/html")


def act(state: Spotify, listener: Listener, action: str) -> None:
    """Let a listener do something on their own player."""
    player = listener.player
    actions: dict[str, Any] = {
        "pause": player.pause,
        "resume": player.resume,
        "next": player.next,
        "stop": player.stop,
        "ad": player.play_ad,
        "local": lambda: player.play_local("Garage Band of Two", "Demos", "take 3 (final)"),
        "episode": lambda: player.play_episode(secrets.choice(state.catalogue.all("episode")).id),
        "private": lambda: setattr(player, "private", not player.private),
        "track": lambda: play_something(state, listener),
    }
    actions[action]()


def play_something(state: Spotify, listener: Listener) -> None:
    """Play a random track, from one of the listener's playlists."""
    track = secrets.choice(state.catalogue.all("track"))
    own = [one for one in state.catalogue.all("playlist") if one.data["owner"]["id"] == listener.id]
    listener.player.play_track(track.id, context=own[0] if own else None, progress_ms=42_000)
