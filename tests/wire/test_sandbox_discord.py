"""The simulated Discord itself, with a small bot of discord.py's that uses all of it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands, ui
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from sandbox.discord.errors import DiscordError
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.words import buttons_of, words_of
from tests.world import until


class Form(ui.Modal, title="A form"):
    word: ui.TextInput[Form] = ui.TextInput(label="Word", custom_id="word")

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        await interaction.response.send_message(f"you wrote {self.word.value}", ephemeral=True)


class Buttons(ui.View):
    @ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: discord.Interaction[Any], _: ui.Button[Buttons]) -> None:
        await interaction.response.send_modal(Form())

    @ui.button(label="Change", custom_id="change")
    async def change(self, interaction: discord.Interaction[Any], _: ui.Button[Buttons]) -> None:
        await interaction.response.edit_message(content="changed")


class Small(commands.AutoShardedBot):
    def __init__(self) -> None:
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__("?", intents=intents, shard_count=2, help_command=None)

    async def setup_hook(self) -> None:
        @self.command()
        async def buttons(ctx: commands.Context[Any]) -> None:
            await ctx.send("press", view=Buttons(timeout=None))

        @self.command()
        async def picture(ctx: commands.Context[Any]) -> None:
            await ctx.send(file=discord.File(io.BytesIO(b"picture"), "p.png"))

        @self.tree.command(description="Says a word")
        async def say(interaction: discord.Interaction[Any], word: str, often: int = 1) -> None:
            await interaction.response.defer(thinking=True, ephemeral=True)
            await interaction.followup.send(word * often)
            await interaction.followup.send("and more", ephemeral=True)

        @say.autocomplete("word")
        async def suggest(_: Any, current: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=current + "!", value=current + "!")]

        @self.tree.command(description="Never answers")
        async def silent(interaction: discord.Interaction[Any]) -> None:
            await asyncio.sleep(0)

        @self.tree.context_menu(name="Length")
        async def length(interaction: discord.Interaction[Any], message: discord.Message) -> None:
            await interaction.response.send_message(str(len(message.content)))

        @self.tree.context_menu(name="Who")
        async def who(interaction: discord.Interaction[Any], user: discord.Member) -> None:
            await interaction.response.send_message(user.display_name)

        self.add_view(Buttons(timeout=None))
        await self.tree.sync()


@pytest.fixture(scope="module")
async def discord_with_bot() -> AsyncIterator[tuple[DiscordSandbox, Small]]:
    sandbox = await DiscordSandbox.start()
    before = (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)
    Route.BASE = sandbox.api_url
    DiscordWebSocket.DEFAULT_GATEWAY = URL(sandbox.gateway.address)
    bot = Small()
    running = asyncio.create_task(bot.start(sandbox.bot_token))
    await sandbox.wait_for(lambda: len(sandbox.gateway.sessions) == 2 and sandbox.commands())
    yield sandbox, bot
    await bot.close()
    await running
    await sandbox.close()
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


World = tuple[DiscordSandbox, Small]


async def test_two_shards_each_with_their_servers(discord_with_bot: World) -> None:
    sandbox, bot = discord_with_bot
    await sandbox.wait_for(lambda: len(bot.guilds) == 2)
    assert sandbox.gateway.identifies == 2
    guild = sandbox.world.add_guild("Later", ["late"], [sandbox.world.person("mira")])
    await sandbox.gateway.guild_created(guild)
    await sandbox.send("mira", "late", "?buttons")
    await sandbox.sees("mira", "late", "press")


async def test_buttons_modals_and_edits(discord_with_bot: World) -> None:
    sandbox, bot = discord_with_bot
    await sandbox.send("mira", "general", "?buttons")
    message = await sandbox.sees("mira", "general", "press")
    one = await sandbox.press("mira", message["id"], buttons_of(message)["Ask"]["custom_id"])
    await sandbox.wait_for(lambda: one.modal)
    await until(lambda: bot._connection._view_store._modals)
    await sandbox.submit_modal(one.id, {"word": "lantern"})
    answer = await sandbox.sees("mira", "general", "you wrote lantern")
    assert answer["ephemeral"]
    assert "lantern" not in str(sandbox.messages("jonas.k", "general"))
    await sandbox.press("mira", message["id"], "change")
    await sandbox.sees("mira", "general", "changed")
    with pytest.raises(DiscordError):
        await sandbox.press("mira", message["id"], "no-such-button")


async def test_slash_options_autocomplete_and_follow_ups(discord_with_bot: World) -> None:
    sandbox, _ = discord_with_bot
    choices = await sandbox.autocomplete("mira", "dm", "say", {"word": "hey"}, "word")
    assert choices == [{"name": "hey!", "value": "hey!"}]
    one = await sandbox.command("mira", "dm", "say", {"word": "ha", "often": 3})
    answer = await sandbox.sees("mira", "dm", "hahaha")
    assert int(answer["id"]) == one.original, "the first follow-up takes the place of thinking…"
    await sandbox.sees("mira", "dm", "and more")


async def test_context_menus(discord_with_bot: World) -> None:
    sandbox, _ = discord_with_bot
    sent = await sandbox.send("mira", "music", "twelve marks")
    await sandbox.command("mira", "music", "Length", kind=3, target=sent.id)
    await sandbox.sees("mira", "music", "12")
    jonas = sandbox.world.person("jonas.k")
    await sandbox.command("mira", "music", "Who", kind=2, target=jonas.id)
    await sandbox.sees("mira", "music", "Jonas")


async def test_attachments_are_kept_and_served(discord_with_bot: World) -> None:
    sandbox, _ = discord_with_bot
    sent = await sandbox.send("mira", "general", "?picture")
    message = await sandbox.sees("mira", "general", "", after=sent.id)
    async with (
        aiohttp.ClientSession() as session,
        session.get(message["attachments"][0]["url"]) as answer,
    ):
        assert await answer.read() == b"picture"


async def test_an_interaction_without_answer_fails_after_three_seconds(
    discord_with_bot: World,
) -> None:
    sandbox, _ = discord_with_bot
    sandbox.interactions.answer_within = 0.3
    one = await sandbox.command("mira", "general", "silent")
    await sandbox.wait_for(lambda: one.failed)
    sandbox.interactions.answer_within = 3.0
    with pytest.raises(DiscordError) as caught:
        await sandbox.interactions.answer(one.id, one.token, {"type": 4, "data": {"content": "x"}})
    assert caught.value.code == 10062


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"content": "x" * 2001}, 50035),
        ({}, 50006),
        ({"embeds": [{"title": "x" * 257}]}, 50035),
        ({"embeds": [{"description": "x" * 3500}] * 2}, 50035),
        ({"content": "x", "flags": 1 << 15}, 50035),
        ({"flags": 1 << 15, "components": [{"type": 10, "content": "x" * 4001}]}, 50035),
        ({"flags": 1 << 15, "components": [{"type": 10, "content": "x"}] * 41}, 50035),
        ({"components": [{"type": 1, "components": []}]}, 50035),
        (
            {"components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "x"}]}]},
            50035,
        ),
        (
            {
                "components": [
                    {
                        "type": 1,
                        "components": [
                            {"type": 2, "style": 5, "label": "x", "url": "https://x/" + "y" * 512}
                        ],
                    }
                ]
            },
            50035,
        ),
        (
            {
                "components": [
                    {
                        "type": 1,
                        "components": [
                            {"type": 2, "style": 1, "label": "x", "custom_id": "same"},
                            {"type": 2, "style": 1, "label": "y", "custom_id": "same"},
                        ],
                    }
                ]
            },
            50035,
        ),
    ],
)
async def test_limits_are_enforced(
    discord_with_bot: World, body: dict[str, Any], code: int
) -> None:
    sandbox, _ = discord_with_bot
    channel = sandbox.world.channel("general")
    headers = {"Authorization": f"Bot {sandbox.bot_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{sandbox.api_url}/channels/{channel.id}/messages", json=body) as answer,
    ):
        assert answer.status == 400
        assert (await answer.json())["code"] == code


async def test_closed_direct_messages_and_a_wrong_token(discord_with_bot: World) -> None:
    sandbox, bot = discord_with_bot
    ayla = sandbox.world.person("ayla_w")
    ayla.dms_open = False
    user = await bot.fetch_user(ayla.id)
    with pytest.raises(discord.Forbidden) as caught:
        await user.send("hello")
    assert caught.value.code == 50007
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{sandbox.api_url}/users/@me") as answer,
    ):
        assert answer.status == 401


async def test_pings_are_counted_unless_forbidden(discord_with_bot: World) -> None:
    sandbox, bot = discord_with_bot
    channel = bot.get_partial_messageable(sandbox.world.channel("general").id)
    await channel.send("@everyone", allowed_mentions=discord.AllowedMentions.none())
    assert sandbox.world.pings == []
    message = await channel.send("@everyone")
    assert [one[0] for one in sandbox.world.pings] == [message.id]
    assert words_of(sandbox.world.messages[message.id].data) == "@everyone"
