"""The log: what one command or callback causes has one request ID, and no one's ID or name."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable

import pytest

from tests.conftest import MakeWorld
from tests.world import World

Line = dict[str, object]


def lines(world: World) -> list[Line]:
    """Return what the bot has logged."""
    return [json.loads(one) for one in world.bot.output if one.startswith("{")]


async def line_of(world: World, wanted: Callable[[Line], bool]) -> Line:
    """Wait for a line of the log."""
    async with asyncio.timeout(30):
        while not (found := [one for one in lines(world) if wanted(one)]):
            await asyncio.sleep(0.05)
    return found[0]


@pytest.fixture
async def logged(make_world: MakeWorld) -> World:
    return await make_world(LOG_FORMAT="json", LOG_LEVEL="INFO")


async def test_each_command_has_an_id_of_its_own(logged: World) -> None:
    mira = await logged.linked()
    await mira.uses("nowplaying")
    await mira.says("!artist zzz qqq")
    await mira.says("!artist velvet harbour")
    slash = await line_of(logged, lambda one: one.get("command") == "nowplaying")
    failed = await line_of(logged, lambda one: one.get("outcome") == "NothingFound")
    written = await line_of(
        logged, lambda one: one.get("command") == "artist" and one["outcome"] == "answered"
    )
    assert [one["kind"] for one in (slash, failed, written)] == ["slash", "message", "message"]
    assert len({one["request"] for one in (slash, failed, written)}) == 3
    assert isinstance(slash["ms"], int)


async def test_what_a_command_causes_has_its_id(logged: World) -> None:
    mira = await logged.linked()
    logged.spotify.fault("/v1/me/player", "status", status=418, times=9)
    await mira.uses("nowplaying")
    shown = lambda one: one.get("command") == "nowplaying"  # noqa: E731
    ended = await line_of(logged, shown)
    own = [one for one in lines(logged) if one.get("request") == ended["request"]]
    assert {one["kind"] for one in own} == {"slash"}


async def test_each_request_of_a_browser_has_an_id_of_its_own(logged: World) -> None:
    mira = logged.someone()
    await mira.links()
    callback = await line_of(logged, lambda one: "GET /callback 303" in str(one["message"]))
    assert callback["kind"] == "web"
    pages = [one for one in lines(logged) if "GET /done" in str(one["message"])]
    assert pages
    assert all(one["request"] != callback["request"] for one in pages)


async def test_no_id_or_name_is_logged_unless_debugging(logged: World) -> None:
    mira = await logged.linked("Very Recognisable")
    await mira.uses("nowplaying")
    await mira.says("!play <@" + str(mira.person.id) + ">")
    await line_of(logged, lambda one: one.get("command") == "play")
    await logged.bot.stop()
    printed = "\n".join(logged.bot.output)
    assert "Recognisable" not in printed
    assert mira.listener.id not in printed
    assert re.findall(r"\b\d{17,20}\b", printed) == []


async def test_text_lines_end_with_the_id(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = await world.linked()
    await mira.uses("nowplaying")
    async with asyncio.timeout(30):
        while not any(
            re.search(r"nowplaying answered in \d+ ms \[[0-9a-f]{8}\]$", one.strip())
            for one in world.bot.output
        ):
            await asyncio.sleep(0.05)
