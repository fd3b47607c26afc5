"""Keeps answers of `nowplaying` true for a while: they change when the track has ended."""

from __future__ import annotations

import logging

import discord
from discord.ext import commands

from bot.accounts.errors import AccountError, NotShared
from bot.http.errors import ServiceError
from bot.music.live_messages import LiveMessage, LiveMessages, LiveRequest
from bot.spotify.playing import Playback
from bot.toolkit.component_router import Interaction
from bot.toolkit.context import Context
from bot.toolkit.live_message_rights import LiveMessageRights
from bot.toolkit.mutual_servers import Named
from bot.toolkit.now_playing import NowPlayingMessages
from bot.toolkit.stored_messages import edit_message, message_ref
from bot.toolkit.worker import Broke, Worker
from bot.ui.aux_panel import over_panel_view
from bot.ui.language import current_locale, set_locale
from bot.ui.playing import over_view
from bot.wakeups import Wakeups

_log = logging.getLogger(__name__)


class LiveMessagesCog(commands.Cog, name="Following"):
    """Looks after the messages that follow someone's music, for as long as it is shared."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        following: LiveMessages,
        cards: NowPlayingMessages,
        standing: LiveMessageRights,
        deleted: Wakeups,
        broke: Broke,
    ) -> None:
        self._bot = bot
        self._following = following
        self._cards = cards
        self._standing = standing
        self._deleted = deleted
        self._worker = Worker("following", following.seconds_to_next, self._look_after, broke)

    async def cog_load(self) -> None:
        """Go on with what was followed before a restart."""
        self._deleted.add(self._worker.wake)
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop looking."""
        self._deleted.remove(self._worker.wake)
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
        guild_id = origin.guild.id if origin.guild is not None else None
        if not await self._standing.may_follow(guild_id, who.id, viewer):
            return
        request = LiveRequest(
            person=who.id,
            person_name=who.name,
            viewer=viewer,
            style=await self._cards.style_of(viewer),
            guild_id=guild_id,
            language=current_locale(),
        )
        if await self._following.begin(message_ref(origin, message), request, playback):
            self._worker.wake()

    async def pressed(self, interaction: Interaction, playback: Playback | None) -> None:
        """Plan anew after a press."""
        if interaction.message is not None:
            await self._following.pressed(interaction.message.id, playback)
            self._worker.wake()

    async def forget(self, interaction: Interaction) -> None:
        """Follow no longer with the message that was pressed."""
        if interaction.message is not None:
            await self._following.stop(interaction.message.id)

    async def _look_after(self) -> None:
        for one in await self._following.due():
            set_locale(one.language)
            try:
                await self._renew(one)
            except discord.DiscordServerError as failure:
                # It is looked at again after a minute.
                _log.info("a followed message is as it was: HTTP %s", failure.status)
                if one.reads_left <= 0:
                    await self._following.stop(one.message.message_id)
            except discord.HTTPException:
                await self._following.ended(one.message.message_id)
                _log.info("a followed message is gone")
            except AccountError as error:
                await self._end(one)
                _log.info("a message follows no longer: %s", type(error).__name__)
            except ServiceError as error:
                await self._following.stop(one.message.message_id)
                _log.info("a message follows no longer: %s", type(error).__name__)

    async def _end(self, one: LiveMessage) -> None:
        """Take the music out of a message that may show it no longer, without saying why.

        Where Discord fails, the message is tried again a minute later, while reads are left.
        """
        view = over_panel_view() if one.is_aux_panel else over_view()
        try:
            await edit_message(self._bot, one.message, view, [])
        except discord.DiscordServerError as failure:
            _log.info("a followed message could not be ended: HTTP %s", failure.status)
            if one.reads_left > 0:
                return
        except discord.HTTPException:
            _log.info("a followed message is gone")
        await self._following.ended(one.message.message_id)

    async def _renew(self, one: LiveMessage) -> None:
        if one.shows is None:
            raise NotShared
        try:
            shares = await self._standing.check(one.shows)
        except discord.HTTPException as error:
            # Looked at again after a while: until then nothing new is shown.
            _log.info("who is where cannot be asked: HTTP %s", error.status)
            return
        shown = await self._cards.again(one.shows, shares_server=shares)
        await edit_message(self._bot, one.message, shown.view, shown.files)
        await self._following.go_on(one.message.message_id, shown.now.playback, one.reads_left)
