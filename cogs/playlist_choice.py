"""Runs a command that waited for its person to say which playlist they mean."""

from __future__ import annotations

from discord.ext import commands

from bot.toolkit.answers import acknowledge, edit_pressed
from bot.toolkit.component_router import chosen, on_component, require_presser
from bot.toolkit.playlist_choice import PlaylistChoice
from bot.toolkit.types import Interaction
from bot.ui import playlists as shown
from bot.ui.discord_errors import TooOld


class PlaylistChoiceCog(commands.Cog, name="PlaylistChoice"):
    """Handles the choice between playlists with similar names."""

    def __init__(self, choice: PlaylistChoice) -> None:
        self._choice = choice

    @on_component(shown.WhichSelect)
    async def choose(self, interaction: Interaction, pressed: shown.WhichSelect) -> None:
        """Run the waiting command, once, for the person who used it."""
        require_presser(interaction, pressed.viewer)
        if not await self._choice.is_open(pressed.waiting, pressed.viewer):
            raise TooOld
        await acknowledge(interaction)
        await edit_pressed(interaction, shown.chosen_view())
        if not await self._choice.run(pressed.waiting, chosen(interaction)):
            raise TooOld
