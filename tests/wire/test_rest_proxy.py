"""A REST proxy between the bot and Discord: everything works through it, and it may be busy."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sandbox.discord.server import DiscordSandbox
from sandbox.process import REAL_SECRET, BotProcess
from sandbox.spotify.server import SpotifySandbox
from tests.reverse_proxy import ReverseProxy
from tests.wire.signing import goes_through
from tests.world import Someone, World, until


@dataclass
class Behind:
    """A world whose bot knows no other way to Discord's REST API than the proxy."""

    world: World
    proxy: ReverseProxy


@pytest.fixture(scope="module")
async def behind(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Behind]:
    folder: Path = tmp_path_factory.mktemp("behind")
    discord, spotify = await DiscordSandbox.start(), await SpotifySandbox.start()
    async with ReverseProxy(discord.origin) as proxy:
        bot = BotProcess(
            discord,
            spotify,
            folder,
            DISCORD_API_URL=f"{proxy.address}/api/v10",
            DISCORD_CLIENT_SECRET=REAL_SECRET,
            SPOTIFY_SEATS="0",
        )
        bot.clock = folder / "clock"
        await bot.start()
        world = World(discord, spotify, bot)
        yield Behind(world, proxy)
        await world.close()


async def test_the_whole_main_path_goes_through_it(behind: Behind) -> None:
    world, asked = behind.world, behind.proxy.asked
    mira = world.someone()
    seen = await goes_through(world, mira, await mira.offer())
    assert seen.status == 200, seen.words
    mira.plays()
    (await mira.says("!nowplaying")).contains("窓辺の切手")
    (await mira.says("!account", "dm")).contains(mira.spotify_name)
    (await mira.uses("nowplaying")).contains("窓辺の切手")
    exported = await mira.presses(await mira.uses("privacy"), "Export as a file")
    assert exported.message["attachments"]
    (await mira.uses("unlink")).contains("Everything about you was deleted")
    through = set(asked)
    assert ("GET", "/api/v10/gateway/bot") in through, "so the gateway's address came through it"
    # Nothing has found another way.
    for one in world.discord.rest.requests:
        assert (one.method, f"/api/v10{one.path}") in through, one
    for route in ("/oauth2/token", "/callback", "/messages", "/commands"):
        assert any(path.endswith(route) for _, path in through), route


async def test_the_doctor_asks_through_it(behind: Behind) -> None:
    asked = behind.proxy.asked
    before = len(asked)
    host = behind.world.host
    (await host.says("!settings doctor", "dm")).contains("the token works")
    assert ("GET", "/api/v10/applications/@me") in asked[before:]


def own_answers(world: World, someone: Someone) -> int:
    return sum(
        1
        for place in ("general", "dm")
        for one in world.discord.messages(someone.person, place)
        if one["author"]["bot"]
    )


@pytest.mark.parametrize("how", ["nirn", "html"])
@pytest.mark.parametrize(
    ("give", "path"),
    [
        ("!help", "/channels/.*/messages$"),
        ("/help", "/interactions/.*/callback$"),
        ("!account", "/users/@me/channels$"),
    ],
)
async def test_a_busy_proxy_is_waited_for_and_nothing_comes_twice(
    world: World, give: str, path: str, how: str
) -> None:
    someone, mark = world.someone(), len(world.bot.output)
    # So that the answer to !account, which is private, is the first in direct messages.
    before = own_answers(world, someone)
    world.discord.disturb("POST", path, how, times=2, seconds=0.6)
    fault = world.discord.rest.faults[-1]
    if give.startswith("/"):
        (await someone.uses(give[1:])).contains("link")
    else:
        await someone.says(give)
    assert fault.times == 0, "it met the proxy's refusals"
    await someone.uses("help")
    extra = 2 if give == "!account" else 1
    assert own_answers(world, someone) - before == extra + 1
    said = "".join(world.bot.output[mark:])
    assert "Traceback" not in said
    assert "broke" not in said
    assert "a proxy before Discord is busy" in said


async def test_a_live_message_outlives_a_busy_proxy(world: World, regular: Someone) -> None:
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 4)
    first = album.children[0]
    regular.listener.player.play_track(first.id, progress_ms=first.data["duration_ms"] - 3000)
    world.later()
    shown, mark = await regular.says("!np"), len(world.bot.output)
    await until(lambda: world.rows("follows", "message_id", shown.id))
    world.discord.disturb("PATCH", f"/channels/.*/messages/{shown.id}", "nirn", seconds=60)
    late = "a live message was not updated: HTTP 503"
    await until(lambda: any(late in line for line in world.bot.output[mark:]), 20)
    assert world.rows("follows", "message_id", shown.id), "it is tried again, not given up"
