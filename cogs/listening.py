"""What people are listening to."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.accounts.listening import Listening
from bot.ui.buttons import REFRESH
from bot.ui.context import Context
from bot.ui.playing import now_playing_view
from cogs.components import Interaction, NotYours, answers
from cogs.declare import command
from cogs.sharing import Sharing


class ListeningCog(commands.Cog, name="Listening"):
    """What people are listening to."""

    def __init__(self, listening: Listening, sharing: Sharing) -> None:
        self._listening = listening
        self._sharing = sharing

    @command(aliases=["np", "now"], example="nowplaying @Mira")
    @app_commands.describe(person="Somebody who shares it with you; leave empty for yourself")
    @commands.cooldown(8, 20, commands.BucketType.user)
    async def nowplaying(
        self, ctx: Context, *, person: discord.Member | discord.User = commands.Author
    ) -> None:
        """Show what you, or someone who shares it, are playing."""
        async with ctx.typing():
            shares = await self._sharing.between(ctx.guild, ctx.author, person)
            view = await self._card(person, ctx.author, shares_server=shares)
        await ctx.show(view)

    @answers(REFRESH)
    async def refresh(self, interaction: Interaction, person: int, viewer: int) -> None:
        """Look again, for the person shown and for the one who asked."""
        if interaction.user.id not in (person, viewer):
            raise NotYours
        await interaction.response.defer()
        who: discord.abc.User = interaction.user
        if person != interaction.user.id:
            who = await self._sharing.person(interaction.guild, person)
        shares = await self._sharing.between(interaction.guild, interaction.user, who)
        card = await self._card(who, interaction.user, shares_server=shares)
        await interaction.edit_original_response(view=card)

    async def _card(
        self, who: discord.abc.User, viewer: discord.abc.User, *, shares_server: bool
    ) -> discord.ui.LayoutView:
        now = await self._listening.now_playing(
            who.id, viewer=viewer.id, shares_server=shares_server
        )
        return now_playing_view(
            now, person_id=who.id, person_name=who.display_name, viewer_id=viewer.id
        )
