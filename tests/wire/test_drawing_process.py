"""The process that draws for the bot: its end never costs an answer, and it ends with the bot."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.conftest import MakeWorld
from tests.drawing_processes import drawing_for, environment_of, has_ended
from tests.needs import needs_fonts
from tests.world import Someone, World, until

pytestmark = [
    needs_fonts,
    pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc"),
]


async def _who_likes_cards(world: World) -> Someone:
    someone = await world.linked()
    someone.plays()
    await someone.selects(await someone.uses("settings mine"), "set:style", ["card"])
    assert (await someone.says("!np")).message["attachments"]
    world.later()
    return someone


async def test_a_picture_that_fails_leaves_words_and_the_next_one_is_drawn(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    mira = await _who_likes_cards(world)
    (process,) = drawing_for(world.bot.pid)
    os.kill(process, signal.SIGSTOP)
    typing = list[str]()
    world.discord.rest.on_request.append(lambda _method, route, _body: typing.append(route))
    asked = asyncio.create_task(mira.says("!np"))
    # The bot types when an answer takes more than a second: it waits for the picture.
    await until(lambda: "/channels/{channel}/typing" in typing)
    os.kill(process, signal.SIGKILL)
    words = await asked
    words.contains("窓辺の切手")
    assert not words.message["attachments"]
    world.later()
    assert (await mira.says("!np")).message["attachments"]
    assert drawing_for(world.bot.pid) != [process]


async def test_it_knows_no_secret_and_a_stop_ends_it(make_world: MakeWorld) -> None:
    world = await make_world()
    await _who_likes_cards(world)
    (process,) = drawing_for(world.bot.pid)
    given = environment_of(process)
    secrets = (world.discord.bot_token, world.spotify.client_secret)
    assert not [secret for secret in secrets if secret in given]
    # As systemd does: the signal is for both.
    os.kill(process, signal.SIGTERM)
    assert await world.bot.stop() == 0
    assert has_ended(process, within=1)


async def test_it_ends_with_a_bot_that_is_killed(make_world: MakeWorld) -> None:
    world = await make_world()
    await _who_likes_cards(world)
    (process,) = drawing_for(world.bot.pid)
    await world.bot.kill()
    assert await asyncio.to_thread(has_ended, process)
