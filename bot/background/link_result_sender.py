"""Updates the message that offered a link once the link has ended."""

from __future__ import annotations

import asyncio
import logging

import discord
from discord.ext import commands

from bot.accounts.linked_roles import LinkedRoles
from bot.background.commands_after_link import CommandsAfterLink
from bot.linking.link_results import EndedAttempt, LinkResultQueue
from bot.toolkit.request_scope import RequestScope
from bot.toolkit.stored_messages import edit_if_there
from bot.toolkit.worker import ReportFault
from bot.ui.account import result_view

_log = logging.getLogger(__name__)
_AFTER_A_FAULT = 5.0


class LinkResultSender(commands.Cog, name="LinkResultSender"):
    """Tells people how their link ended."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        results: LinkResultQueue,
        roles: LinkedRoles,
        after_link: CommandsAfterLink,
        request_scope: RequestScope,
        report_fault: ReportFault,
    ) -> None:
        self._bot = bot
        self._roles = roles
        self._results = results
        self._after_link = after_link
        self._request_scope = request_scope
        self._report_fault = report_fault
        self._task: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        """First publish the results that an earlier process left unpublished."""
        await self._results.begin()
        self._task = asyncio.create_task(self._tell_all())

    async def cog_unload(self) -> None:
        """Stop the task."""
        if self._task is not None:
            self._task.cancel()

    async def _tell_all(self) -> None:
        while True:
            try:
                ended = await self._results.next()
            except Exception as error:
                await self._report_fault("loop link results", error)
                await asyncio.sleep(_AFTER_A_FAULT)
                continue
            try:
                await self._tell(ended)
                await self._results.told(ended)
                self._carry_on(ended)
                if ended.result.outcome == "linked":
                    await self._roles.show(ended.discord_id)
            except discord.Forbidden:
                await self._results.told(ended)
                self._carry_on(ended)
                _log.info("a link result could not be sent: direct messages are closed")
            except Exception as error:
                _log.warning("a link result could not be sent: %s", type(error).__name__)
                await self._report_fault("loop link results", error)
            finally:
                self._results.finished(ended)

    async def _tell(self, ended: EndedAttempt) -> None:
        await self._request_scope.begin_for_person(ended.discord_id, None)
        there = await self._after_link.there(ended.waiting) if ended.waiting else frozenset[str]()
        still_waiting = [one for one in ended.waiting if one in there]
        seen = False
        for shown in ended.shown:
            view = result_view(ended.result, ended.ref, here=shown.waiting, kept=still_waiting)
            seen |= await edit_if_there(self._bot, shown.message, view)
        if seen:
            return
        _log.info("the messages that offered a link are gone; sending a direct message")
        person = await self._bot.fetch_user(ended.discord_id)
        await person.send(view=result_view(ended.result, ended.ref, kept=still_waiting))

    def _carry_on(self, ended: EndedAttempt) -> None:
        if not ended.waiting or ended.result.outcome != "linked":
            return
        self._after_link.run_soon(ended.waiting)
