"""What all context menus share: how they are registered, and where they are allowed."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.declaration import Declaration, Reply
from bot.toolkit.presses import PressLimits
from bot.toolkit.server_rules import ServerRulesCheck, place_of
from bot.toolkit.types import Interaction
from bot.ui.usage import declared_as

Menu = (
    Callable[[Interaction, discord.Message], Coroutine[Any, Any, None]]
    | Callable[[Interaction, discord.User], Coroutine[Any, Any, None]]
)
_STANDS_FOR = "stands_for"


class Menus(commands.Cog):
    """What all context menus share: how they are registered, and where they are allowed."""

    def __init__(
        self, bot: commands.AutoShardedBot, server_rules: ServerRulesCheck, limits: PressLimits
    ) -> None:
        self._bot = bot
        self._server_rules = server_rules
        self._limits = limits

    def _add(
        self, name: str, handler: Menu, stands_for: str | None = None, *, reply: Reply = "private"
    ) -> None:
        """Add a menu; it follows the rules of the command it stands for."""
        menu = app_commands.ContextMenu(
            name=app_commands.locale_str(name),
            callback=handler,
            extras={**declared_as(Declaration(name, reply=reply)), _STANDS_FOR: stands_for},
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        menu.add_check(self._allow)
        self._bot.tree.add_command(menu)

    async def _allow(self, interaction: Interaction) -> bool:
        """Check the server's rules for the command that a menu stands for, and its limit.

        Raises CommandOff, ChannelOff, and CommandOnCooldown above the limit: a menu costs as much
        as its command.
        """
        menu = interaction.command
        if menu is None:
            return False
        self._limits.count(interaction.user.id, f"menu {menu.name}")
        command = menu.extras[_STANDS_FOR]
        if command is not None:
            await self._server_rules.allow(interaction.guild, place_of(interaction), command)
        return True
