"""Writes every mixtape when it's due, and shows on each message what became of its links."""

from __future__ import annotations

import asyncio
import logging
import math
import time

import discord
from discord.ext import commands

from bot.background.mixtape_marks import ChannelGone, MixtapeMarks
from bot.together.mixtape_writer import Mixtape, MixtapeWriter, Turn, Written
from bot.toolkit.chatter import Chatter
from bot.toolkit.mixtape_posts import MixtapePosts
from bot.toolkit.server_membership import ServerMembership
from bot.toolkit.worker import ReportFault, Worker
from bot.ui import mixtape as shown
from bot.ui.language import language_of, using_locale
from bot.ui.words.errors import explain

_log = logging.getLogger(__name__)

_OWNER_AGAIN = 600.0
"""For how long it is believed that a mixtape's owner is in the server, in seconds."""

_REMEMBERED = 5000


class MixtapeWorker(commands.Cog, name="MixtapeWorker"):
    """Goes on after a restart; ends mixtapes whose channel, server or owner is gone."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        writer: MixtapeWriter,
        posts: MixtapePosts,
        chatter: Chatter,
        membership: ServerMembership,
        report_fault: ReportFault,
    ) -> None:
        self._bot = bot
        self._writer = writer
        self._posts = posts
        self._chatter = chatter
        self._membership = membership
        self._report_fault = report_fault
        self._marks = MixtapeMarks(bot, writer)
        self._looked_at: dict[int, float] = {}
        self._worker = Worker(
            "mixtapes",
            writer.seconds_to_next,
            self._write_due,
            report_fault,
            alone=not membership.some_elsewhere,
        )

    async def cog_load(self) -> None:
        """Go on with what was posted before a restart."""
        self._chatter.add(self._posts.heard)
        for wakeups in self._posts.wakeups:
            wakeups.add(self._worker.wake_in)
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop."""
        self._chatter.remove(self._posts.heard)
        for wakeups in self._posts.wakeups:
            wakeups.remove(self._worker.wake_in)
        await self._worker.stop()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Take edits and deletions that were missed."""
        try:
            await self._posts.catch_up()
        except Exception as error:
            await self._report_fault("mixtape", error)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Take an edit; Discord also sends one when it adds a link's preview."""
        if "content" in payload.data:
            await self._posts.edited(payload.message)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Take out what a deleted message linked to."""
        await self._posts.deleted(payload.channel_id, {payload.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Take out what deleted messages linked to."""
        await self._posts.deleted(payload.channel_id, payload.message_ids)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """End the mixtape of a channel that is gone."""
        await self._writer.end(channel_id=channel.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """End the mixtape of a thread that is gone."""
        await self._writer.end(channel_id=payload.thread_id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """End the mixtapes of a server that the bot has left."""
        await self._writer.end(guild_id=guild.id)

    async def _write_due(self) -> None:
        await asyncio.gather(*(self._write(turn) for turn in await self._writer.due()))

    async def _write(self, turn: Turn) -> None:
        try:
            written = await self._step(turn)
            if written is not None:
                await self._tell(written)
                await self._marks.unmark(written.unlinked)
                await self._marks.react(await self._writer.untold(turn))
        except ChannelGone:
            await self._writer.end(channel_id=turn.channel_id)
            return
        except Exception as error:
            # Of this channel only: the others are written, and this one is due again.
            await self._report_fault("mixtape", error)
            return
        await self._writer.done(turn, written)

    async def _step(self, turn: Turn) -> Written | None:
        """Write what waits; None if the mixtape has ended, which its channel is told."""
        mixtape = await self._writer.of(turn)
        if mixtape is None:
            await self._say_it_went(turn.channel_id)
            return None
        if await self._left(mixtape):
            return None
        written = await self._writer.step(turn)
        if written is None or written.paused is None:
            return written
        return None if await self._left(mixtape, now=True) else written

    async def _left(self, mixtape: Mixtape, *, now: bool = False) -> bool:
        """End a mixtape whose owner has left the server, and say so; looked at now and then."""
        looked_at = self._looked_at.get(mixtape.channel_id, -math.inf)
        if not now and time.monotonic() < looked_at + _OWNER_AGAIN:
            return False
        if len(self._looked_at) >= _REMEMBERED:
            self._looked_at.clear()
        self._looked_at[mixtape.channel_id] = time.monotonic()
        if not await self._membership.has_left(mixtape.guild_id, mixtape.owner_id):
            return False
        if await self._writer.end(channel_id=mixtape.channel_id):
            with using_locale(mixtape.language):
                view = shown.owner_left_view(mixtape)
                await self._marks.send(mixtape.channel_id, view, f"mixl{mixtape.channel_id}")
        return True

    async def _say_it_went(self, channel_id: int) -> None:
        """Say that a mixtape ended with its owner's data: nothing else of it is known then."""
        guild = getattr(self._bot.get_channel(channel_id), "guild", None)
        with using_locale(language_of(str(guild.preferred_locale) if guild else None)):
            await self._marks.send(channel_id, shown.went_view(), f"mixw{channel_id}")

    async def _tell(self, written: Written) -> None:
        mixtape = written.mixtape
        if written.trouble is not None:
            _log.info("a mixtape is waiting: %s", type(written.trouble).__name__)
        with using_locale(mixtape.language):
            if written.paused is not None:
                view = shown.broken_view(mixtape, explain(written.paused, prefix="/"))
                await self._marks.send(mixtape.channel_id, view, f"mixp{mixtape.channel_id}")
            for asked in written.questions:
                view = shown.album_view(asked.song, asked.album, asked.songs)
                nonce = f"mixa{asked.song.id}"
                await self._marks.send(mixtape.channel_id, view, nonce, about=asked.song)
                await self._writer.asked(asked)
