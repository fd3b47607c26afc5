"""A warm command needs nothing of the database before its answer, and nothing kept is stale."""

from __future__ import annotations

import asyncio
import re
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.browser import Browser
from sandbox.process import BotProcess, free_port
from tests.needs import sqlite_only
from tests.postgres import PostgresServer
from tests.wire.mixtape_room import link, room_in
from tests.wire.seat_steps import adds, links_on, second_app
from tests.world import Someone, World

_STATEMENTS = re.compile(r"^earshot_database_statements_total\{.*\} (\S+)$", re.MULTILINE)
_CONNECTIONS = re.compile(r"^earshot_database_connections_total (\S+)$", re.MULTILINE)
_ANSWERS = ("/channels/{channel}/messages", "/interactions/{id}/{token}/callback")


@dataclass
class Counted:
    """A world whose bot counts its statements for everyone to read."""

    world: World
    port: int

    def statements(self) -> int:
        return int(sum(map(float, _STATEMENTS.findall(self._page()))))

    def connections(self) -> int:
        return int(float(_CONNECTIONS.findall(self._page())[0]))

    def _page(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics") as answer:
            return str(answer.read().decode())


@pytest.fixture(scope="module")
async def counted(
    tmp_path_factory: pytest.TempPathFactory, database_server: PostgresServer | None
) -> AsyncIterator[Counted]:
    port = free_port()
    world = await World.start(
        tmp_path_factory.mktemp("counted"), {"METRICS_PORT": str(port)}, database_server
    )
    yield Counted(world, port)
    await world.close()


async def asks(someone: Someone, how: str) -> None:
    reply = await (someone.says("!np") if how == "!" else someone.uses("nowplaying"))
    reply.contains("窓辺の切手")


@pytest.mark.parametrize("how", ["!", "/"])
async def test_a_warm_command_needs_no_statement_before_its_answer_and_two_after(
    counted: Counted, how: str
) -> None:
    mira = await counted.world.linked()
    mira.plays()
    for _ in range(2):
        await asks(mira, how)
    at_answers: list[int] = []

    def answered(method: str, route: str, _body: Any) -> None:
        if method == "POST" and route in _ANSWERS:
            at_answers.append(counted.statements())

    counted.world.discord.rest.on_request.append(answered)
    before, after = [], []
    for _ in range(6):
        # An answer on its way would time out if the clock were moved.
        await asyncio.sleep(0.2)
        counted.world.later()
        await asyncio.sleep(0.1)
        start = counted.statements()
        await asks(mira, how)
        await asyncio.sleep(0.3)
        before.append(at_answers[-1] - start)
        after.append(counted.statements() - at_answers[-1])
    counted.world.discord.rest.on_request.remove(answered)
    assert len(at_answers) == 6, "one request to Discord for each answer"
    # In the background, permits are taken for ten requests to Spotify at once.
    # With PostgreSQL, once a second, the other processes are told what was counted here.
    in_background = 1 if counted.world.postgres is None else 3
    assert sorted(before)[:-in_background] == [0] * (6 - in_background), before
    each = 2 if counted.world.postgres is None else 3
    assert sum(before) + sum(after) <= each * 6 + in_background, (before, after)


async def test_chatter_asks_nothing_of_the_database(counted: Counted) -> None:
    people = [counted.world.someone() for _ in range(20)]
    await people[0].writes("The server's prefix is read once.")
    await asyncio.sleep(0.3)
    start = counted.statements()
    for one in people:
        await one.writes("just some words, and a mark!")
    await asyncio.sleep(0.5)
    assert counted.statements() == start


async def test_links_where_no_mixtape_is_ask_nothing_of_the_database(counted: Counted) -> None:
    world = counted.world
    room = await room_in(world, await world.regular())
    await room.posts(room.guest, room.songs[0])
    await room.holds(room.songs[:1])
    await room.settled()
    writer, text = world.someone(), f"listen: {link(room.songs[1])}"
    await writer.writes(text)
    await asyncio.sleep(0.3)
    start = counted.statements()
    for number in range(20):
        message = await writer.writes(text)
        await world.discord.edit(writer.person, message, f"{text} {number}")
        await world.discord.delete(writer.person, message)
    await asyncio.sleep(0.5)
    assert counted.statements() == start
    await world.discord.edit(room.guest.person, await room.guest.writes("-", room.channel), text)
    await room.holds(room.songs[:2])
    assert counted.statements() > start, "an edit where one is does ask"


async def test_no_connection_is_opened_under_load(counted: Counted) -> None:
    people = [await counted.world.linked() for _ in range(4)]
    for one in people:
        one.plays()
    opened = counted.connections()
    for _ in range(3):
        await asyncio.gather(*(one.uses("nowplaying") for one in people * 3))
        await asyncio.sleep(0.2)
        counted.world.later()
    assert counted.connections() == opened


async def test_an_unlinked_person_is_gone_with_the_next_command(counted: Counted) -> None:
    mira, other = await counted.world.linked(), await counted.world.linked()
    for one in (mira, other):
        one.plays()
        await asks(one, "!")
    await mira.says("!unlink")
    (await mira.says("!np")).contains("isn't linked yet")
    async with Browser(other.address) as browser:
        authorize = await browser.submit(await browser.open(f"{counted.world.bot.url}/disconnect"))
        await browser.open(await counted.world.spotify.consent(authorize, other.listener.id))
    (await other.says("!np")).contains("isn't linked yet")
    await mira.links()
    counted.world.later()
    await asks(mira, "!")


async def test_someone_who_stops_sharing_is_hidden_from_the_next_command(
    counted: Counted,
) -> None:
    mira, viewer = await counted.world.linked(), counted.world.someone()
    mira.plays()
    (await viewer.says(f"!np {mira.mention}")).contains("窓辺の切手")
    settings = await mira.uses("settings mine")
    await mira.selects(settings, "set:privacy", ["nobody"])
    (await viewer.says(f"!np {mira.mention}")).lacks("窓辺の切手")
    await mira.selects(mira.now(settings), "set:privacy", ["servers"])
    (await viewer.says(f"!np {mira.mention}")).contains("窓辺の切手")


async def test_a_refreshed_token_is_used_at_once(counted: Counted) -> None:
    mira, world = await counted.world.linked(), counted.world
    mira.plays()
    await asks(mira, "!")
    for access in world.spotify.tokens.values():
        if access.person is mira.listener:
            access.expires_at = 0
    mark = len(world.spotify.requests)
    for _ in range(3):
        world.later()
        await asks(mira, "!")
    assert world.spotify.count("/api/token", since=mark, by=mira.listener) == 1


async def test_a_removed_app_is_gone_with_the_next_command(five: World) -> None:
    for _ in range(5):
        await five.linked()
    app = second_app(five)
    await adds(five, app)
    mira = five.someone(seat=False)
    await links_on(five, mira, app)
    mira.plays()
    await asks(mira, "!")
    (await five.host.says("!seats remove second", "dm")).contains("second")
    (await mira.says("!np")).lacks("窓辺の切手")


@sqlite_only("several bots may share PostgreSQL: test_many_processes.py, test_postgres_refusals.py")
async def test_a_second_bot_on_the_same_data_is_refused_in_words(counted: Counted) -> None:
    world = counted.world
    second = BotProcess(world.discord, world.spotify, world.bot.database.parent)
    await second.start(wait=False)
    assert await second.ended() == 2
    said = "".join(second.output)
    assert "another Earshot is already running with" in said
    assert "Traceback" not in said
    (await world.someone().says("!help")).contains("nowplaying")


async def test_the_next_bot_may_use_the_data_of_one_that_was_killed(counted: Counted) -> None:
    await counted.world.bot.kill()
    await counted.world.bot.start()
    (await counted.world.someone().says("!help")).contains("nowplaying")
