"""Shows people whose direct messages are closed what they could not be told."""

from __future__ import annotations

import contextlib

import discord
from discord.ext import commands

from bot.notifications.kinds import Content
from bot.toolkit.answers import answer_interaction
from bot.toolkit.component_router import on_component
from bot.toolkit.context import Context
from bot.toolkit.types import Interaction
from bot.toolkit.unread_notifications import UnreadNotifications
from bot.ui.discord_errors import AnswerLost, NowhereToAnswer
from bot.ui.notifications import OPEN, none_view, notification_view, waiting_view


class NotificationsCog(commands.Cog, name="Notifications"):
    """Shows unread notifications after the next command, only to their reader."""

    def __init__(self, unread: UnreadNotifications) -> None:
        self._unread = unread

    @commands.Cog.listener()
    async def on_command_completion(self, ctx: Context) -> None:
        """Show them after a slash command; after a message, offer a button."""
        if not await self._unread.exist_for(ctx.viewer):
            return
        # What can't be shown now is shown after another command.
        with contextlib.suppress(AnswerLost, NowhereToAnswer, discord.HTTPException):
            if ctx.interaction is not None:
                await self._show(ctx.interaction)
            else:
                await ctx.show(waiting_view())

    @on_component(OPEN)
    async def open(self, interaction: Interaction) -> None:
        """Show the person who pressed their own notifications."""
        if not await self._show(interaction):
            await answer_interaction(interaction, none_view())

    async def _show(self, interaction: Interaction) -> bool:
        async def show(content: Content) -> None:
            await answer_interaction(interaction, notification_view(content))

        return await self._unread.show(interaction.user.id, show)
