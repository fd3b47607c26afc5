"""G1: the gateway drops again and again: every command is answered, none twice
(docs/reference/threats-and-faults.md).
"""

from __future__ import annotations

import itertools
from functools import partial

from tests.conftest import MakeWorld
from tests.faults.figures import count, figure
from tests.world import World

DROPS = count(6, 100)
MODES = ("reset", "4000", "reconnect", "invalid")


async def test_g1_nothing_is_lost_or_answered_twice_over_forced_drops(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    gateway = world.discord.gateway
    twice = 0
    for mode in itertools.islice(itertools.cycle(MODES), DROPS):
        mira = world.someone()
        before = gateway.identifies + gateway.resumes
        await gateway.drop(mode)
        # A new session knows nothing of what was said before it: Discord sends no such events.
        if mode == "invalid":
            await world.discord.wait_for(partial(_is_back, world, before), 30)
        reply = await mira.says("!help")
        await mira.uses("help")
        about = reply.message["message_reference"]
        same = [
            one
            for one in world.discord.messages(mira.person, "general")
            if one.get("message_reference") == about
        ]
        twice += len(same) - 1
    figure("G1", f"{DROPS} forced drops", f"0 lost, {twice} answered twice", "0 lost, 0 twice")
    assert twice == 0


def _is_back(world: World, before: int) -> bool:
    gateway = world.discord.gateway
    return gateway.identifies + gateway.resumes > before and gateway.connected
