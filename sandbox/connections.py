"""People of the demo who show Spotify on Discord, as its settings under Connections let them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiohttp import web

from sandbox.discord.objects import Json
from sandbox.discord.presences import ShownSong
from sandbox.discord.server import DiscordSandbox
from sandbox.spotify.people import Listener
from sandbox.spotify.server import SpotifySandbox

PATH = "/sandbox/connections"
_LOOKS_EVERY = 1.0
_SAME_MS = 3000


class Connections:
    """Lets a person's presence follow a listener's player; serves /sandbox/connections."""

    def __init__(self, discord: DiscordSandbox, spotify: SpotifySandbox) -> None:
        self._discord = discord
        self._spotify = spotify
        self._listeners: dict[int, Listener] = {}

    def add_to(self, app: web.Application) -> None:
        """Register the routes, and follow the players while the page is served."""
        app.router.add_get(PATH, self._shown)
        app.router.add_post(PATH, self._connect)
        app.cleanup_ctx.append(self._following)
        self._discord.world.links["connections"] = PATH

    async def connect(self, who: str, listener: Listener | None) -> None:
        """Show on Discord what a listener hears, as this person; None shows nothing any more."""
        person = self._discord.world.person(who)
        if listener is None:
            self._listeners.pop(person.id, None)
            await self._discord.shows(person, [])
        else:
            self._listeners[person.id] = listener
            await self._update()

    async def _shown(self, request: web.Request) -> web.Response:
        """Say whose presence follows whom."""
        del request
        return web.json_response({str(one): heard.id for one, heard in self._listeners.items()})

    async def _connect(self, request: web.Request) -> web.Response:
        body = await request.json()
        heard = self._spotify.person(body["listener"]) if body.get("listener") else None
        await self.connect(str(body["user"]), heard)
        return web.json_response({})

    async def _following(self, app: web.Application) -> AsyncIterator[None]:
        del app
        task = asyncio.create_task(self._follow())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(_LOOKS_EVERY)
            await self._update()

    async def _update(self) -> None:
        for one, listener in list(self._listeners.items()):
            person, activities = self._discord.world.people[one], heard_by(listener)
            if not _alike(person.activities, activities):
                await self._discord.shows(person, activities)


def heard_by(listener: Listener) -> list[Json]:
    """Return what Discord shows of a listener: songs only, and nothing of a private session."""
    state = listener.player.state("track")
    if state is None or not state["is_playing"] or listener.player.private:
        return []
    item = state["item"]
    if item is None or item.get("type") != "track" or item.get("is_local"):
        return []
    return [ShownSong.from_track(item).activity(int(state["progress_ms"]))]


def _alike(shown: list[Json], heard: list[Json]) -> bool:
    """Whether these are the same song at the same place."""
    if len(shown) != len(heard):
        return False
    return all(
        one.get("sync_id") == other["sync_id"]
        and abs(one["timestamps"]["start"] - other["timestamps"]["start"]) < _SAME_MS
        for one, other in zip(shown, heard, strict=True)
    )
