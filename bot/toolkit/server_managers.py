"""Asks Discord who may manage a server."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.apps.errors import AppRefused
from bot.toolkit.server_membership import ServerMembership


class ServerManagers:
    """Knows who may manage a server that the bot is in."""

    def __init__(self, bot: commands.AutoShardedBot, membership: ServerMembership) -> None:
        self._bot = bot
        self._membership = membership

    async def may_manage(self, person: int, guild_id: int) -> bool:
        """Whether someone may manage a server now; False if Discord can't tell."""
        return await self._ask(person, guild_id) is True

    async def check(self, person: int, guild_id: int) -> None:
        """Raise AppRefused unless someone may manage a server now."""
        manages = await self._ask(person, guild_id)
        if manages is None:
            raise AppRefused("manager_unknown")
        if not manages:
            raise AppRefused("not_manager")

    async def _ask(self, person: int, guild_id: int) -> bool | None:
        try:
            if self._membership.is_elsewhere(guild_id):
                guild = await self._bot.fetch_guild(guild_id, with_counts=False)
            else:
                known = self._bot.get_guild(guild_id)
                if known is None:
                    return False
                guild = known
            member = await guild.fetch_member(person)
        except (discord.NotFound, discord.Forbidden):
            return False
        except discord.HTTPException:
            return None
        return member.guild_permissions.manage_guild
