"""Welcomes a server that has added the bot: one message, where the server wants such messages.

Discord announces a server when the bot joins, but also at every start and after an outage. What
tells a new one is when the bot joined: within the last day, so that one that added the bot
while it was down is welcomed too. Each server is claimed in the database before anything is
sent, so it gets at most one message in a month, whatever restarts or is added again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Mapping

import discord
from discord.ext import commands

from bot.accounts.errors import NotSaved
from bot.accounts.preferences import Rules, ServerRules
from bot.accounts.welcomes import Welcomes
from bot.toolkit.answers import send_dm
from bot.toolkit.request_scope import RequestScope
from bot.toolkit.welcome_places import welcome_channels, who_added
from bot.toolkit.worker import ReportFault, Worker
from bot.ui.language import language_of, set_locale
from bot.ui.usage import CommandHelp, Style, declaration_of, describe
from bot.ui.welcome import welcome_view

_log = logging.getLogger(__name__)

_NEW = 24 * 3600.0
_BETWEEN = 1.0
"""Seconds between two welcomes, because Discord limits all messages of a bot."""

_MOST_WAITING = 1000
_TO_TRY = 3
"""How many commands are shown, each from another group."""


class WelcomeSender(commands.Cog, name="WelcomeSender"):
    """Sends the welcomes, one after the other; what fails isn't tried again."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        welcomes: Welcomes,
        rules: ServerRules,
        request_scope: RequestScope,
        ids: Mapping[str, int],
        report_fault: ReportFault,
    ) -> None:
        self._bot = bot
        self._welcomes = welcomes
        self._rules = rules
        self._request_scope = request_scope
        self._ids = ids
        self._waiting: OrderedDict[int, None] = OrderedDict()
        self._worker = Worker("welcomes", self._seconds_to_next, self._send_all, report_fault)

    async def cog_load(self) -> None:
        """Start the worker."""
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop the worker."""
        await self._worker.stop()

    @commands.Cog.listener("on_guild_join")
    @commands.Cog.listener("on_guild_available")
    async def came(self, guild: discord.Guild) -> None:
        """Welcome a server that is new."""
        joined = guild.me.joined_at if guild.me is not None else None
        new = joined is not None and time.time() - joined.timestamp() < _NEW
        if new and len(self._waiting) < _MOST_WAITING:
            self._waiting[guild.id] = None
            self._worker.wake()

    async def _seconds_to_next(self) -> float | None:
        return 0.0 if self._waiting else None

    async def _send_all(self) -> None:
        await self._bot.wait_until_ready()
        while self._waiting:
            guild_id, _ = self._waiting.popitem(last=False)
            if await self._welcome(guild_id):
                await asyncio.sleep(_BETWEEN)

    async def _welcome(self, guild_id: int) -> bool:
        """Welcome a server, unless it has been or the bot is gone; True if something was sent."""
        guild = self._bot.get_guild(guild_id)
        if guild is None:
            return False
        try:
            rules = await self._rules.of(guild_id)
            if not await self._welcomes.claim(guild_id):
                return False
        except NotSaved:
            _log.info("a new server is not welcomed: the database can't be used right now")
            return False
        try:
            return await self._in_channel(guild, rules) or await self._by_dm(guild, rules)
        except discord.HTTPException as failure:
            _log.info("a new server is not welcomed: HTTP %s", failure.status)
            return True

    async def _in_channel(self, guild: discord.Guild, rules: Rules) -> bool:
        set_locale(language_of(str(guild.preferred_locale)))
        view = welcome_view(self._to_try(rules), Style("/", self._ids))
        for channel in welcome_channels(guild, rules.channels):
            try:
                await channel.send(view=view, silent=True)
            except (discord.Forbidden, discord.NotFound):
                continue
            return True
        return False

    async def _by_dm(self, guild: discord.Guild, rules: Rules) -> bool:
        person = await who_added(guild)
        if person is None or self._bot.get_guild(guild.id) is None:
            return False
        await self._request_scope.begin_for_person(person, str(guild.preferred_locale))
        view = welcome_view(self._to_try(rules), Style("/", self._ids), server=guild.name)
        return await send_dm(self._bot, person, view)

    def _to_try(self, rules: Rules) -> list[CommandHelp]:
        """Return the first of the most used commands of each group, if the server allows it."""
        found: dict[str, CommandHelp] = {}
        for cog in self._bot.cogs.values():
            for one in cog.get_commands():
                declared = declaration_of(one)
                if declared.most_used and declared.can_be_off and one.name not in rules.off:
                    found.setdefault(cog.qualified_name, describe(one))
        return list(found.values())[:_TO_TRY]
