"""Fixtures of the fault tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.accounts.scopes import EVERYTHING
from tests.faults.weather import Tried
from tests.postgres import PostgresServer
from tests.wire.command_samples import Stage
from tests.world import World


@pytest.fixture(scope="module")
async def stage(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    database_server: PostgresServer | None,
) -> AsyncIterator[Stage]:
    """Two people who have allowed everything; at the end, the module's figures are given."""
    world = await World.start(tmp_path_factory.mktemp("weather"), {}, database_server)
    stage = Stage(world, await world.regular("Weather W"), await world.regular("Other O"))
    stage.allow_exactly(EVERYTHING)
    yield stage
    tried: Tried = request.module.TRIED
    tried.report()
    await world.close()
