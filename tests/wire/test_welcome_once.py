"""A server is welcomed once, whatever happens: outages, restarts, being added again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.conftest import MakeWorld
from tests.wire.new_servers import server, settled
from tests.world import World, until


async def test_never_again_after_outages_and_when_it_is_added_again(world: World) -> None:
    here = server(world)
    await here.adds_bot()
    shown = await here.welcomed(here.system)
    await world.discord.servers.outage(here.guild)
    await world.discord.servers.remove_bot(here.guild)
    await here.adds_bot()
    await world.discord.gateway.guild_created(here.guild)
    await world.discord.gateway.drop("invalid")
    await world.bot.until_ready()
    await settled(world)
    assert here.everywhere() == 1
    del world.discord.world.messages[shown.id]
    await world.discord.servers.outage(here.guild)
    await settled(world)
    assert here.everywhere() == 0, "a deleted welcome stays deleted"


async def test_again_a_month_after_it_was_removed(make_world: MakeWorld) -> None:
    world = await make_world()
    here = server(world)
    await here.adds_bot()
    await here.welcomed(here.system)
    await world.discord.servers.remove_bot(here.guild)
    with world.database() as database:
        database.execute("UPDATE memos SET expires_at = 1")
    await here.adds_bot()
    await until(lambda: here.everywhere() == 2)


async def test_a_server_that_joined_while_the_bot_was_down(make_world: MakeWorld) -> None:
    world = await make_world()
    recent, old = server(world), server(world)
    await world.bot.stop()
    await recent.adds_bot()
    await old.adds_bot()
    old.guild.bot_joined_at = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    await world.bot.start()
    await recent.welcomed(recent.system)
    await world.bot.stop()
    await world.bot.start()
    await settled(world)
    assert recent.everywhere() == 1
    assert old.everywhere() == 0
    assert sum(len(recent.welcomes(one)) for one in world.home.channels) == 0


async def test_a_killed_bot_says_nothing_twice(make_world: MakeWorld) -> None:
    world = await make_world()
    here = server(world)
    path = f"/channels/{here.system.id}/messages"
    world.discord.disturb("POST", path, "hang", after=True)
    await here.adds_bot()
    await here.welcomed(here.system)
    await world.bot.kill()
    await world.bot.start()
    await settled(world)
    assert here.everywhere() == 1


async def test_a_server_fault_is_no_reason_for_a_storm(world: World) -> None:
    here = server(world)
    path = f"/channels/{here.system.id}/messages"
    world.discord.fail_next("POST", path, 500, times=100)
    await here.adds_bot()
    await settled(world)
    assert here.everywhere() == 0
    assert world.discord.rest.faults[0].times >= 100 - 4


async def test_many_servers_at_once_each_get_one(world: World) -> None:
    many = [server(world) for _ in range(8)]
    for one in many:
        await one.adds_bot()
    for one in many:
        await one.welcomed(one.system)
    assert [one.everywhere() for one in many] == [1] * len(many)
