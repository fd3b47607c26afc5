"""The bot's hosts: who they are, and how to message them."""

from __future__ import annotations

import logging
import time

import discord
from discord import ui
from discord.ext import commands

from bot.toolkit.answers import send_dm
from bot.ui.discord_errors import HostOnly

_ASK_AGAIN = 3600.0
_ROLES = (discord.TeamMemberRole.admin, discord.TeamMemberRole.developer)
_log = logging.getLogger(__name__)


class BotHost:
    """The hosts: those in the settings, else the application's owner or its team.

    In a team, its owner counts, and everyone who has accepted the role of admin or developer: not
    people who were only invited or have read-only access. Discord is asked again every hour.
    """

    def __init__(self, bot: commands.AutoShardedBot, configured: frozenset[int]) -> None:
        self._bot = bot
        self._configured = configured
        self._known: frozenset[int] = frozenset()
        self._asked_at = -_ASK_AGAIN

    async def ids(self) -> frozenset[int]:
        """Return the Discord IDs of the hosts."""
        if self._configured:
            return self._configured
        if time.monotonic() - self._asked_at >= _ASK_AGAIN:
            try:
                info = await self._bot.application_info()
            except discord.HTTPException:
                if not self._known:
                    raise
                return self._known
            self._known = _of_team(info.team) if info.team else frozenset({info.owner.id})
            self._asked_at = time.monotonic()
        return self._known

    async def check(self, person: int) -> None:
        """Raise HostOnly for everyone else."""
        if person not in await self.ids():
            raise HostOnly

    async def write(self, view: ui.LayoutView) -> bool:
        """Send every host a direct message; False when no one could be reached."""
        reached = False
        for one in sorted(await self.ids()):
            reached = await send_dm(self._bot, one, view) or reached
        if not reached:
            _log.warning("no host can be messaged: direct messages are closed")
        return reached


def _of_team(team: discord.Team) -> frozenset[int]:
    accepted = discord.TeamMembershipState.accepted
    members = {
        one.id for one in team.members if one.membership_state is accepted and one.role in _ROLES
    }
    return frozenset(members | ({team.owner_id} if team.owner_id else set()))
