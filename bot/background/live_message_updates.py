"""Keeps `nowplaying` answers current for a while: they update when the track has ended."""

from __future__ import annotations

import logging

import discord
from discord.ext import commands

from bot.accounts.errors import AccountError, NotShared
from bot.http.errors import ServiceError
from bot.music.live_message_schedule import LiveMessage, LiveMessageSchedule, LiveRequest
from bot.spotify.playing import Playback
from bot.toolkit.component_router import Interaction
from bot.toolkit.context import Context
from bot.toolkit.live_message_rights import LiveMessageRights
from bot.toolkit.mutual_servers import NamedPerson
from bot.toolkit.now_playing_renderer import NowPlayingRenderer
from bot.toolkit.stored_messages import edit_message, message_ref
from bot.toolkit.worker import ReportFault, Worker
from bot.ui.aux_panel import over_panel_view
from bot.ui.language import current_locale, set_locale
from bot.ui.playing import over_view
from bot.wakeups import Wakeups

_log = logging.getLogger(__name__)


class LiveMessagesCog(commands.Cog, name="LiveMessages"):
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
            "live messages", live_messages.seconds_to_next, self._look_after, report_fault
        )

    async def cog_load(self) -> None:
        """Continue with the messages that were live before a restart."""
        self._deleted.add(self._worker.wake)
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop the worker."""
        self._deleted.remove(self._worker.wake)
        await self._worker.stop()

    async def begin(
        self,
        origin: Context | Interaction,
        message: discord.Message,
        who: NamedPerson,
        playback: Playback | None,
    ) -> None:
        """Make an answer live."""
        viewer = origin.viewer if isinstance(origin, Context) else origin.user.id
        guild_id = origin.guild.id if origin.guild is not None else None
        if not await self._rights.may_go_live(guild_id, who.id, viewer):
            return
        request = LiveRequest(
            person=who.id,
            person_name=who.name,
            viewer=viewer,
            style=await self._now_playing.style_of(viewer),
            guild_id=guild_id,
            language=current_locale(),
        )
        self._look_in(
            await self._live_messages.begin(message_ref(origin, message), request, playback)
        )

    async def reschedule(self, interaction: Interaction, playback: Playback | None) -> None:
        """Reschedule a live message after a press."""
        if interaction.message is not None:
            self._look_in(await self._live_messages.reschedule(interaction.message.id, playback))

    def _look_in(self, seconds: float | None) -> None:
        if seconds is not None:
            self._worker.wake_in(seconds)

    async def forget(self, interaction: Interaction) -> None:
        """Stop updating the message that was pressed."""
        if interaction.message is not None:
            await self._live_messages.stop(interaction.message.id)

    async def _look_after(self) -> None:
        for live in await self._live_messages.due():
            set_locale(live.language)
            try:
                await self._renew(live)
            except discord.DiscordServerError as failure:
                # It is tried again after a minute.
                _log.info("a live message was not updated: HTTP %s", failure.status)
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
            live.message.message_id, shown.now.playback, live.reads_left
        )
