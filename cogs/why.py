"""The command that explains why another one does not work."""

from __future__ import annotations

from collections.abc import Mapping

from discord import app_commands
from discord.ext import commands

from bot.accounts.diagnosis import Diagnoses
from bot.declaration import Declaration, get
from bot.toolkit.answers import answer_interaction, answer_privately, think_privately
from bot.toolkit.component_router import on_component
from bot.toolkit.context import Context
from bot.toolkit.decorators import command
from bot.toolkit.types import Interaction
from bot.ui import buttons
from bot.ui.command_search import bare, find, nearest
from bot.ui.component_ids import PlainId
from bot.ui.help import unknown_command_view
from bot.ui.language import _
from bot.ui.usage import Style, declaration_of, describe
from bot.ui.why import why_view

OPEN = PlainId("why:open")


class WhyCog(commands.Cog, name="Why"):
    """Why a command doesn't work for you."""

    def __init__(
        self, bot: commands.AutoShardedBot, diagnoses: Diagnoses, ids: Mapping[str, int]
    ) -> None:
        self._bot = bot
        self._diagnoses = diagnoses
        self._ids = ids

    @command(
        example="why play",
        reply="private",
        only_shows=True,
        can_be_off=False,
        most_used=True,
        requests=[get("/me/player"), get("/me/player/devices")],
        note="the devices only when nothing plays",
    )
    @app_commands.describe(command="The command that doesn't work; leave empty for all")
    async def why(self, ctx: Context, *, command: str = "") -> None:
        """Show why a command doesn't work for you, and the next step."""
        asked: str | None = None
        declared: Declaration | None = None
        if command.strip():
            found = find(self._bot, command, ctx.clean_prefix)
            if found is None:
                typed, style = bare(command, ctx.clean_prefix), Style(ctx.clean_prefix, self._ids)
                near = nearest(self._bot, typed)
                await ctx.show(unknown_command_view(typed, near, style))
                return
            asked, declared = describe(found).name, declaration_of(found)
        async with ctx.typing():
            diagnosis = await self._diagnoses.of(ctx.viewer, declared)
        button = buttons.press(_("Show it only to me"), OPEN)
        await answer_privately(ctx, why_view(diagnosis, asked), button)

    @on_component(OPEN)
    async def open(self, interaction: Interaction) -> None:
        """Show the diagnosis to the person who pressed."""
        await think_privately(interaction)
        diagnosis = await self._diagnoses.of(interaction.user.id)
        await answer_interaction(interaction, why_view(diagnosis, None))
