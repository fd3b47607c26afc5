"""Icons of buttons: uploaded once as the application's emoji, and never in the way of an answer."""

from __future__ import annotations

import io
from typing import Any

import aiohttp
import pytest
from PIL import Image

from bot.ui.icons import ICONS, icon_called
from sandbox.discord.emojis import MOST
from sandbox.discord.limits import walk
from tests.conftest import MakeWorld
from tests.needs import needs_fonts
from tests.world import Reply, World, until

_PATH = r"/applications/\d+/emojis"
_PLAIN = set(ICONS)


def uploads(world: World) -> int:
    """How many icons the bot has tried to upload."""
    sent = world.discord.rest.requests
    return sum(one.method == "POST" and one.route.endswith("/emojis") for one in sent)


def looks(world: World) -> int:
    """How often the bot has read the list."""
    sent = world.discord.rest.requests
    return sum(one.method == "GET" and one.route.endswith("/emojis") for one in sent)


def icons(world: World) -> set[str | None]:
    return {icon_called(name) for name, _ in world.discord.world.emojis.values()}


async def complete(world: World) -> None:
    await until(lambda: icons(world) >= set(ICONS.values()))


def emoji_of(reply: Reply) -> list[dict[str, Any]]:
    parts = walk(reply.message.get("components") or [])
    return [dict(one["emoji"]) for one in parts if one.get("type") == 2 and one.get("emoji")]


def is_plain(reply: Reply) -> bool:
    shown = emoji_of(reply)
    return bool(shown) and all(not one.get("id") and one["name"] in _PLAIN for one in shown)


def has_icons(reply: Reply) -> bool:
    shown = emoji_of(reply)
    return bool(shown) and all(one.get("id") and icon_called(one["name"]) for one in shown)


async def test_the_first_start_uploads_and_the_second_does_not(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = world.someone()
    await complete(world)
    assert uploads(world) == len(ICONS)
    await world.bot.stop()
    await world.bot.start()
    await until(lambda: looks(world) == 2)
    while not has_icons(shown := await mira.uses("help")):
        pass
    assert uploads(world) == len(ICONS)
    assert "Link Spotify" in shown.buttons


async def test_buttons_have_icons_everywhere_and_keep_their_labels(make_world: MakeWorld) -> None:
    world = await make_world()
    await complete(world)
    mira = world.someone()

    async def dressed() -> Reply:
        while not has_icons(shown := await mira.uses("help")):
            pass
        return shown

    shown = await dressed()
    assert "Link Spotify" in shown.buttons
    for where in ("general", "dm"):
        assert has_icons(await mira.says("!help", where))
    jonas = await world.linked()
    jonas.plays()
    live = await jonas.says("!np")
    assert has_icons(live)
    world.later()
    again = await jonas.presses_in_place(live, "Refresh")
    assert has_icons(again)
    address = f"{world.discord.origin}/emojis/{emoji_of(again)[0]['id']}.png"
    async with aiohttp.ClientSession() as http, http.get(address) as answer:
        picture = Image.open(io.BytesIO(await answer.read()))
    assert picture.size == (128, 128)


@needs_fonts
async def test_a_picture_message_has_icons_too(make_world: MakeWorld) -> None:
    world = await make_world()
    await complete(world)
    mira = await world.linked()
    mira.plays()
    with world.database() as database:
        database.execute(
            "INSERT INTO settings (scope, subject, name, value) VALUES ('person', ?, 'style', ?)",
            (mira.person.id, "card"),
        )
    shown = await mira.says("!np")
    assert shown.message["attachments"]
    assert has_icons(shown)


async def test_refused_uploads_leave_plain_buttons_and_are_not_repeated(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    await world.bot.stop()
    world.discord.world.emojis.clear()
    world.discord.fail_next("POST", _PATH, 403, 50013, times=100)
    before = uploads(world)
    await world.bot.start()
    await until(lambda: uploads(world) > before)
    mira = world.someone()
    assert is_plain(await mira.says("!help"))
    assert is_plain(await mira.uses("help"))
    assert uploads(world) == before + 1
    assert sum("buttons keep plain emoji" in line for line in world.bot.output) == 1


@pytest.mark.parametrize("how", ["hang", "reset"])
async def test_a_start_does_not_wait_for_icons(make_world: MakeWorld, how: str) -> None:
    world = await make_world()
    await world.bot.stop()
    world.discord.disturb("GET", _PATH, how, times=100)
    await world.bot.start()
    assert is_plain(await world.someone().says("!help"))


async def test_an_icon_that_the_host_deleted_costs_no_answer_and_comes_back(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    await complete(world)
    mira = world.someone()
    while not has_icons(await mira.uses("help")):
        pass
    emojis = world.discord.world.emojis
    gone = next(one for one, (name, _) in emojis.items() if icon_called(name) == "link")
    del emojis[gone]
    slash, other = await mira.uses("help"), world.someone()
    written = await other.says("!help")
    assert is_plain(slash)
    assert is_plain(written)
    refused = [one for one in world.discord.rest.requests if one.status == 400]
    assert len(refused) == 1, "only the first message is sent twice"
    await complete(world)
    assert len(emojis) == len(ICONS)
    while not has_icons(await world.someone().says("!help")):
        pass


async def test_an_emoji_that_is_refused_although_it_is_there_costs_no_answer(
    make_world: MakeWorld,
) -> None:
    """Discord does so now and then while an emoji is new."""
    world = await make_world()
    await complete(world)
    mira = world.someone()
    while not has_icons(await mira.uses("help")):
        pass
    kept = dict(world.discord.world.emojis)
    world.discord.world.emojis.clear()
    assert is_plain(await mira.says("!help"))
    world.discord.world.emojis.update(kept)
    before = uploads(world)
    while not has_icons(await world.someone().says("!help")):
        pass
    assert uploads(world) == before


async def test_earlier_versions_go_and_the_hosts_own_emoji_stay(make_world: MakeWorld) -> None:
    world = await make_world()
    await complete(world)
    await world.bot.stop()
    emojis = world.discord.world.emojis
    old = next(one for one, (name, _) in emojis.items() if icon_called(name) == "play")
    emojis[old] = ("play_000000", b"")
    emojis[1], emojis[2] = ("play", b""), ("playful_123456", b"")
    await world.bot.start()
    await until(lambda: old not in emojis)
    await complete(world)
    assert {1, 2} < set(emojis)
    assert len(emojis) == len(ICONS) + 2


async def test_a_full_list_of_emoji_is_left_alone(make_world: MakeWorld) -> None:
    world = await make_world()
    await complete(world)
    await world.bot.stop()
    emojis = world.discord.world.emojis
    emojis.clear()
    emojis.update({number: (f"own_{number}", b"") for number in range(1, MOST + 1)})
    before, looked = uploads(world), looks(world)
    await world.bot.start()
    await until(lambda: looks(world) > looked)
    assert is_plain(await world.someone().says("!help"))
    assert uploads(world) == before
    assert len(emojis) == MOST
