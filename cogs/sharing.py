"""Whether two people are members of one server at this moment."""

from __future__ import annotations

import asyncio
import time

import discord
from discord.ext import commands

_SERVERS_ASKED = 25
_KEPT_FOR = 120.0
_KEPT_AT_MOST = 1000


class Sharing:
    """Looks at the server where a command was given, and in direct messages asks Discord."""

    def __init__(self, bot: commands.AutoShardedBot) -> None:
        self._bot = bot
        self._kept: dict[tuple[int, int], tuple[float, bool]] = {}

    async def between(
        self,
        guild: discord.Guild | None,
        viewer: discord.abc.User,
        person: discord.abc.User,
        *,
        fresh: bool = False,
    ) -> bool:
        """Return whether both are in `guild`, or without one in any server of the bot's.

        With `fresh` nothing that was kept from asking before counts.
        """
        if viewer.id == person.id:
            return True
        if guild is not None:
            return self._bot.get_guild(guild.id) is not None and isinstance(person, discord.Member)
        key = (min(viewer.id, person.id), max(viewer.id, person.id))
        kept = self._kept.get(key)
        if fresh or kept is None or kept[0] < time.monotonic():
            if len(self._kept) >= _KEPT_AT_MOST:
                self._kept.clear()
            kept = (time.monotonic() + _KEPT_FOR, await self._in_any(*key))
            self._kept[key] = kept
        return kept[1]

    async def person(
        self, guild: discord.Guild | None, user_id: int
    ) -> discord.Member | discord.User:
        """Return somebody by ID: as a member where they are one of `guild`."""
        known = self._bot.get_guild(guild.id) if guild is not None else None
        if known is not None:
            try:
                return await known.fetch_member(user_id)
            except discord.NotFound:
                pass
        return await self._bot.fetch_user(user_id)

    async def _in_any(self, one: int, other: int) -> bool:
        for guild in self._bot.guilds[:_SERVERS_ASKED]:
            if all(await asyncio.gather(_has(guild, one), _has(guild, other))):
                return True
        return False


async def _has(guild: discord.Guild, user_id: int) -> bool:
    try:
        await guild.fetch_member(user_id)
    except discord.HTTPException:
        return False
    return True
