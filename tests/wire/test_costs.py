"""What commands declare is true: the scopes they need, and what they ask of Spotify at most."""

from __future__ import annotations

import asyncio
from collections import Counter

from bot.accounts.scopes import EVERYTHING, PLAYER, WORDS
from bot.declaration import Request, get
from tests.conftest import MakeWorld
from tests.wire.command_samples import CommandUse, Stage, command_uses
from tests.world import Reply, World

PANEL_LOOKS = ("aux remove", "aux move", "aux undo", "aux trust", "aux limit", "aux pings")
"""These read the player only where the panel doesn't know what plays, which cannot be arranged."""


async def _stage(world: World) -> Stage:
    someone, other = await world.regular("Measured M"), await world.regular("Other O")
    return Stage(world, someone, other)


def _allowed(one: CommandUse) -> Counter[Request]:
    return Counter(
        {request: times * one.sample.people for request, times in Counter(one.use.requests).items()}
    )


def _reads_the_player(one: CommandUse) -> bool:
    return any(request.path.startswith("/me/player") for request in one.use.requests)


async def test_a_command_asks_spotify_what_it_declares(make_world: MakeWorld) -> None:
    stage = await _stage(await make_world())
    stage.allow_exactly(EVERYTHING)
    wrong = []
    for one in command_uses():
        if _reads_the_player(one):
            # What was read of a player is kept for two seconds.
            await asyncio.sleep(2.05)
        reply, asked = await stage.asked(one.sample)
        unasked = set(one.use.requests) - set(asked)
        if one.name in PANEL_LOOKS:
            unasked.discard(get("/me/player"))
        if more := asked - _allowed(one):
            wrong.append(f"{one} asks more: {', '.join(map(str, more))}")
        if unasked:
            wrong.append(f"{one} never asks: {', '.join(map(str, unasked))}; {reply.words}")
    assert not wrong, "\n".join(wrong)


def _permissions_in(reply: Reply) -> frozenset[str]:
    """The scopes that an answer asks for."""
    if "doesn't allow this yet" not in reply.words:
        return frozenset()
    return frozenset(scope for scope, words in WORDS.items() if words in reply.words)


async def test_a_command_needs_the_scopes_it_declares_and_no_others(make_world: MakeWorld) -> None:
    stage = await _stage(await make_world())
    wrong = []
    for one in command_uses():
        for scope in sorted(one.use.scopes):
            stage.allow_exactly(EVERYTHING - {scope})
            reply, asked = await stage.asked(one.sample)
            if _permissions_in(reply) != {scope}:
                wrong.append(f"{one} does not ask for {scope} alone: {reply.words}")
            if writes := [request for request in asked if request.method != "GET"]:
                wrong.append(f"{one} writes without {scope}: {writes}")
        # Whoever has opened an aux had allowed what it needs.
        open_aux = PLAYER if one.name.startswith("aux") else frozenset()
        stage.allow_exactly(one.use.scopes | open_aux)
        reply, _asked = await stage.asked(one.sample)
        if "doesn't allow" in reply.words or "isn't linked" in reply.words:
            wrong.append(f"{one} does not work with {sorted(one.use.scopes)}: {reply.words}")
    assert not wrong, "\n".join(wrong)
