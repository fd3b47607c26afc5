"""Whether a message may go on showing someone's music where it stands, asked of Discord now."""

from __future__ import annotations

from typing import cast

import discord
from discord.ext import commands

from bot.accounts.errors import NotShared
from bot.accounts.privacy import Privacy
from bot.music.live_messages import LiveRequest
from bot.toolkit.mutual_servers import MutualServers


class LiveMessageRights:
    """Asks anew each time: people leave servers, and change whom they share with."""

    def __init__(
        self, bot: commands.AutoShardedBot, privacy: Privacy, sharing: MutualServers
    ) -> None:
        self._bot = bot
        self._privacy = privacy
        self._sharing = sharing

    async def may_follow(self, guild_id: int | None, person: int, viewer: int) -> bool:
        """Whether a new answer may follow: not where its people could not be asked about.

        Someone who shares with nobody has shown this one song themselves, not the next ones.
        """
        if guild_id is None:
            return True
        if self._bot.get_guild(guild_id) is None:
            return False
        return person != viewer or await self._privacy.level(person) != "nobody"

    async def check(self, request: LiveRequest) -> bool:
        """Return whether both people are still where the message is.

        Raises NotShared where a person's own answer must end, and discord's HTTP errors where
        Discord cannot tell.
        """
        person, viewer, guild_id = request.person, request.viewer, request.guild_id
        if guild_id is None:
            two = (cast(discord.abc.User, discord.Object(one)) for one in (viewer, person))
            return await self._sharing.between(None, *two, fresh=True)
        here = await self._is_in(guild_id, person)
        if person == viewer:
            if not here or await self._privacy.level(person) == "nobody":
                raise NotShared
            return True
        return here and await self._is_in(guild_id, viewer)

    async def _is_in(self, guild_id: int, user_id: int) -> bool:
        # By the bare request: another process may be the one that knows the server.
        try:
            await self._bot.http.get_member(guild_id, user_id)
        except (discord.NotFound, discord.Forbidden):
            return False
        return True
