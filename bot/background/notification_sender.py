"""Sends notifications by direct message or, if those are closed, at the next command."""

from __future__ import annotations

import asyncio
import contextlib
import logging

import discord
from discord.ext import commands

from bot.accounts.expiry_reminders import ExpiryReminders
from bot.notifications.outbox import HOSTS, Notification, Outbox
from bot.toolkit.answers import answer_presser, send_dm
from bot.toolkit.bot_host import BotHost
from bot.toolkit.component_router import Interaction, on_component
from bot.toolkit.context import Context
from bot.toolkit.request_scope import RequestScope
from bot.toolkit.worker import ReportFault, Worker
from bot.ui.discord_errors import AnswerLost, NowhereToAnswer
from bot.ui.notifications import OPEN, none_view, notification_view, waiting_view

_log = logging.getLogger(__name__)
_DISCORDS_FAULT = 500
_BETWEEN = 0.5
"""Seconds between two direct messages, because Discord limits bursts."""


class NotificationsCog(commands.Cog, name="Notifications"):
    """Delivers each notification once, and runs the reminders."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        outbox: Outbox,
        reminding: ExpiryReminders,
        host: BotHost,
        request_scope: RequestScope,
        report_fault: ReportFault,
    ) -> None:
        self._bot = bot
        self._outbox = outbox
        self._host = host
        self._request_scope = request_scope
        self._sender = Worker("notifications", outbox.seconds_to_next, self._send_due, report_fault)
        self._reminder = Worker(
            "reminders", reminding.seconds_to_next, reminding.work, report_fault
        )

    async def cog_load(self) -> None:
        """Continue with what was pending before a restart."""
        self._outbox.written.add(self._sender.wake)
        self._sender.start()
        self._reminder.start()

    async def cog_unload(self) -> None:
        """Stop the workers."""
        self._outbox.written.remove(self._sender.wake)
        await self._reminder.stop()
        await self._sender.stop()

    @commands.Cog.listener()
    async def on_command_completion(self, ctx: Context) -> None:
        """Deliver pending notifications to someone whose direct messages are closed."""
        readers = await self._readers(ctx.viewer)
        if not any([await self._outbox.has_closed(one) for one in readers]):
            return
        if ctx.interaction is not None:
            for notification in await self._taken(readers):
                view = notification_view(notification.content)
                await answer_presser(ctx.interaction, view)
        else:
            with contextlib.suppress(AnswerLost, NowhereToAnswer):
                await ctx.show(waiting_view())

    @on_component(OPEN)
    async def open(self, interaction: Interaction) -> None:
        """Show the person who pressed their own notifications."""
        notifications = await self._taken(await self._readers(interaction.user.id))
        if not notifications:
            await answer_presser(interaction, none_view())
        for notification in notifications:
            await answer_presser(interaction, notification_view(notification.content))

    async def _readers(self, person: int) -> list[int]:
        """Return whose notifications a person may read: hosts also read the hosts'."""
        return [person, HOSTS] if person in await self._host.ids() else [person]

    async def _taken(self, readers: list[int]) -> list[Notification]:
        return [one for reader in readers for one in await self._outbox.take_closed(reader)]

    async def _send_due(self) -> None:
        for notification in await self._outbox.due():
            await self._send(notification)
            await asyncio.sleep(_BETWEEN)

    async def _send(self, notification: Notification) -> None:
        try:
            if await self._delivered(notification):
                await self._outbox.sent(notification)
            else:
                await self._outbox.not_sent(notification)
        except discord.HTTPException as failure:
            if failure.status < _DISCORDS_FAULT:
                await self._outbox.not_sent(notification)
                return
            _log.warning("a notification could not be sent: HTTP %s; trying again", failure.status)
            raise

    async def _delivered(self, notification: Notification) -> bool:
        await self._request_scope.begin_for_person(notification.discord_id, None)
        view = notification_view(notification.content)
        if notification.discord_id == HOSTS:
            return await self._host.write(view)
        return await send_dm(self._bot, notification.discord_id, view)
