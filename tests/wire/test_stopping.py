"""A stop waits for what runs, so that no player's command is cut in half."""

from __future__ import annotations

import asyncio

from tests.conftest import MakeWorld


async def test_sigterm_lets_a_running_command_finish(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = await world.linked()
    mira.plays()
    world.spotify.fault("/v1/me/player", "slow", times=1, seconds=1.5)
    one = await world.discord.command(mira.person, "general", "nowplaying")
    await world.discord.answered(one)
    stopping = asyncio.create_task(world.bot.stop())
    (await mira.finished(one, "general")).contains("窓辺の切手")
    assert await stopping == 0
