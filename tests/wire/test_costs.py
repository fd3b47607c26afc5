"""What commands declare is true: the scopes they need, and what they ask of Spotify at most.

Uses run in an order in which all can be used, in one world for each test; one of them can be run
alone too (`pytest tests/wire/test_costs.py -k "playlist and show"`).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from bot.accounts.scopes import EVERYTHING, PLAYER, WORDS
from bot.declaration import Request, get
from tests.needs import once_is_enough
from tests.postgres import PostgresServer
from tests.wire.command_samples import CommandUse, Stage, command_uses
from tests.world import Reply, World

pytestmark = once_is_enough

PANEL_LOOKS = (
    "aux add",
    "aux remove",
    "aux move",
    "aux undo",
    "aux trust",
    "aux limit",
    "aux turns",
    "aux boost",
    "aux voice",
    "aux block",
    "aux pings",
)
"""These read the player only where the panel doesn't know what plays, which cannot be arranged."""

each_use = pytest.mark.parametrize("one", command_uses(), ids=str)


@pytest.fixture(scope="module")
async def measured(
    tmp_path_factory: pytest.TempPathFactory, database_server: PostgresServer | None
) -> AsyncIterator[Stage]:
    """A stage on which everything is allowed."""
    world = await World.start(tmp_path_factory.mktemp("measured"), {}, database_server)
    stage = await _stage(world)
    stage.allow_exactly(EVERYTHING)
    yield stage
    await world.close()


@pytest.fixture(scope="module")
async def restricted(
    tmp_path_factory: pytest.TempPathFactory, database_server: PostgresServer | None
) -> AsyncIterator[Stage]:
    """A stage on which each use gets its scopes and no others."""
    world = await World.start(tmp_path_factory.mktemp("restricted"), {}, database_server)
    yield await _stage(world)
    await world.close()


async def _stage(world: World) -> Stage:
    someone, other = await world.regular("Measured M"), await world.regular("Other O")
    return Stage(world, someone, other)


def _allowed(one: CommandUse) -> Counter[Request]:
    return Counter(
        {request: times * one.sample.people for request, times in Counter(one.use.requests).items()}
    )


def _reads_the_player(one: CommandUse) -> bool:
    return any(request.path.startswith("/me/player") for request in one.use.requests)


@each_use
async def test_a_command_asks_spotify_what_it_declares(measured: Stage, one: CommandUse) -> None:
    if _reads_the_player(one):
        # What was read of a player is kept for two seconds.
        await asyncio.sleep(2.05)
    reply, asked = await measured.asked(one.sample)
    unasked = set(one.use.requests) - set(asked)
    if one.name in PANEL_LOOKS:
        unasked.discard(get("/me/player"))
    more = asked - _allowed(one)
    assert not more, f"asks more than it declares: {', '.join(map(str, more))}"
    assert not unasked, f"never asks: {', '.join(map(str, unasked))}; {reply.words}"


def _permissions_in(reply: Reply) -> frozenset[str]:
    """The scopes that an answer asks for."""
    if "doesn't allow this yet" not in reply.words:
        return frozenset()
    return frozenset(scope for scope, words in WORDS.items() if words in reply.words)


@each_use
async def test_a_command_needs_the_scopes_it_declares_and_no_others(
    restricted: Stage, one: CommandUse
) -> None:
    for scope in sorted(one.use.scopes):
        restricted.allow_exactly(EVERYTHING - {scope})
        reply, asked = await restricted.asked(one.sample)
        assert _permissions_in(reply) == {scope}, f"does not ask for {scope} alone: {reply.words}"
        writes = [request for request in asked if request.method != "GET"]
        assert not writes, f"writes without {scope}"
    # A person who has opened an aux had allowed what it needs.
    open_aux = PLAYER if one.name.startswith("aux") else frozenset()
    restricted.allow_exactly(one.use.scopes | open_aux)
    reply, _asked = await restricted.asked(one.sample)
    reply.lacks("doesn't allow", "isn't linked")
