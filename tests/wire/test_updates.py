"""An update loses nothing: what is asked while no process runs is answered by the next, once."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from sandbox.discord import ids
from sandbox.discord.sessions import Connection
from tests.conftest import MakeWorld
from tests.wire.updates import crowd
from tests.world import Someone, World, until


async def answered(world: World, someone: Someone, asked: int) -> list[str]:
    """Return what everyone in the room sees below a message, until something later is answered."""
    await someone.says("!help", "dm")
    return below(world, someone, asked)


def below(world: World, someone: Someone, asked: int) -> list[str]:
    """Return the answers to a message that someone else in the room sees."""
    return [
        str(one["id"])
        for one in world.discord.messages(world.host.person, someone.where)
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
    _ago(world, 10)
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
    _ago(world, 70)
    await world.bot.start()
    await mira.sees("Ask again if you still want it", after=skip)
    await mira.sees("Every command works", after=helped)
    assert world.spotify.count("/v1/me/player/next") == mark
    (await mira.says("!skip")).lacks("Ask again")
    assert world.spotify.count("/v1/me/player/next") == mark + 1


def _ended(world: World) -> None:
    world.discord.gateway.sessions.clear()


def _too_old(world: World) -> None:
    _ago(world, 400)


def _from_the_future(world: World) -> None:
    _ago(world, -400)


def _unreadable(world: World) -> None:
    with world.database() as database:
        database.execute("UPDATE gateway_sessions SET shard_count = 3")


def _other_shards(world: World) -> None:
    world.bot.environment["SHARD_COUNT"] = "2"


def _other_application(world: World) -> None:
    with world.database() as database:
        database.execute("UPDATE gateway_sessions SET id = '1/0'")


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (_ended, "former session of shard 0 is over"),
        (_too_old, "what was asked meanwhile is lost"),
        (_from_the_future, "what was asked meanwhile is lost"),
        (_unreadable, "can't be read"),
        (_other_shards, "another kind of session"),
        (_other_application, "ready as"),
    ],
)
async def test_a_session_of_no_use_is_left_and_the_bot_starts_as_ever(
    make_world: MakeWorld, happens: Callable[[World], None], said: str
) -> None:
    world = await make_world()
    mira = world.someone()
    before = await mira.says("!help")
    asked = int(before.message["message_reference"]["message_id"])
    await world.bot.stop()
    lost = await mira.writes("!help")
    happens(world)
    await world.bot.start()
    assert said in "".join(world.bot.output)
    assert await answered(world, mira, lost) == []
    assert below(world, mira, asked) == [str(before.id)]
    assert "Traceback" not in "".join(world.bot.output)


async def test_a_connection_that_breaks_meanwhile_is_made_again(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await make_world()
    mira, gateway = world.someone(), world.discord.gateway
    await world.bot.stop()
    first, second = await mira.writes("!help"), await mira.writes("!help", "music")
    resume, broken = gateway._resume, list[Connection]()

    async def break_once(connection: Connection, data: dict[str, Any]) -> None:
        if broken:
            await resume(connection, data)
            return
        broken.append(connection)
        session = gateway.sessions[data["session_id"]]
        await connection.send(next(one for one in session.sent if one["s"] > data["seq"]))
        await connection.socket.close(code=4000)

    monkeypatch.setattr(gateway, "_resume", break_once)
    await world.bot.start()
    await mira.sees("Every command works", after=first)
    await mira.sees("Every command works", "music", after=second)
    assert len(await answered(world, mira, first)) == 1
    assert broken


async def test_killed_without_warning_nothing_is_answered_twice(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = world.someone()
    before = await mira.says("!help")
    asked = int(before.message["message_reference"]["message_id"])
    await world.bot.kill()
    assert not world.rows("gateway_sessions")
    lost = await mira.writes("!help")
    await world.bot.start()
    assert await answered(world, mira, lost) == []
    assert below(world, mira, asked) == [str(before.id)]


async def test_a_new_process_that_is_killed_leaves_nothing_to_answer_again(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    mira = world.someone()
    await world.bot.stop()
    asked = await mira.writes("!help")
    await world.bot.start(wait=False)
    await mira.sees("Every command works", after=asked)
    later = await mira.says("!help")
    await world.bot.kill()
    await world.bot.start()
    assert len(await answered(world, mira, asked)) == 1
    about = int(later.message["message_reference"]["message_id"])
    assert below(world, mira, about) == [str(later.id)]


async def test_a_process_that_never_got_to_discord_passes_the_session_on(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    mira, gateway = world.someone(), world.discord.gateway
    await world.bot.stop()
    asked = await mira.writes("!help")
    gateway.limits.max_concurrency, gateway.limits.window = 1, 1000.0
    started = gateway.identifies
    await world.bot.start(wait=False)
    await until(lambda: gateway.identifies > started)
    assert await world.bot.stop() == 0
    assert world.rows("gateway_sessions")
    gateway.limits.window = 0.0
    await world.bot.start()
    await mira.sees("Every command works", after=asked)
    assert len(await answered(world, mira, asked)) == 1


async def test_a_database_that_cannot_be_written_at_the_end_costs_only_the_session(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    mira = world.someone()
    with world.locked_by_another():
        assert await world.bot.stop() == 0
    lost = await mira.writes("!help")
    await world.bot.start()
    assert "until the next start will be lost" in "".join(world.bot.output)
    assert await answered(world, mira, lost) == []


async def test_ready_only_when_what_was_missed_is_read(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = world.someone()
    await world.bot.stop()
    asked = await mira.writes("!help")
    await world.bot.start(wait=False)
    async with aiohttp.ClientSession() as http:

        async def status(path: str) -> int:
            with contextlib.suppress(aiohttp.ClientError):
                async with http.get(world.bot.url + path) as answer:
                    return answer.status
            return 0

        seen = []
        async with asyncio.timeout(30):
            while (ready := await status("/readyz")) != 200:
                seen.append((ready, await status("/callback")))
                await asyncio.sleep(0.05)
    assert (503, 400) in seen, "the pages are there before the gateway is"
    await mira.sees("Every command works", after=asked)


def _ago(world: World, seconds: float) -> None:
    """Let the bot believe that it has been away for so much longer."""
    with world.database() as database:
        database.execute("UPDATE gateway_sessions SET saved_at = saved_at - ?", (seconds,))
