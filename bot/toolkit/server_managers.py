"""Asks Discord who may manage a server."""

from __future__ import annotations

import discord
from discord.ext import commands


class ServerManagers:
    """Knows who may manage a server that the bot is in."""

    def __init__(self, bot: commands.AutoShardedBot) -> None:
        self._bot = bot

    async def may_manage(self, person: int, guild_id: int) -> bool:
        """Whether someone may manage a server now; False if Discord can't tell."""
        guild = self._bot.get_guild(guild_id)
        if guild is None:
            return False
        try:
            member = await guild.fetch_member(person)
        except discord.HTTPException:
            return False
        return member.guild_permissions.manage_guild
