"""Notes, after a command was answered, who uses the bot in which server."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.accounts.server_people import ServerPeople
from bot.toolkit.context import Context


class ServerPeopleCog(commands.Cog, name="ServerPeople"):
    """So that `listening` asks for the people of its own server."""

    def __init__(self, bot: commands.AutoShardedBot, people: ServerPeople) -> None:
        self._bot = bot
        self._people = people

    @commands.Cog.listener()
    async def on_command_completion(self, ctx: Context) -> None:
        """Note the person, if the bot is in that server too."""
        if ctx.guild is not None and self._bot.get_guild(ctx.guild.id) is not None:
            await self._people.note(ctx.guild.id, ctx.viewer)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget a server that the bot has left."""
        await self._people.left(guild.id)
