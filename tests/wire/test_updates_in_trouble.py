"""What an ended process has left can't be used, or only once: a usual start, and nothing twice."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.discord.sessions import Connection
from tests.conftest import MakeWorld
from tests.wire.updates import ago, answered, below
from tests.world import World, until


def _ended(world: World) -> None:
    world.discord.gateway.sessions.clear()


def _too_old(world: World) -> None:
    ago(world, 400)


def _from_the_future(world: World) -> None:
    ago(world, -400)


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
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await make_world()
    mira = await world.regular()
    mira.listener.player.queue.clear()
    await world.bot.stop()
    with monkeypatch.context() as patch:
        # The former session stays open at Discord, and has what is said now too.
        patch.setattr(world.discord.gateway, "_resume", _nothing)
        await world.bot.start()
        later = await mira.says("!queue 最終便")
        await world.bot.kill()
    await world.bot.start()
    about = int(later.message["message_reference"]["message_id"])
    assert await answered(world, mira, about) == [str(later.id)]
    assert len(mira.listener.player.queue) == 1


async def _nothing(_: Connection, __: dict[str, Any]) -> None:
    return None


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


async def test_a_database_that_is_busy_at_the_start_costs_nothing(make_world: MakeWorld) -> None:
    world = await make_world()
    mira, busy = world.someone(), contextlib.ExitStack()
    await world.bot.stop()
    asked = await mira.writes("!help")

    def lock(method: str, route: str, body: object) -> None:
        # The bot has opened its database, and is about to ask for the former session.
        del method, body
        if route == "/gateway/bot" and not locked:
            locked.append(busy.enter_context(world.locked_by_another()))

    locked: list[None] = []
    world.discord.rest.on_request.append(lock)
    with busy:
        starting = asyncio.create_task(world.bot.start())
        await until(lambda: "the database can't be used right now" in "".join(world.bot.output))
        assert not below(world, mira, asked)
    await starting
    await mira.sees("Every command works", after=asked)
    assert len(await answered(world, mira, asked)) == 1
    assert "Traceback" not in "".join(world.bot.output)
