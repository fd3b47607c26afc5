"""Taking back what a command changed, by the button under its answer."""

from __future__ import annotations

from discord.ext import commands

from bot.music import undo
from bot.toolkit.component_router import Interaction, acknowledge, answers, replace
from bot.ui import undo as shown


class UndoCog(commands.Cog, name="Undo"):
    """Answers the Undo buttons."""

    def __init__(self, changes: undo.Undo) -> None:
        self._changes = changes

    @answers(shown.TakeBack)
    async def press(self, interaction: Interaction, pressed: shown.TakeBack) -> None:
        """Take a change back, once, for whoever made it."""
        await self._changes.check(pressed.note, interaction.user.id)
        await acknowledge(interaction)
        what = await self._changes.run(pressed.note, interaction.user.id)
        await replace(interaction, shown.undone_view(what))
