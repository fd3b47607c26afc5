"""Sends notifications by direct message; what can't be sent waits for the next command."""

from __future__ import annotations

import asyncio
import logging

import discord
from discord.ext import commands

from bot.accounts.housekeeping import Housekeeping
from bot.notifications.outbox import HOSTS, Notification, Outbox
from bot.toolkit.answers import send_dm
from bot.toolkit.bot_host import BotHost
from bot.toolkit.request_scope import RequestScope
from bot.toolkit.rest_retries import SERVER_FAULT
from bot.toolkit.worker import ReportFault, Worker
from bot.ui.notifications import notification_view

_log = logging.getLogger(__name__)
_BETWEEN = 0.5
"""Seconds between two direct messages, because Discord limits bursts."""


class NotificationSender(commands.Cog, name="NotificationSender"):
    """Delivers each notification once, and runs the housekeeping that writes reminders."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        outbox: Outbox,
        housekeeping: Housekeeping,
        host: BotHost,
        request_scope: RequestScope,
        report_fault: ReportFault,
    ) -> None:
        self._bot = bot
        self._outbox = outbox
        self._host = host
        self._request_scope = request_scope
        self._sender = Worker("notifications", outbox.seconds_to_next, self._send_due, report_fault)
        self._housekeeper = Worker(
            "housekeeping", housekeeping.seconds_to_next, housekeeping.work, report_fault
        )

    async def cog_load(self) -> None:
        """Continue with what was pending before a restart."""
        self._outbox.written.add(self._sender.wake_in)
        self._sender.start()
        self._housekeeper.start()

    async def cog_unload(self) -> None:
        """Stop the workers."""
        self._outbox.written.remove(self._sender.wake_in)
        await self._housekeeper.stop()
        await self._sender.stop()

    async def _send_due(self) -> None:
        for notification in await self._outbox.due():
            if await self._outbox.claim(notification):
                await self._send(notification)
                await asyncio.sleep(_BETWEEN)

    async def _send(self, notification: Notification) -> None:
        try:
            if await self._delivered(notification):
                await self._outbox.sent(notification)
            else:
                await self._outbox.not_sent(notification)
        except discord.HTTPException as failure:
            if failure.status < SERVER_FAULT:
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
