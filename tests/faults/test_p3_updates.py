"""P3: the bot is replaced again and again while people ask: each is answered, none twice
(docs/reference/threats-and-faults.md).
"""

from __future__ import annotations

import asyncio

from tests.conftest import MakeWorld
from tests.faults.figures import count, figure
from tests.wire.updates import crowd
from tests.world import until

UPDATES = count(2, 20)
_BETWEEN = 20
"""Commands between two updates: a second's."""


async def test_p3_updates_under_load_lose_nothing_and_double_nothing(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    people, enough = await crowd(world), asyncio.Event()
    asking, meanwhile = asyncio.create_task(people.goes_on(enough)), 0
    for _ in range(UPDATES):
        mark = len(people.asked) + _BETWEEN
        await until(lambda: len(people.asked) >= mark)  # noqa: B023 - it's over before the next
        before = len(people.asked)
        assert await world.bot.stop() == 0
        await world.bot.start()
        meanwhile += len(people.asked) - before
    enough.set()
    await asking
    await people.everything_is_answered()
    lost, doubled = people.lost(), people.doubled()
    what = f"{UPDATES} updates under 20 commands a second ({meanwhile} while no process ran)"
    figure("P3", what, f"{lost} lost, {doubled} answered twice", "0 lost, 0 twice")
    assert (lost, doubled) == (0, 0)
    assert len(people.dj.listener.player.queue) == people.songs, people.told_dj()
