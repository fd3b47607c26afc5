"""Several processes on one PostgreSQL database: bots with their own shards, and web processes."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web

from sandbox.discord.server import DiscordSandbox
from sandbox.discord.world import Guild
from sandbox.process import BotProcess
from sandbox.spotify.server import SpotifySandbox
from tests.postgres import PostgresServer
from tests.reverse_proxy import passed_on
from tests.world import Someone, World


@dataclass
class Balancer:
    """What Caddy does: passes each request to another web process, without stickiness."""

    targets: list[BotProcess] = field(default_factory=list)
    address: str = ""

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", self._pass_on)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._turn = itertools.count()
        async with aiohttp.ClientSession(
            auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()
        ) as self._session:
            yield
        await runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.Response:
        turn = next(self._turn)
        for offset in range(len(self.targets)):
            target = self.targets[(turn + offset) % len(self.targets)]
            with contextlib.suppress(aiohttp.ClientConnectorError):
                address = target.url + request.raw_path
                return await passed_on(self._session, request, address, Host=request.host)
        return web.Response(status=502)


@dataclass
class Fleet:
    """Bots, one shard each, and web processes; a server for each shard."""

    world: World
    bots: list[BotProcess]
    webs: list[BotProcess]
    guilds: list[Guild]

    def later(self) -> None:
        """Let so much time pass that every process reads players again."""
        self.bots[0].advance_clock(2.1)

    def shard_of(self, guild: Guild) -> int:
        """Return which bot serves a server."""
        return (guild.id >> 22) % len(self.bots)

    def person(self, shard: int) -> Someone:
        """Add someone, with a seat, in the server of a shard."""
        guild = self.guilds[shard]
        someone = self.world.someone(seat=False, guilds=[guild])
        self.world.spotify.app.seats.append(someone.listener.id)
        someone.where = guild.channels[0].id
        someone.plays()
        return someone

    def leaders(self) -> list[BotProcess]:
        """Return the processes that have said that they lead, in no order."""
        said = "does what only one may do"
        return [one for one in [*self.bots, *self.webs] if said in "".join(one.output)]


@contextlib.asynccontextmanager
async def fleet(
    folder: Path, server: PostgresServer, *, bots: int = 3, webs: int = 2, **environment: str
) -> AsyncIterator[Fleet]:
    """Start everything; each process has a folder and a port of its own."""
    discord, spotify = await DiscordSandbox.start(), await SpotifySandbox.start()
    spotify.app.seats.clear()
    balancer = Balancer()
    async with balancer.serving():
        spotify.redirect_uris.append(f"{balancer.address}/callback")
        settings = {
            "DATABASE_URL": await server.migrated(),
            "TOKEN_ENCRYPTION_KEYS": base64.b64encode(os.urandom(32)).decode(),
            "PUBLIC_URL": balancer.address,
            "SPOTIPY_REDIRECT_URI": f"{balancer.address}/callback",
            "SHARD_COUNT": str(bots),
            "TRUSTED_PROXIES": "127.0.0.1",
            "SPOTIFY_DAILY_REQUESTS": "100000",
            "SPOTIFY_SEATS": "0",
            "LOG_LEVEL": "INFO",
            **environment,
        }
        made = [
            _process(discord, spotify, folder / f"bot{shard}", settings, SHARD_IDS=str(shard))
            for shard in range(bots)
        ]
        pages = [
            _process(discord, spotify, folder / f"web{number}", settings) for number in range(webs)
        ]
        for one in pages:
            one.command = ("web",)
        balancer.targets = pages
        guilds = _guild_for_each_shard(discord, bots)
        await asyncio.gather(*(one.start() for one in made), *(serves(one) for one in pages))
        world = World(discord, spotify, made[0], postgres=settings["DATABASE_URL"])
        try:
            yield Fleet(world, made, pages, guilds)
        finally:
            await asyncio.gather(*(one.stop() for one in [*made, *pages]))
            await discord.close()
            await spotify.close()
            server.drop(settings["DATABASE_URL"])


def _process(
    discord: DiscordSandbox,
    spotify: SpotifySandbox,
    folder: Path,
    settings: dict[str, str],
    **more: str,
) -> BotProcess:
    folder.mkdir()
    process = BotProcess(discord, spotify, folder, **settings, **more)
    process.clock = folder.parent / "clock"
    return process


def _guild_for_each_shard(discord: DiscordSandbox, shards: int) -> list[Guild]:
    found: dict[int, Guild] = {}
    while len(found) < shards:
        guild = discord.world.add_guild(f"Server {len(found)}", ["general"], [])
        if found.setdefault((guild.id >> 22) % shards, guild) is not guild:
            del discord.world.guilds[guild.id]
            discord.world.bot_in_servers.discard(guild.id)
    return [found[shard] for shard in range(shards)]


async def serves(process: BotProcess) -> None:
    """Start a web process, and wait until it's ready."""
    await process.start(wait=False)
    async with aiohttp.ClientSession() as http:

        async def ready() -> bool:
            with contextlib.suppress(aiohttp.ClientError):
                async with http.get(f"{process.url}/readyz") as answer:
                    return answer.status == 200
            return False

        async with asyncio.timeout(90):
            while not await ready():
                await asyncio.sleep(0.05)
