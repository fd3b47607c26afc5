"""Checks whether a server allows a command here: its channels, and the commands it turned off.

Menus and buttons that stand for a command follow its rules (`stands_for`): ▶ Play below an answer
does what `play` does.
"""

from __future__ import annotations

from typing import Any

import discord
from discord.ext import commands

from bot.accounts.errors import NotSaved
from bot.accounts.preferences import ServerRules
from bot.toolkit.types import Interaction
from bot.ui.discord_errors import BotNotInServer, ChannelOff, CommandOff, ServerOnly
from bot.ui.usage import declaration_of, is_for_servers


class ServerRulesCheck:
    """Checks the server's rules before a command runs."""

    def __init__(self, rules: ServerRules) -> None:
        self._rules = rules

    async def prefix(self, guild: discord.Guild | None, host_prefix: str) -> str:
        """Return the prefix in use where a message was written; the host's if it can't be read.

        It doesn't raise: someone whose command can't be carried out is told so.
        """
        if guild is None:
            return host_prefix
        try:
            return await self._rules.prefix(guild.id) or host_prefix
        except NotSaved:
            return host_prefix

    async def check(self, ctx: commands.Context[Any]) -> bool:
        """Allow a command; raises CommandOff, ChannelOff, ServerOnly or BotNotInServer."""
        if is_for_servers(ctx.command):
            _need_server(ctx)
        root = ctx.command and (ctx.command.root_parent or ctx.command)
        if root is not None and declaration_of(root).can_be_off:
            try:
                await self.allow(ctx.guild, ctx.channel, root.name)
            except NotSaved as error:
                # discord.py lets a check's other errors pass by: nobody would be told.
                raise commands.CommandInvokeError(error) from error
        return True

    async def allow(
        self, guild: discord.Guild | None, channel: discord.abc.Snowflake, name: str
    ) -> None:
        """Raise CommandOff or ChannelOff if a server doesn't allow this command here.

        A thread follows the rules of its channel.
        """
        if guild is None:
            return
        rules = await self._rules.of(guild.id)
        if name in rules.off:
            raise CommandOff
        places = {channel.id, getattr(channel, "parent_id", None)}
        if rules.channels and not places & rules.channels:
            raise ChannelOff


def place_of(interaction: Interaction) -> discord.abc.Snowflake:
    """Return the channel or thread where something was pressed or chosen."""
    return interaction.channel or discord.Object(interaction.channel_id or 0)


def _need_server(ctx: commands.Context[Any]) -> None:
    if ctx.guild is None:
        raise ServerOnly
    # As a user-installed app, a command also works in servers the bot is not in.
    if ctx.bot.get_guild(ctx.guild.id) is None:
        raise BotNotInServer
