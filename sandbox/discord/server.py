"""Start the simulated Discord on a loopback port."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Self

from aiohttp import web

from sandbox.discord.faults import Fault
from sandbox.discord.gateway import Gateway
from sandbox.discord.human import Human
from sandbox.discord.human_routes import HumanRoutes, errors_as_json
from sandbox.discord.interactions import Interactions
from sandbox.discord.oauth import OAuth
from sandbox.discord.rest import Rest
from sandbox.discord.world import World


class DiscordSandbox(Human):
    """A running simulated Discord; its own methods are the human side."""

    def __init__(self, world: World, origin: str, static: Path | None) -> None:
        self.origin = origin
        self.api_url = f"{origin}/api/v10"
        self.gateway = Gateway(world, f"{origin.replace('http', 'ws', 1)}/gateway")
        super().__init__(world, Interactions(world, self.gateway))
        self.oauth = OAuth(world)
        self.oauth.issuer = origin
        self.rest = Rest(world, self.interactions, origin, self.oauth)
        self.app = web.Application(middlewares=[errors_as_json], client_max_size=12 * 2**20)
        self.servers = self.rest.servers
        self.rest.add_to(self.app)
        self.rest.emojis.add_to(self.app)
        self.oauth.add_to(self.app)
        HumanRoutes(self, self.interactions, origin).add_to(self.app)
        self.app.router.add_get("/gateway", self.gateway.handle)
        self.app.router.add_get("/gateway/", self.gateway.handle)
        if static is not None:
            _serve_chat(self.app, static)
        self._runner: web.AppRunner | None = None

    @classmethod
    async def start(
        cls,
        host: str = "127.0.0.1",
        port: int = 0,
        static: Path | None = None,
        extend: Callable[[Self], None] | None = None,
    ) -> Self:
        """Listen on a port (0 for any), with made-up people and servers.

        `extend` can add routes before the first request.
        """
        listener = await asyncio.get_running_loop().create_server(asyncio.Protocol, host, port)
        free = int(listener.sockets[0].getsockname()[1])
        listener.close()
        await listener.wait_closed()
        sandbox = cls(demo_people_and_servers(), f"http://{host}:{free}", static)
        if extend is not None:
            extend(sandbox)
        sandbox._runner = web.AppRunner(sandbox.app, access_log=None, shutdown_timeout=1)
        await sandbox._runner.setup()
        await web.TCPSite(sandbox._runner, host, free, reuse_address=True).start()
        return sandbox

    @property
    def bot_token(self) -> str:
        """The token that the bot must send."""
        return self.world.token

    def fail_next(
        self,
        method: str,
        path: str,
        status: int,
        code: int = 0,
        *,
        times: int = 1,
        after: bool = False,
    ) -> None:
        """Answer the next matching requests with an error; with `after`, do what they ask first."""
        self.rest.faults.append(Fault(method, re.compile(path), status, code, times, after))

    def disturb(
        self,
        method: str,
        path: str,
        how: str,
        *,
        times: int = 1,
        after: bool = False,
        seconds: float = 0.0,
    ) -> None:
        """Disturb the next matching requests: `how` as in Fault, `after` as in fail_next."""
        fault = Fault(method, re.compile(path), 0, 0, times, after, how, seconds)
        self.rest.faults.append(fault)

    async def close(self) -> None:
        """Close all connections and stop."""
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()


def demo_people_and_servers() -> World:
    """Return the demo's world: three people, two servers."""
    world = World()
    mira = world.add_person("mira", "Mira")
    jonas = world.add_person("jonas.k", "Jonas")
    ayla = world.add_person("ayla_w", "Ayla")
    room = world.add_guild("The Listening Room", ["general", "music"], [mira, jonas, ayla])
    room.member_roles[ayla.id] = [room.add_role("Regulars")]
    world.add_guild("Night Shift", ["lobby"], [mira, jonas])
    return world


def _serve_chat(app: web.Application, folder: Path) -> None:
    async def index(request: web.Request) -> web.FileResponse:
        del request
        return web.FileResponse(folder / "index.html", headers={"Cache-Control": "no-cache"})

    app.router.add_get("/", index)
    app.router.add_get("/channels/{rest:.*}", index)
    app.router.add_static("/chat/", folder)
