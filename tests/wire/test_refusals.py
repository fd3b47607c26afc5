"""What Discord refuses is named as what it is, and the bot goes on where it can."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.doctor.checks import examine_environment
from bot.doctor.findings import Finding
from tests.conftest import MakeWorld
from tests.world import World, until

NOWHERE = "123456789012345678"


def said(world: World, since: int = 0) -> str:
    return "".join(world.bot.output[since:])


async def doctors_word(world: World, check: str) -> list[Finding]:
    settings = {name: value for name, value in world.bot.environment.items() if value}
    report = await examine_environment(settings, None)
    return [one for one in report.findings if one.check == check]


@asynccontextmanager
async def stopped(world: World) -> AsyncIterator[None]:
    """Stop the bot, forget what was told Discord, and start it again after the block."""
    await world.bot.stop()
    with world.database() as database:
        database.execute("DELETE FROM settings WHERE name = 'slash_commands'")
    yield
    await world.bot.start()


async def test_a_wrong_dev_guild_is_named_and_the_bot_starts_without(make_world: MakeWorld) -> None:
    world = await make_world(DEV_GUILD_ID=NOWHERE)
    (await world.someone().says("!help")).contains("Every command works")
    refused = f"/guilds/{NOWHERE}/commands)"
    assert "HTTP 403, code 50001: Missing Access (at PUT /api/v10/applications/" in said(world)
    assert refused in said(world)
    assert f"DEV_GUILD_ID={NOWHERE} must be the ID of a server that the bot is in" in said(world)
    assert "can't be reached" not in said(world)
    assert "Traceback" not in said(world)
    (found,) = await doctors_word(world, "commands")
    assert found.verdict == "bad"
    assert f"Discord refuses DEV_GUILD_ID={NOWHERE}" in found.what
    assert "HTTP 403, code 50001: Missing Access" in found.what
    assert "leave DEV_GUILD_ID out" in found.fix


async def test_a_corrected_dev_guild_is_taken_at_the_next_start(make_world: MakeWorld) -> None:
    world = await make_world(DEV_GUILD_ID=NOWHERE)
    await world.bot.stop()
    world.bot.environment["DEV_GUILD_ID"] = str(world.home.id)
    (found,) = await doctors_word(world, "commands")
    assert found.verdict == "warn"
    assert "start the bot again" in found.fix
    await world.bot.start()
    assert len(world.discord.world.commands[world.home.id]) > 20
    (found,) = await doctors_word(world, "commands")
    assert found.verdict == "ok"
    (await world.someone().uses("help")).contains("Every command works")


@pytest.mark.parametrize(
    ("status", "code", "text"),
    [
        (400, 50035, "Invalid Form Body"),
        (403, 50001, "Missing Access"),
        (404, 10004, "Unknown Guild"),
        (400, 30034, "error"),
    ],
)
async def test_refused_slash_commands_do_not_keep_the_bot_away(
    make_world: MakeWorld, status: int, code: int, text: str
) -> None:
    world = await make_world()
    mark = len(world.bot.output)
    async with stopped(world):
        world.discord.fail_next("PUT", "/applications/.*/commands", status, code)
    (await world.someone().says("!help")).contains("Every command works")
    assert f"Discord refuses the slash commands: HTTP {status}, code {code}: " in said(world, mark)
    assert text in said(world, mark)
    assert "can't be reached" not in said(world, mark)
    (found,) = await doctors_word(world, "commands")
    assert found.verdict == "bad"
    assert f"HTTP {status}, code {code}" in found.what
    await world.bot.stop()
    await world.bot.start()
    assert await doctors_word(world, "commands") == [], "they were taken: all is well again"


@pytest.mark.parametrize("status", [400, 403, 404])
@pytest.mark.parametrize("place", ["/users/@me", "/oauth2/applications/@me", "/gateway/bot"])
async def test_a_refused_start_is_not_called_the_network(
    make_world: MakeWorld, place: str, status: int
) -> None:
    world = await make_world()
    mark = len(world.bot.output)
    async with stopped(world):
        world.discord.fail_next("GET", place, status, 50001)
    words = f"Discord refuses: HTTP {status}, code 50001: Missing Access (at GET /api/v10{place})"
    assert words in said(world, mark)
    assert "can't be reached" not in said(world, mark)
    assert "Traceback" not in said(world, mark)
    (await world.someone().says("!help")).contains("Every command works")


@pytest.mark.parametrize("place", ["/oauth2/applications/@me", "/gateway/bot"])
async def test_a_token_that_is_refused_later_in_the_start_ends_with_2(
    make_world: MakeWorld, place: str
) -> None:
    world = await make_world()
    await world.bot.stop()
    world.discord.fail_next("GET", place, 401, 0)
    await world.bot.start(wait=False)
    assert await world.bot.ended() == 2
    assert "Discord does not accept DISCORD_TOKEN (HTTP 401" in said(world)


@pytest.mark.parametrize("place", ["/users/@me", "/gateway/bot"])
async def test_discords_own_faults_are_still_waited_for(make_world: MakeWorld, place: str) -> None:
    world = await make_world()
    mark = len(world.bot.output)
    await world.bot.stop()
    world.discord.fail_next("GET", place, 400, 0)
    world.discord.fail_next("GET", place, 500, 0, times=5)
    await world.bot.start(wait=False)
    await world.bot.until_ready(60)
    assert "Discord can't be reached" in said(world, mark)


async def test_a_token_that_is_reset_while_the_bot_runs_ends_it_in_words(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    world.discord.world.token = "another." + world.discord.world.token
    await world.discord.gateway.drop("invalid")
    assert await world.bot.ended() == 2
    assert "code 4004): it no longer accepts DISCORD_TOKEN" in said(world)
    assert "Traceback" not in said(world).rpartition("4004")[2]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("4004", "DISCORD_TOKEN"),
        ("4010", "SHARD_IDS and SHARD_COUNT"),
        ("4011", "SHARD_COUNT"),
        ("4013", "update Earshot"),
    ],
)
async def test_a_connection_closed_for_good_says_what_to_do(
    make_world: MakeWorld, code: str, words: str
) -> None:
    world = await make_world()
    await world.discord.gateway.drop(code)
    assert await world.bot.ended() == 2
    last = world.bot.output[-1]
    assert f"Discord closed the connection (code {code})" in last
    assert words in last
    assert "Traceback" not in said(world)


UNREADABLE: list[tuple[str, Any]] = [
    ("CHANNEL_UPDATE", {}),
    ("CHANNEL_CREATE", {"id": "none"}),
    ("GUILD_CREATE", {"id": "not a number"}),
    ("GUILD_CREATE", []),
    ("GUILD_ROLE_UPDATE", {"guild_id": None}),
    ("INTERACTION_CREATE", {"id": "1"}),
    ("MESSAGE_CREATE", None),
    ("MESSAGE_CREATE", {"id": "1", "channel_id": "2"}),
    ("MESSAGE_UPDATE", "words"),
    ("USER_UPDATE", {"id": {}}),
]


async def test_events_that_cannot_be_read_are_skipped(make_world: MakeWorld) -> None:
    world = await make_world()
    seen = world.discord.gateway.identifies
    for name, data in UNREADABLE:
        await world.discord.gateway.dispatch(name, data, world.home.id)
    await world.discord.gateway.dispatch("A_NEW_EVENT", {"of": "next year"}, world.home.id)
    mira = world.someone()
    (await mira.says("!help")).contains("Every command works")
    (await mira.uses("help")).contains("Every command works")
    assert "an event of Discord's cannot be read: CHANNEL_CREATE" in said(world)
    assert "an event of Discord's cannot be read: INTERACTION_CREATE (" in said(world)
    assert world.discord.gateway.identifies - seen <= 1
    assert await world.bot.stop() == 0


async def test_one_kind_of_unreadable_event_has_one_traceback(make_world: MakeWorld) -> None:
    world = await make_world()
    for number in range(20):
        event = {"id": str(number)}
        await world.discord.gateway.dispatch("INTERACTION_CREATE", event, world.home.id)
    (await world.someone().says("!help")).contains("Every command works")
    words = "cannot be read: INTERACTION_CREATE"
    assert len([one for one in world.bot.output if words in one]) == 20
    assert said(world).count("Traceback") == 1


async def test_a_frame_that_is_no_json_ends_the_connection_not_the_bot(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    await world.discord.gateway.drop("garbage")
    await until(lambda: said(world).count(" ready as ") == 2, 30)
    (await world.someone().says("!help")).contains("Every command works")
    assert "lost the connection to Discord" in said(world)
