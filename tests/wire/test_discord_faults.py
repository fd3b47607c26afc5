"""What Discord does to a bot: drops, refusals, late and lost answers."""

from __future__ import annotations

import asyncio

import pytest

from sandbox.discord.server import DiscordSandbox
from sandbox.process import free_port
from tests.conftest import MakeWorld
from tests.world import World, until


@pytest.mark.parametrize("mode", ["reset", "4000", "reconnect", "invalid"])
async def test_comes_back_after_a_drop_and_answers_once(make_world: MakeWorld, mode: str) -> None:
    world = await make_world()
    mira = world.someone()
    before = world.discord.gateway.identifies + world.discord.gateway.resumes
    await world.discord.gateway.drop(mode)
    await world.discord.wait_for(
        lambda: (
            world.discord.gateway.identifies + world.discord.gateway.resumes > before
            and world.discord.gateway.connected
        ),
        30,
    )
    reply = await mira.says("!help")
    same = [
        one
        for one in world.discord.messages(mira.person, "general")
        if (one.get("message_reference") or {}) == reply.message["message_reference"]
    ]
    assert len(same) == 1


async def test_a_replayed_message_is_answered_once(world: World) -> None:
    mira = world.someone()
    await mira.says("!help")
    message = max(
        (one for one in world.discord.world.messages.values() if one.data["content"] == "!help"),
        key=lambda one: one.id,
    )
    channel = world.discord.world.channel("general")
    count = len(world.discord.messages(mira.person, "general"))
    for _ in range(3):
        await world.discord.gateway.message_event("MESSAGE_CREATE", channel, message)
    await mira.says("!np")
    assert len(world.discord.messages(mira.person, "general")) == count + 2


async def test_t13_bots_and_webhooks_are_not_answered(world: World) -> None:
    mira = world.someone()
    mira.person.bot = True
    await world.discord.send(mira.person, "general", "!help")
    jonas = world.someone()
    count = len(world.discord.messages(jonas.person, "general"))
    await jonas.says("!help")
    assert len(world.discord.messages(jonas.person, "general")) == count + 2


async def test_without_message_content_the_bot_starts_and_says_how_to_mend_it(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    await world.bot.stop()
    world.discord.world.refuse_message_content = True
    await world.bot.start()
    assert any("Message Content" in line for line in world.bot.output)
    mira = await world.linked()
    mira.plays()
    (await mira.uses("nowplaying")).contains("窓辺の切手")
    bot = f"<@{world.discord.world.bot.id}>"
    (await mira.says(f"{bot} np")).contains("窓辺の切手")
    (await mira.says("!np", "dm")).contains("窓辺の切手")


async def test_an_interaction_that_is_too_late_is_noted_not_a_traceback(world: World) -> None:
    mira, mark = world.someone(), len(world.bot.output)
    world.discord.fail_next("POST", "/interactions/.*/callback", 404, 10062)
    await world.discord.command(mira.person, "general", "help")
    late = "an interaction has expired"
    await until(lambda: any(late in line for line in world.bot.output[mark:]))
    assert not any("Traceback" in line for line in world.bot.output[mark:])


async def test_an_answer_that_was_lost_is_not_sent_twice(world: World) -> None:
    mira = world.someone()
    world.discord.fail_next("POST", "/channels/.*/messages", 502, times=1, after=True)
    reply = await mira.says("!help")
    same = [
        one
        for one in world.discord.messages(mira.person, "general")
        if (one.get("message_reference") or {}) == reply.message["message_reference"]
    ]
    await mira.says("!np")
    assert len(same) == 1


async def test_the_message_with_the_link_is_gone_and_the_person_is_told_by_dm(
    world: World,
) -> None:
    mira = world.someone()
    reply = await mira.uses("link")
    message = world.discord.world.messages[reply.id]
    url = reply.link
    await world.discord.interactions.delete(message)
    from sandbox.browser import Browser

    async with Browser(mira.address) as browser:
        await browser.link(url, world.spotify, mira.listener.id)
    await world.discord.sees(mira.person, "dm", "Spotify is linked")


async def test_sigterm_ends_cleanly_and_quickly(make_world: MakeWorld) -> None:
    world = await make_world()
    await world.linked()
    started = asyncio.get_running_loop().time()
    assert await world.bot.stop() == 0
    assert asyncio.get_running_loop().time() - started < 10
    assert "Traceback" not in "".join(world.bot.output), "".join(world.bot.output)
    wal = world.bot.database.with_name("earshot.db-wal")
    assert not wal.exists() or wal.stat().st_size == 0


async def test_network_trouble_at_the_start_is_told_and_heals_without_a_restart(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    await world.bot.stop()
    port = free_port()
    world.bot.environment["DISCORD_API_URL"] = f"http://127.0.0.1:{port}/api/v10"
    await world.bot.start(wait=False)
    await until(lambda: any("Discord can't be reached" in line for line in world.bot.output), 20)
    later = await DiscordSandbox.start(port=port)
    later.world.token = world.discord.bot_token
    await world.bot.until_ready()
    assert "Traceback" not in "".join(world.bot.output)
    await world.bot.stop()
    await later.close()


async def test_a_wrong_token_is_told_and_ends_with_2(make_world: MakeWorld) -> None:
    world = await make_world()
    await world.bot.stop()
    world.bot.environment["DISCORD_TOKEN"] = "MTIzNDU2Nzg5MDEyMzQ1Njc4.abcdef." + "x" * 38
    await world.bot.start(wait=False)
    assert await world.bot.ended() == 2
    assert any("does not accept DISCORD_TOKEN" in line for line in world.bot.output)


async def test_a_taken_port_and_a_wrong_key_are_told(make_world: MakeWorld) -> None:
    world = await make_world()
    port = world.bot.environment["WEB_PORT"]
    await world.bot.stop()
    taken = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", int(port))
    await world.bot.start(wait=False)
    assert await world.bot.ended() == 2
    assert any("can't be used" in line and port in line for line in world.bot.output)
    taken.close()
    world.bot.environment["TOKEN_ENCRYPTION_KEYS"] = "A" * 43 + "="
    await world.bot.start(wait=False)
    assert await world.bot.ended() == 2
    assert any("encryption key is not the one" in line for line in world.bot.output)


async def test_wrong_settings_are_told_all_at_once(make_world: MakeWorld) -> None:
    world = await make_world()
    await world.bot.stop()
    world.bot.environment.update(
        DISCORD_TOKEN="nonsense",
        SPOTIPY_REDIRECT_URI="http://localhost:8888/callback",
        COMMAND_PREFIX="/",
    )
    mark = len(world.bot.output)
    await world.bot.start(wait=False)
    assert await world.bot.ended() == 2
    said = "".join(world.bot.output[mark:])
    for words in ("DISCORD_TOKEN", "http://127.0.0.1:8888/callback", "COMMAND_PREFIX"):
        assert words in said
