"""An update loses nothing: what is asked while no process runs is answered by the next, once."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from sandbox.discord import ids
from sandbox.discord.sessions import Connection
from tests.conftest import MakeWorld
from tests.postgres import PostgresServer
from tests.wire.processes import fleet
from tests.wire.updates import ago, answered, below, crowd
from tests.world import until


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
    assert len(people.dj.listener.player.queue) == people.songs, people.told_dj()


async def test_what_was_asked_while_away_is_answered_for_the_whole_room(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    mira, jonas = await world.linked(), world.someone()
    mira.plays()
    resumed = world.discord.gateway.resumes
    await world.bot.stop()
    (row,) = world.rows("gateway_sessions")
    session = next(iter(world.discord.gateway.sessions))
    assert session.encode() not in bytes(row["sealed"])
    np, helped = await mira.writes("!np"), await jonas.writes("!help", "dm")
    chatter = await jonas.writes("what's playing?")
    await world.bot.start()
    shown = await mira.sees("窓辺の切手", after=np)
    assert await answered(world, jonas, np) == [str(shown.id)]
    await jonas.sees("Every command works", "dm", after=helped)
    assert not below(world, jonas, chatter)
    assert world.discord.gateway.resumes == resumed + 1
    assert not world.rows("gateway_sessions"), "it's used once"
    await until(lambda: world.discord.gateway.live_shards == {(0, 1): 1})


async def test_a_slash_command_is_answered_only_while_discord_waits_for_it(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await make_world()
    mira = await world.regular()
    mira.plays()
    world.discord.interactions.answer_within = 60
    await world.bot.stop()
    with monkeypatch.context() as patch:
        # However long a start takes on this computer, it was sent just before.
        patch.setattr(ids, "time", SimpleNamespace(time=lambda: time.time() + 30))
        in_time = await world.discord.command(mira.person, "general", "nowplaying")
    await world.bot.start()
    (await mira.finished(in_time, "general")).contains("窓辺の切手")
    world.discord.interactions.answer_within = 3
    mark = world.spotify.count("/v1/me/player/next")
    await world.bot.stop()
    too_late = await world.discord.command(mira.person, "general", "skip")
    ago(world, 10)
    await world.bot.start()
    await mira.says("!help", "dm")
    assert too_late.answered_ms is None
    assert world.spotify.count("/v1/me/player/next") == mark, "nobody waits for it any more"


async def test_what_is_asked_while_commands_finish_is_answered_by_the_next_process(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    mira, jonas = await world.linked(), world.someone()
    mira.plays()
    world.spotify.fault("/v1/me/player", "slow", times=1, seconds=2.0)
    first = await mira.writes("!np")
    await until(lambda: world.spotify.count("/v1/me/player"))
    stopping = asyncio.create_task(world.bot.stop())
    await until(lambda: "stopping" in "".join(world.bot.output))
    meanwhile = await jonas.writes("!help")
    assert await stopping == 0
    assert len(below(world, jonas, first)) == 1, "what was begun is finished"
    assert not below(world, mira, meanwhile)
    await world.bot.start()
    await jonas.sees("Every command works", after=meanwhile)
    assert len(await answered(world, mira, meanwhile)) == 1
    assert len(below(world, jonas, first)) == 1


async def test_after_a_minute_only_what_shows_something_is_still_done(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    mira = await world.regular()
    mira.plays()
    mark = world.spotify.count("/v1/me/player/next")
    await world.bot.stop()
    skip, helped = await mira.writes("!skip"), await mira.writes("!help")
    ago(world, 70)
    await world.bot.start()
    await mira.sees("Ask again if you still want it", after=skip)
    await mira.sees("Every command works", after=helped)
    assert world.spotify.count("/v1/me/player/next") == mark
    (await mira.says("!skip")).lacks("Ask again")
    assert world.spotify.count("/v1/me/player/next") == mark + 1


async def test_another_process_that_gets_the_shard_answers(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    async with fleet(tmp_path, postgres, bots=2, webs=0) as found:
        stays, leaves = found.person(0), found.person(1)
        await found.bots[1].stop()
        here, there = await stays.writes("!help"), await leaves.writes("!help")
        moved = type(found.bots[1])(
            found.world.discord, found.world.spotify, tmp_path, **found.bots[1].environment
        )
        found.bots[1] = moved
        await moved.start()
        for someone, asked in ((stays, here), (leaves, there)):
            await someone.sees("Every command works", after=asked)
            (later,) = [(await someone.says("!help")).id]
            seen = found.world.discord.messages(someone.person, someone.where)
            ours = [one for one in seen if one["author"]["bot"] and int(one["id"]) != later]
            assert len(ours) == 1, ours


async def test_ready_only_when_what_was_missed_is_read(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await make_world()
    mira, gateway, go_on = world.someone(), world.discord.gateway, asyncio.Event()
    await world.bot.stop()
    asked = await mira.writes("!help")
    resume = gateway._resume

    async def resume_later(connection: Connection, data: dict[str, Any]) -> None:
        await go_on.wait()
        await resume(connection, data)

    monkeypatch.setattr(gateway, "_resume", resume_later)
    await world.bot.start()
    async with aiohttp.ClientSession() as http:

        async def status(path: str) -> int:
            async with http.get(world.bot.url + path) as answer:
                return answer.status

        assert await status("/readyz") == 503, "connected, but not all is read"
        assert await status("/callback") == 400, "the pages are there before"
        go_on.set()
        async with asyncio.timeout(30):
            while await status("/readyz") != 200:
                await asyncio.sleep(0.05)
    await mira.sees("Every command works", after=asked)
