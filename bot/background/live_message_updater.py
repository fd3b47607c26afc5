"""Keeps `nowplaying` answers current for a while: they update when the track has ended."""

from __future__ import annotations

import logging

import discord
from discord.ext import commands

from bot.accounts.errors import AccountError, NotShared, SharingUnknown
from bot.http.errors import ServiceError
from bot.music.live_message_schedule import LiveMessage, LiveMessageSchedule
from bot.toolkit.live_message_rights import LiveMessageRights
from bot.toolkit.now_playing_renderer import NowPlayingRenderer
from bot.toolkit.server_membership import own_shards
from bot.toolkit.stored_messages import edit_message
from bot.toolkit.worker import ReportFault, Worker
from bot.ui.aux_panel import over_panel_view
from bot.ui.language import set_locale
from bot.ui.playing import over_view
from bot.wakeups import Wakeups

_log = logging.getLogger(__name__)


class LiveMessageUpdater(commands.Cog, name="LiveMessageUpdater"):
    """Updates the messages that show someone's music, for as long as it is shared."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        live_messages: LiveMessageSchedule,
        now_playing: NowPlayingRenderer,
        rights: LiveMessageRights,
        deleted: Wakeups,
        report_fault: ReportFault,
    ) -> None:
        self._bot = bot
        self._live_messages = live_messages
        self._now_playing = now_playing
        self._rights = rights
        self._deleted = deleted
        self._worker = Worker(
            "live messages",
            live_messages.seconds_to_next,
            self._update_due,
            report_fault,
            alone=own_shards(bot).are_all,
        )

    async def cog_load(self) -> None:
        """Continue with the messages that were live before a restart."""
        for wakeups in (self._deleted, self._live_messages.changed):
            wakeups.add(self._worker.wake_in)
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop the worker."""
        for wakeups in (self._deleted, self._live_messages.changed):
            wakeups.remove(self._worker.wake_in)
        await self._worker.stop()

    async def _update_due(self) -> None:
        for live in await self._live_messages.due():
            set_locale(live.language)
            try:
                await self._renew(live)
            except (discord.DiscordServerError, SharingUnknown) as failure:
                # It is tried again after a minute.
                why = (
                    "who shares a server isn't known"
                    if isinstance(failure, SharingUnknown)
                    else f"HTTP {failure.status}"
                )
                _log.info("a live message was not updated: %s", why)
                if live.reads_left <= 0:
                    await self._live_messages.stop(live.message.message_id)
            except discord.HTTPException:
                await self._live_messages.ended(live.message.message_id)
                _log.info("a live message is gone")
            except AccountError as error:
                await self._end(live)
                _log.info("a message is no longer live: %s", type(error).__name__)
            except ServiceError as error:
                await self._live_messages.stop(live.message.message_id)
                _log.info("a message is no longer live: %s", type(error).__name__)

    async def _end(self, live: LiveMessage) -> None:
        """Remove the music from a message that may no longer show it, without saying why.

        If Discord fails, the message is tried again a minute later, while reads are left.
        """
        view = over_panel_view() if live.is_aux_panel else over_view()
        try:
            await edit_message(self._bot, live.message, view, [])
        except discord.DiscordServerError as failure:
            _log.info("a live message could not be ended: HTTP %s", failure.status)
            if live.reads_left > 0:
                return
        except discord.HTTPException:
            _log.info("a live message is gone")
        await self._live_messages.ended(live.message.message_id)

    async def _renew(self, live: LiveMessage) -> None:
        if live.shows is None:
            raise NotShared
        try:
            shares = await self._rights.check(live.shows)
        except discord.HTTPException as error:
            # Tried again later; until then nothing new is shown.
            _log.info("membership could not be checked: HTTP %s", error.status)
            return
        shown = await self._now_playing.refresh(live.shows, shares_server=shares)
        await edit_message(self._bot, live.message, shown.view, shown.files)
        await self._live_messages.schedule_next(
            live.message.message_id,
            shown.now.playback,
            live.reads_left,
            told=shown.now.from_discord,
        )
