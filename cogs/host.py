"""Whoever hosts the bot: who they are, and writing to them."""

from __future__ import annotations

import logging

import discord
from discord import ui
from discord.ext import commands

from bot.ui.errors_usage import OwnerOnly

_log = logging.getLogger(__name__)


class Host:
    """The owners: those of the settings, else the application's owner or team."""

    def __init__(self, bot: commands.AutoShardedBot, configured: frozenset[int]) -> None:
        self._bot = bot
        self._ids = configured

    async def ids(self) -> frozenset[int]:
        """Return the Discord IDs of the hosts."""
        if not self._ids:
            info = await self._bot.application_info()
            members = info.team.members if info.team else [info.owner]
            self._ids = frozenset(one.id for one in members)
        return self._ids

    async def check(self, person: int) -> None:
        """Raise OwnerOnly for everybody else."""
        if person not in await self.ids():
            raise OwnerOnly

    async def write(self, view: ui.LayoutView) -> bool:
        """Send every host a direct message; False when nobody could be reached."""
        reached = False
        for one in sorted(await self.ids()):
            reached = await send_to(self._bot, one, view) or reached
        if not reached:
            _log.warning("no host of the bot can be written to: direct messages are closed")
        return reached


async def send_to(bot: commands.AutoShardedBot, person_id: int, view: ui.LayoutView) -> bool:
    """Send a direct message; False when they are closed or the person is gone."""
    try:
        person = await bot.fetch_user(person_id)
        await person.send(view=view)
    except (discord.Forbidden, discord.NotFound):
        return False
    return True
