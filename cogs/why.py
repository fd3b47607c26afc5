"""Why a command does not work for the person who asks."""

from __future__ import annotations

import re

from discord import app_commands
from discord.ext import commands

from bot.accounts.needs import needs_of
from bot.accounts.standing import Standings
from bot.ui import buttons
from bot.ui.context import Context
from bot.ui.language import _
from bot.ui.why import why_view
from cogs.components import Interaction, answers, think_privately
from cogs.declare import command
from cogs.private import privately

OPEN = "why:open"
_WORD = re.compile(r"[a-z]+")


class WhyCog(commands.Cog, name="Why"):
    """Says what stands between you and a command."""

    def __init__(self, standings: Standings) -> None:
        self._standings = standings

    @command(example="why play")
    @app_commands.describe(command="The command that does not work; leave empty for all")
    async def why(self, ctx: Context, *, command: str = "") -> None:
        """Show what stands between you and a command, and the next step."""
        asked = " ".join(_WORD.findall(command.lower()))[:40] or None
        async with ctx.thinking(private=True):
            standing = await self._standings.of(ctx.viewer, needs_of(asked or ""))
        button = buttons.press(_("Show it to me alone"), OPEN)
        await privately(ctx, why_view(standing, asked), button)

    @answers(OPEN)
    async def open(self, interaction: Interaction) -> None:
        """Show whoever pressed how things stand."""
        await think_privately(interaction)
        standing = await self._standings.of(interaction.user.id, needs_of(""))
        await interaction.followup.send(view=why_view(standing, None), ephemeral=True)
