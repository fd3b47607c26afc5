"""P1, S8: kill -9 at any point of a link or of a refresh: never a half state, never a loop
(docs/reference/threats-and-faults.md).
"""

from __future__ import annotations

import asyncio
import random

from tests.conftest import MakeWorld
from tests.faults.figures import count, figure
from tests.world import Someone, World

KILLS = count(5, 200)
_LONGEST_SECONDS = 0.25


async def test_p1_a_kill_during_a_link_leaves_nobody_stuck(make_world: MakeWorld) -> None:
    world, choice = await make_world(), random.Random(14)
    before = 0
    for _ in range(KILLS):
        mira = world.someone()
        mira.plays()
        offer = await mira.uses("link")
        opened = asyncio.ensure_future(mira.agrees(offer))
        await asyncio.sleep(choice.uniform(0, _LONGEST_SECONDS))
        await world.bot.kill()
        await asyncio.gather(opened, return_exceptions=True)
        await world.bot.start()
        if not mira.rows("accounts"):
            before += 1
            page = await mira.links()
            assert page.status == 200, page.words
        (await mira.uses("nowplaying")).contains("窓辺の切手")
        assert len(mira.rows("accounts")) == 1
    what = f"{KILLS} kills during a link ({before} before it was made)"
    figure("P1", what, "0 stuck, 0 half states", "0 lost, 0 stuck")


async def test_s8_a_kill_during_a_refresh_loses_no_row_and_never_loops(
    make_world: MakeWorld,
) -> None:
    world, choice = await make_world(), random.Random(4)
    mira, asked_again = await world.linked(), 0
    for _ in range(KILLS):
        mira.plays()
        world.spotify.expire_access_tokens()
        world.bot.advance_clock(3700)
        await world.discord.command(mira.person, "general", "nowplaying")
        await asyncio.sleep(choice.uniform(0, _LONGEST_SECONDS))
        await world.bot.kill()
        await world.bot.start()
        asked_again += await _goes_on(world, mira)
    figure(
        "S8",
        f"{KILLS} kills during a refresh",
        f"0 damaged rows, asked to renew {asked_again} times",
        "0 damaged rows, 0 loops",
    )


async def _goes_on(world: World, mira: Someone) -> int:
    """See that a command works now, or after one renewal; return how often that was needed."""
    mark = len(world.spotify.requests)
    answer = await mira.uses("nowplaying")
    answer.lacks("can't be read", "Something broke", "isn't answering")
    tries = world.spotify.count("/api/token", since=mark, grant_type="refresh_token")
    assert tries <= 1
    if "窓辺の切手" in answer.words:
        return 0
    answer.contains("Link again")
    page = await mira.links()
    assert page.status == 200, page.words
    (await mira.uses("nowplaying")).contains("窓辺の切手")
    return 1
