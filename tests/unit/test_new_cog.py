"""A new cog needs nothing but its class: help, and how it answers, are declared there."""

from __future__ import annotations

import json
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.toolkit.auto_defer import answers_hidden
from bot.toolkit.decorators import command, group, subcommand
from bot.ui.help import overview_view
from bot.ui.usage import Style
from cogs.help import described


class NewCog(commands.Cog, name="Brand new"):
    """What no list knows."""

    @group(example="fresh show", fallback="show", most_used=True)
    async def fresh(self, ctx: commands.Context[Any]) -> None:
        """Show what's fresh."""

    @subcommand(fresh, example="fresh own", reply="private")
    async def own(self, ctx: commands.Context[Any]) -> None:
        """Show what's yours."""

    @command(example="ask", most_used=True)
    async def ask(self, ctx: commands.Context[Any]) -> None:
        """Come after it in help: not by name, but in the order of the class."""


async def _bot() -> commands.AutoShardedBot:
    bot = commands.AutoShardedBot("!", intents=discord.Intents.none(), help_command=None)
    await bot.add_cog(NewCog())
    return bot


def _help(bot: commands.AutoShardedBot, group: str = "") -> str:
    view = overview_view(described(bot), Style("!"), viewer=1, group=group)
    return json.dumps(view.to_components())  # type: ignore[no-untyped-call]


async def test_help_shows_it() -> None:
    bot = await _bot()
    assert "**Brand new**" in _help(bot)
    assert 0 < _help(bot).index("!fresh show") < _help(bot).index("!ask")
    assert "!fresh own" not in _help(bot), "it isn't one of the most used"
    assert "!fresh own" in _help(bot, "Brand new")


async def test_only_its_private_command_thinks_privately() -> None:
    fresh = (await _bot()).tree.get_command("fresh")
    assert isinstance(fresh, app_commands.Group)
    for one in fresh.commands:
        assert isinstance(one, app_commands.Command)
        assert answers_hidden(one) == (one.name == "own")
