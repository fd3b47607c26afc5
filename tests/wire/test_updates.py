"""An update loses nothing: what is asked while no process runs is answered by the next, once."""

from __future__ import annotations

import asyncio

import pytest

from tests.conftest import MakeWorld
from tests.wire.updates import Crowd, crowd
from tests.world import Someone, World, until


async def answered(world: World, someone: Someone, asked: int) -> list[str]:
    """Return what everyone in the room sees below a message, until something later is answered."""
    await someone.says("!help", "dm")
    return below(world, someone, asked)


def below(world: World, someone: Someone, asked: int) -> list[str]:
    """Return the answers to a message that another person in the room sees."""
    other = world.guests[0] if world.guests[0] is not someone else world.guests[-1]
    return [
        str(one["id"])
        for one in world.discord.messages(other.person, someone.where)
        if (one.get("message_reference") or {}).get("message_id") == str(asked)
    ]


@pytest.mark.parametrize("shards", [1, 2])
async def test_an_update_under_load_loses_nothing_and_doubles_nothing(
    make_world: MakeWorld, shards: int
) -> None:
    world = await make_world(SHARD_COUNT=str(shards))
    people = await crowd(world, shards)
    enough = asyncio.Event()
    asking = asyncio.create_task(people.goes_on(enough))
    await until(lambda: len(people.answers()) >= 10)
    before = len(people.asked)
    assert await world.bot.stop() == 0
    await world.bot.start()
    meanwhile = len(people.asked) - before
    await until(lambda: len(people.asked) >= before + meanwhile + 20)
    enough.set()
    await asking
    await people.everything_is_answered()
    print(f"{shards} shard(s): {len(people.asked)} commands, {meanwhile} of them in the update:")
    print(f"{people.lost()} lost, {people.doubled()} answered twice")
    assert (people.lost(), people.doubled()) == (0, 0)
    assert meanwhile > 20
    assert len(people.dj.listener.player.queue) == people.songs
