"""What a process does: all of it, only some shards, or only the endpoint."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot import run_web
from bot.config.settings import Settings, load
from bot.container import open_container
from bot.exits import CANNOT_START
from sandbox.discord.sessions import StartLimits
from tests.conftest import MakeWorld
from tests.host import runs
from tests.wire.doctor_setup import Setup
from tests.world import until


async def test_web_alone_is_refused_on_sqlite_in_plain_words(setup: Setup) -> None:
    code, output = await runs("-m", "bot", "web", folder=setup.folder, settings=setup.environ)
    assert code == 2
    assert "DATABASE_URL: is an SQLite file, which only one process can use" in output
    assert "DATABASE_URL=postgresql://" in output
    assert "Traceback" not in output


async def test_web_alone_names_every_other_problem_too(setup: Setup) -> None:
    wrong = {**setup.environ, "WEB_PORT": "none"}
    code, output = await runs("-m", "bot", "web", folder=setup.folder, settings=wrong)
    assert code == 2
    assert "2 settings are wrong" in output


@asynccontextmanager
async def web_of(settings: Settings) -> AsyncIterator[aiohttp.ClientSession]:
    """Run the endpoint alone, in this process."""
    stop = asyncio.Event()
    async with open_container(settings) as container, aiohttp.ClientSession() as http:
        serving = asyncio.create_task(run_web.serve(settings, container, stop))
        async with asyncio.timeout(10):
            while not serving.done() and not await _answers(http, settings.public_url):
                await asyncio.sleep(0.02)
        try:
            yield http
        finally:
            stop.set()
            assert await serving == 0


async def _answers(http: aiohttp.ClientSession, origin: str) -> bool:
    try:
        async with http.get(f"{origin}/healthz") as answer:
            return answer.status == 200
    except aiohttp.ClientConnectorError:
        return False


@pytest.mark.parametrize(
    ("path", "status"),
    [("/readyz", 200), (f"/link/{'a' * 43}", 404), ("/callback", 400)],
)
async def test_web_alone_serves_pages_without_discord(setup: Setup, path: str, status: int) -> None:
    settings = load(setup.environ)
    async with web_of(settings) as http, http.get(settings.public_url + path) as answer:
        assert answer.status == status
    assert not setup.discord.rest.requests
    assert not setup.discord.gateway.identifies


async def test_web_alone_says_that_its_port_is_taken(setup: Setup) -> None:
    settings = load(setup.environ)
    setup.takes_port()
    async with open_container(settings) as container:
        assert await run_web.serve(settings, container, asyncio.Event()) == CANNOT_START


async def test_one_process_can_run_some_of_the_shards(make_world: MakeWorld) -> None:
    world = await make_world(SHARD_COUNT="2", SHARD_IDS="0")
    await until(lambda: world.discord.gateway.live_shards == {(0, 2): 1})
    (await world.someone(guilds=[]).says("!help", "dm")).contains("Every command works")
    # On PostgreSQL other processes can run the others, so there's nothing to say.
    said = "1 of 2 shards" in "".join(world.bot.output)
    assert said is (world.postgres is None)


async def test_a_bot_that_identifies_too_soon_after_another_tries_again(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    await world.bot.stop()
    gateway = world.discord.gateway
    gateway.limits = StartLimits(max_concurrency=1, window=5.0)
    before, admit, refused = gateway.identifies, gateway.limits.admit, list[int]()

    def admit_another_first(shard: int) -> bool:
        if not refused:
            admit(shard)
        refused.append(shard)
        return admit(shard)

    gateway.limits.admit = admit_another_first  # type: ignore[method-assign]
    await world.bot.start()
    assert gateway.identifies == before + len(refused) == before + 2
    await until(lambda: gateway.live_shards == {(0, 1): 1})
