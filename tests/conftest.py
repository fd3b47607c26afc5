"""Fixtures that build worlds. Most tests share a bot; those that break it have their own."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import MISSING, PostgresServer, at_hand
from tests.world import Someone, World

MakeWorld = Callable[..., Awaitable[World]]

# How fast the machine is proves nothing: no test of properties is timed.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server; skips where there is none."""
    if not at_hand():
        pytest.skip(MISSING)
    server = PostgresServer.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def database_server(request: pytest.FixtureRequest) -> PostgresServer | None:
    """Where the worlds' data are: None for a SQLite file each.

    `make test-postgres` runs the wire tests with EARSHOT_TEST_DATABASE=postgresql.
    """
    if os.environ.get("EARSHOT_TEST_DATABASE") != "postgresql":
        return None
    server: PostgresServer = request.getfixturevalue("postgres")
    return server


@pytest.fixture(scope="session")
async def shared_world(
    tmp_path_factory: pytest.TempPathFactory, database_server: PostgresServer | None
) -> AsyncIterator[World]:
    world = await World.start(tmp_path_factory.mktemp("shared"), {}, database_server)
    yield world
    await world.close()


@pytest.fixture
async def world(shared_world: World, own_seats: None) -> AsyncIterator[World]:
    """The shared world, well again after every test, and without others' live messages."""
    shared_world.follow_nothing()
    yield shared_world
    shared_world.spotify.faults.clear()
    shared_world.discord.rest.faults.clear()
    shared_world.spotify.withheld = frozenset()


@pytest.fixture(scope="module")
async def own_seats(shared_world: World) -> None:
    """Let nobody of another file's tests keep a seat: there are five."""
    shared_world.kept.clear()


@pytest.fixture(scope="module")
async def regular_of_the_world(shared_world: World, own_seats: None) -> AsyncIterator[Someone]:
    """Someone for each file of tests: commands cool down, and what was read is kept a while."""
    someone = await shared_world.regular("Regular R")
    yield someone
    shared_world.kept.discard(someone.listener.id)


@pytest.fixture
async def regular(world: World, regular_of_the_world: Someone) -> Someone:
    """Someone in the shared world who has allowed everything, and hears something."""
    someone = regular_of_the_world
    player = someone.listener.player
    player.queue.clear()
    player.repeat, player.shuffle, player.private = "off", False, False
    someone.plays()
    return someone


@pytest.fixture
async def make_world(
    tmp_path: Path, database_server: PostgresServer | None
) -> AsyncIterator[MakeWorld]:
    """Worlds of one's own."""
    async with AsyncExitStack() as stack:

        async def make(**environment: str) -> World:
            made = await World.start(tmp_path, environment, database_server)
            stack.push_async_callback(made.close)
            return made

        yield make
