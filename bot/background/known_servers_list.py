"""Keeps the list of servers that processes share right, for the shards of this one."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.accounts.known_servers import KnownServers
from bot.toolkit.server_membership import ServerMembership
from bot.toolkit.worker import ReportFault, Worker

_LOOKS_EVERY = 300.0


class KnownServersCog(commands.Cog, name="KnownServers"):
    """Does nothing where one process has all shards: no one else needs to know its servers."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        known: KnownServers,
        membership: ServerMembership,
        report_fault: ReportFault,
    ) -> None:
        self._bot = bot
        self._known = known
        self._membership = membership
        self._worker = Worker("servers", self._seconds_to_next, self._reconcile, report_fault)

    async def cog_load(self) -> None:
        """Start, if there are other processes."""
        if self._membership.some_elsewhere:
            self._worker.start()

    async def cog_unload(self) -> None:
        """Stop the worker."""
        await self._worker.stop()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Compare the list with the servers of this process's shards, which are all known now."""
        self._worker.wake()

    @commands.Cog.listener("on_guild_available")
    @commands.Cog.listener("on_guild_join")
    async def add(self, guild: discord.Guild) -> None:
        """Add a server."""
        del guild
        self._worker.wake()

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Remove a server that the bot has left."""
        del guild
        self._worker.wake()

    async def _seconds_to_next(self) -> float:
        return _LOOKS_EVERY

    async def _reconcile(self) -> None:
        if not self._bot.is_ready():
            return
        present = [guild.id for guild in self._bot.guilds]
        try:
            await self._known.reconcile(self._membership.shards, present)
        except Exception:
            # Tried again after the worker's pause, not only at the next look.
            self._worker.wake()
            raise
