"""Sends letters by direct message; where those are closed, at the person's next command."""

from __future__ import annotations

import asyncio
import contextlib
import logging

import discord
from discord.ext import commands

from bot.accounts.expiry_reminders import ExpiryReminders
from bot.notifications.outbox import HOSTS, Notification, Outbox
from bot.toolkit.bot_owner import BotOwner, send_to
from bot.toolkit.component_router import Interaction, answers, tell
from bot.toolkit.context import Context
from bot.toolkit.locale import LocaleResolver
from bot.toolkit.worker import Broke, Worker
from bot.ui.errors import AnswerLost, NowhereToAnswer
from bot.ui.notifications import OPEN, letter_view, none_view, waiting_view

_log = logging.getLogger(__name__)
_DISCORDS_FAULT = 500
_BETWEEN = 0.5
"""Seconds between two direct messages: Discord dislikes many at once."""


class NotificationsCog(commands.Cog, name="Letters"):
    """Tells people, once, what they should know."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        letters: Outbox,
        reminding: ExpiryReminders,
        host: BotOwner,
        tongue: LocaleResolver,
        broke: Broke,
    ) -> None:
        self._bot = bot
        self._letters = letters
        self._host = host
        self._tongue = tongue
        self._sender = Worker("letters", letters.seconds_to_next, self._send_due, broke)
        self._reminder = Worker("reminders", reminding.seconds_to_next, reminding.work, broke)

    async def cog_load(self) -> None:
        """Go on with what was left before a restart."""
        self._letters.written.add(self._sender.wake)
        self._sender.start()
        self._reminder.start()

    async def cog_unload(self) -> None:
        """Stop."""
        self._letters.written.remove(self._sender.wake)
        await self._reminder.stop()
        await self._sender.stop()

    @commands.Cog.listener()
    async def on_command_completion(self, ctx: Context) -> None:
        """Tell somebody whose direct messages are closed what waits for them."""
        readers = await self._readers(ctx.viewer)
        if not any([await self._letters.has_closed(one) for one in readers]):
            return
        if ctx.interaction is not None:
            for letter in await self._taken(readers):
                view = letter_view(letter.content)
                await ctx.interaction.followup.send(view=view, ephemeral=True)
        else:
            with contextlib.suppress(AnswerLost, NowhereToAnswer):
                await ctx.show(waiting_view())

    @answers(OPEN)
    async def open(self, interaction: Interaction) -> None:
        """Show whoever pressed their own letters."""
        letters = await self._taken(await self._readers(interaction.user.id))
        if not letters:
            await tell(interaction, none_view())
        for letter in letters:
            await tell(interaction, letter_view(letter.content))

    async def _readers(self, person: int) -> list[int]:
        """Return whose letters a person may read: a host those to the hosts too."""
        return [person, HOSTS] if person in await self._host.ids() else [person]

    async def _taken(self, readers: list[int]) -> list[Notification]:
        return [one for reader in readers for one in await self._letters.take_closed(reader)]

    async def _send_due(self) -> None:
        for letter in await self._letters.due():
            await self._send(letter)
            await asyncio.sleep(_BETWEEN)

    async def _send(self, letter: Notification) -> None:
        try:
            if await self._delivered(letter):
                await self._letters.sent(letter)
            else:
                await self._letters.not_sent(letter)
        except discord.HTTPException as failure:
            if failure.status < _DISCORDS_FAULT:
                await self._letters.not_sent(letter)
                return
            _log.warning("a letter could not be sent: HTTP %s; trying again", failure.status)
            raise

    async def _delivered(self, letter: Notification) -> bool:
        await self._tongue.speak_as(letter.discord_id, None)
        view = letter_view(letter.content)
        if letter.discord_id == HOSTS:
            return await self._host.write(view)
        return await send_to(self._bot, letter.discord_id, view)
