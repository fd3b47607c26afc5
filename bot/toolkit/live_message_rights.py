"""Asks Discord whether a live message may keep showing someone's music where it is."""

from __future__ import annotations

from typing import cast

import discord
from discord.ext import commands

from bot.accounts.errors import NotShared
from bot.accounts.privacy import Privacy, SharesServer
from bot.music.live_message_schedule import LiveRequest
from bot.toolkit.mutual_servers import MutualServers


class LiveMessageRights:
    """Asks again each time: people leave servers, and change who they share with."""

    def __init__(
        self, bot: commands.AutoShardedBot, privacy: Privacy, mutual_servers: MutualServers
    ) -> None:
        self._bot = bot
        self._privacy = privacy
        self._mutual_servers = mutual_servers

    async def may_go_live(self, guild_id: int | None, person: int, viewer: int) -> bool:
        """Whether a new answer may become live: not where Discord can't be asked about its people.

        Someone who shares with no one chose to show this one song, not the next ones.
        """
        if guild_id is None:
            return True
        if self._bot.get_guild(guild_id) is None:
            return False
        return person != viewer or await self._privacy.level(person) != "nobody"

    async def check(self, request: LiveRequest) -> SharesServer:
        """Return whether both people are still where the message is.

        Raises NotShared where a person's own answer must end, and discord's HTTP errors when
        Discord can't tell.
        """
        person, viewer, guild_id = request.person, request.viewer, request.guild_id
        if guild_id is None:
            two = (cast(discord.abc.User, discord.Object(one)) for one in (viewer, person))
            return await self._mutual_servers.share_one(None, *two, fresh=True)
        here = await self._is_in(guild_id, person)
        if person == viewer:
            if not here or await self._privacy.level(person) == "nobody":
                raise NotShared
            return True
        return here and await self._is_in(guild_id, viewer)

    async def _is_in(self, guild_id: int, user_id: int) -> bool:
        # A plain request: the server may be cached only in another process.
        try:
            await self._bot.http.get_member(guild_id, user_id)
        except (discord.NotFound, discord.Forbidden):
            return False
        return True
