"""Keeps answers of `nowplaying` true for a while: they change when the track has ended."""

from __future__ import annotations

import logging
from typing import Any

import discord
from discord.ext import commands

from bot.accounts.errors import AccountError
from bot.accounts.preferences import Preferences
from bot.music.following import Followed, Following
from bot.spotify.errors import SpotifyError
from bot.spotify.playing import Playback
from bot.ui.context import Context
from bot.ui.language import speak, spoken
from cogs.components import Interaction
from cogs.delivery import delivery_of, edit_delivered
from cogs.now import NowCards
from cogs.person import Named
from cogs.worker import Worker

_log = logging.getLogger(__name__)


class FollowingCog(commands.Cog, name="Following"):
    """Looks after the messages that follow somebody's music."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        following: Following,
        cards: NowCards,
        preferences: Preferences,
    ) -> None:
        self._bot = bot
        self._following = following
        self._cards = cards
        self._preferences = preferences
        self._worker = Worker("following", following.seconds_to_next, self._look_after)

    async def cog_load(self) -> None:
        """Go on with what was followed before a restart."""
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop looking."""
        await self._worker.stop()

    async def begin(
        self,
        origin: Context | Interaction,
        message: discord.Message,
        who: Named,
        playback: Playback | None,
    ) -> None:
        """Follow with an answer."""
        viewer = origin.viewer if isinstance(origin, Context) else origin.user.id
        kept: dict[str, Any] = {
            **delivery_of(origin, message),
            "person": who.id,
            "person_name": who.name,
            "viewer": viewer,
            "shares": who.shares_server,
            "style": await self._preferences.style(viewer),
            "language": spoken(),
        }
        if await self._following.begin(message.id, who.id, viewer, playback, kept):
            self._worker.wake()

    async def pressed(self, interaction: Interaction, playback: Playback | None) -> None:
        """Plan anew after a press."""
        if interaction.message is not None:
            await self._following.pressed(interaction.message.id, playback)
            self._worker.wake()

    async def _look_after(self) -> None:
        for one in await self._following.due():
            try:
                await self._renew(one)
            except discord.HTTPException:
                await self._following.stop(one.message_id)
                _log.info("a followed message is gone")
            except (SpotifyError, AccountError) as error:
                await self._following.stop(one.message_id)
                _log.info("a message follows no longer: %s", type(error).__name__)

    async def _renew(self, one: Followed) -> None:
        speak(str(one.delivery.get("language")))
        shown = await self._cards.again(one.delivery)
        await edit_delivered(self._bot, one.delivery, shown.view, shown.files)
        await self._following.go_on(one.message_id, shown.now.playback, one.reads_left)
