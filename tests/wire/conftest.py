"""Fixtures that several files of the wire tests share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.config.settings import load
from bot.container import open_container
from sandbox.discord.server import DiscordSandbox
from sandbox.process import REAL_SECRET, free_port
from sandbox.spotify.server import SpotifySandbox
from tests.conftest import MakeWorld
from tests.postgres import PostgresServer
from tests.presences import shows_nothing
from tests.wire.aux_party import Party, party_in
from tests.wire.copying import Mover
from tests.wire.doctor_setup import Setup
from tests.world import Someone, World


@pytest.fixture
async def party(world: World, regular: Someone) -> AsyncIterator[Party]:
    """An open aux in the shared world."""
    yield await party_in(world, regular)
    await regular.says("!aux close")


@pytest.fixture
async def five(make_world: MakeWorld) -> World:
    """A bot that knows of five seats, in a world of its own."""
    return await make_world(SPOTIFY_SEATS="5")


@pytest.fixture(scope="module")
async def signing(
    tmp_path_factory: pytest.TempPathFactory, database_server: PostgresServer | None
) -> AsyncIterator[World]:
    """A bot that lets people sign in with Discord."""
    folder: Path = tmp_path_factory.mktemp("signing")
    environment = {"DISCORD_CLIENT_SECRET": REAL_SECRET}
    world = await World.start(folder, environment, database_server)
    yield world
    await world.close()


@pytest.fixture(scope="module")
async def presence_world(
    tmp_path_factory: pytest.TempPathFactory, database_server: PostgresServer | None
) -> AsyncIterator[World]:
    """A bot that sees what people's Discord shows, for all tests of a file."""
    folder = tmp_path_factory.mktemp("presence")
    world = await World.start(folder, {"FEATURES": "presence"}, database_server)
    yield world
    await world.close()


@pytest.fixture
async def room(presence_world: World) -> World:
    """The same world, without what other tests left in it: whose song ended plays another one."""
    presence_world.follow_nothing()
    for one in presence_world.guests:
        one.listener.player.stop()
        await shows_nothing(one)
    presence_world.later()
    return presence_world


@pytest.fixture
async def setup(tmp_path: Path) -> AsyncIterator[Setup]:
    discord, spotify = await DiscordSandbox.start(), await SpotifySandbox.start()
    made = Setup(tmp_path / "data", discord, spotify)
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    discord.oauth.redirect_uris.append(f"{origin}/discord/callback")
    made.environ = {
        "DISCORD_TOKEN": discord.bot_token,
        "DISCORD_CLIENT_SECRET": discord.oauth.client_secret,
        "DISCORD_API_URL": discord.api_url,
        "DISCORD_APP_URL": discord.origin,
        "SPOTIPY_CLIENT_ID": spotify.client_id,
        "SPOTIPY_CLIENT_SECRET": spotify.client_secret,
        "SPOTIPY_REDIRECT_URI": f"{origin}/callback",
        "SPOTIFY_ACCOUNTS_URL": spotify.accounts_url,
        "SPOTIFY_API_URL": spotify.api_url,
        "WEB_PORT": str(port),
        "DATABASE_URL": f"sqlite:///{made.database}",
    }
    async with open_container(load(made.environ)):
        pass
    yield made
    for one in made.open:
        one.close()
    await discord.close()
    await spotify.close()


@pytest.fixture
def mover(tmp_path: Path, postgres: PostgresServer) -> Iterator[Mover]:
    """A host with an SQLite file and an empty PostgreSQL database."""
    made = Mover(tmp_path, postgres.empty())
    yield made
    postgres.drop(made.to)
