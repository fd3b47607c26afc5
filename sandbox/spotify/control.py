"""What the demo's page uses: see and change what's playing; images and stand-in pages."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader

from sandbox.spotify.catalogue import Json
from sandbox.spotify.images import cover
from sandbox.spotify.people import Listener
from sandbox.spotify.state import Spotify

_OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
_SIZES = ("640", "300", "64")
_Act = Callable[[Json], None]


class Control:
    """Serves /sandbox, /image, /open and /short."""

    def __init__(self, state: Spotify) -> None:
        self.state = state
        self._pages = Environment(loader=PackageLoader("sandbox.spotify"), autoescape=True)

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        app.router.add_get("/sandbox/state", self._state)
        app.router.add_post("/sandbox/player", self._posted(self._player))
        app.router.add_post("/sandbox/clock", self._posted(self._clock))
        app.router.add_post("/sandbox/fault", self._posted(self._fault))
        app.router.add_route("OPTIONS", "/sandbox/{rest:.*}", self._preflight)
        app.router.add_get("/image/{seed}", self._image)
        app.router.add_get("/image/{seed}/{size}", self._image)
        app.router.add_get("/open/{kind}/{id}", self._open)
        app.router.add_get("/short/{code}", self._short)

    def _posted(self, act: _Act) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            try:
                act(await request.json())
            except (ValueError, KeyError, TypeError, re.error) as error:
                problem = f"{type(error).__name__}: {error}"
                return web.json_response({"error": problem}, status=400, headers=_OPEN)
            return web.json_response(self._snapshot(), headers=_OPEN)

        return handle

    async def _preflight(self, request: web.Request) -> web.Response:
        return web.Response(status=204, headers=_OPEN)

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(self._snapshot(), headers=_OPEN)

    def _snapshot(self) -> Json:
        apps = [
            {
                "name": app.name,
                "owner": app.owner,
                "owner_premium": app.owner_premium,
                "seats": app.seats,
                "redirect_uris": app.redirect_uris,
            }
            for app in self.state.apps.values()
        ]
        return {
            "listeners": [self._listener(one) for one in self.state.people.values()],
            "apps": apps,
            "seats": {app.name: app.seats for app in self.state.apps.values()},
            "now": self.state.clock.now(),
        }

    def _listener(self, listener: Listener) -> Json:
        state = listener.player.state("track,episode") or {}
        item = state.get("item") or {}
        pictures = item.get("images") or item.get("album", {}).get("images") or []
        return {
            "id": listener.id,
            "name": listener.display_name,
            "email": listener.email,
            "premium": listener.premium,
            "seat": listener.id in self.state.app.seats,
            "kind": state.get("currently_playing_type"),
            "title": item.get("name"),
            "artists": [one["name"] for one in item.get("artists", [])],
            "image": pictures[-1]["url"] if pictures else None,
            "progress_ms": state.get("progress_ms"),
            "duration_ms": item.get("duration_ms"),
            "device": state.get("device", {}).get("name"),
            "playing": bool(state.get("is_playing")),
            "private": listener.player.private,
        }

    def _player(self, body: Json) -> None:
        act(self.state, self.state.people[body["person"]], str(body["action"]), body)

    def _clock(self, body: Json) -> None:
        seconds = float(body["advance"])
        if seconds < 0:
            raise ValueError("time doesn't run backwards")
        self.state.clock.advance(seconds)

    def _fault(self, body: Json) -> None:
        options = {str(name): value for name, value in body.items()}
        path, kind = str(options.pop("path")), str(options.pop("kind"))
        self.state.faults.add(path, kind, int(options.pop("times", 1)), **options)

    async def _image(self, request: web.Request) -> web.Response:
        size = request.match_info.get("size", _SIZES[0])
        if size not in _SIZES:
            raise web.HTTPNotFound
        picture = await asyncio.to_thread(cover, request.match_info["seed"], int(size))
        headers = {**_OPEN, "Cache-Control": "public, max-age=86400"}
        return web.Response(body=picture, content_type="image/jpeg", headers=headers)

    async def _short(self, request: web.Request) -> web.Response:
        target = self.state.short_links.get(request.match_info["code"])
        if target is None:
            raise web.HTTPNotFound
        return web.Response(status=307, headers={"Location": target})

    async def _open(self, request: web.Request) -> web.Response:
        info = request.match_info
        thing = self.state.catalogue.get(info["kind"], info["id"])
        if thing is None:
            raise web.HTTPNotFound
        html = self._pages.get_template("open.html").render(
            thing=thing, data=self.state.catalogue.full(thing)
        )
        return web.Response(text=html, content_type="text/html")


def act(state: Spotify, listener: Listener, action: str, options: Json | None = None) -> None:
    """Do something on a listener's player; `track` and `episode` take an `id`."""
    player, wanted = listener.player, options or {}
    player.move_on()
    episode = wanted.get("id") or secrets.choice(state.catalogue.all("episode")).id
    actions: dict[str, Any] = {
        "pause": player.pause,
        "resume": player.resume,
        "next": player.next,
        "previous": player.previous,
        "stop": player.stop,
        "ad": player.play_ad,
        "unknown": player.play_unknown,
        "local": lambda: player.play_local("Garage Band of Two", "Demos", "take 3 (final)"),
        "episode": lambda: player.play_episode(episode),
        "private": lambda: setattr(player, "private", bool(wanted.get("on", not player.private))),
        "track": lambda: play_something(state, listener, wanted.get("id")),
    }
    actions[action]()


def play_something(state: Spotify, listener: Listener, track_id: str | None = None) -> None:
    """Play a track, by default a random one, from one of the listener's playlists."""
    track = track_id or secrets.choice(state.catalogue.all("track")).id
    own = [one for one in listener.playlists if one.data["public"]]
    listener.player.autoplay = True
    listener.player.play_track(track, context=own[0] if own else None, progress_ms=42_000)
