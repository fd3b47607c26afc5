"""Writes every mixtape when it's due, and shows on each message what became of its links."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import discord
from discord.ext import commands

from bot.together.mixtape_writer import MixtapeWriter, PostedSong, Turn, Written
from bot.toolkit.chatter import Chatter
from bot.toolkit.mixtape_posts import MixtapePosts
from bot.toolkit.server_membership import ServerMembership
from bot.toolkit.worker import ReportFault, Worker
from bot.ui import mixtape as shown
from bot.ui.language import using_locale
from bot.ui.words.errors import explain

_log = logging.getLogger(__name__)

_AT_ONCE = 20
"""How many reactions one turn adds: Discord allows about four a second in a channel."""

_NO_CHANNEL = 10003
_REACTIONS = {
    "in": shown.TAKEN,
    "known": shown.THERE,
    "refused": shown.REFUSED,
    "barred": shown.BARRED,
    "full": shown.FULL,
}


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
        self._posts.changed.add(self._worker.wake_in)
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop."""
        self._chatter.remove(self._posts.heard)
        self._posts.changed.remove(self._worker.wake_in)
        await self._worker.stop()

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
            written = await self._writer.step(turn)
            if written is not None and not await self._ended(written):
                await self._tell(written)
                await self._react(turn)
        except Exception as error:
            # Of this channel only: the others are written, and this one is due again.
            await self._report_fault("mixtape", error)
            return
        await self._writer.done(turn, written)

    async def _ended(self, written: Written) -> bool:
        """End a mixtape whose owner has left the server."""
        mixtape = written.mixtape
        if written.trouble is None or written.paused is None:
            return False
        if not await self._membership.has_left(mixtape.guild_id, mixtape.owner_id):
            return False
        return await self._writer.end(channel_id=mixtape.channel_id)

    async def _tell(self, written: Written) -> None:
        mixtape = written.mixtape
        channel = self._bot.get_partial_messageable(mixtape.channel_id)
        with using_locale(mixtape.language):
            if written.trouble is not None:
                _log.info("a mixtape is waiting: %s", type(written.trouble).__name__)
            if written.paused is not None:
                view = shown.broken_view(mixtape, explain(written.paused, prefix="/"))
                await _send(channel, view, None, f"mixp{mixtape.channel_id}")
            for asked in written.questions:
                view = shown.album_view(asked.song, asked.album, asked.songs)
                about = channel.get_partial_message(asked.song.message_id)
                await _send(channel, view, about, f"mixa{asked.song.id}")
                await self._writer.asked(asked)

    async def _react(self, turn: Turn) -> None:
        """Show on messages what became of their links; failures are only for show."""
        for songs in _alike(await self._writer.untold(turn))[:_AT_ONCE]:
            try:
                await self._mark(songs)
            except discord.NotFound as failure:
                if failure.code == _NO_CHANNEL:
                    await self._writer.end(channel_id=turn.channel_id)
                    return
            except discord.HTTPException:
                _log.debug("could not react")
            for song in songs:
                await self._writer.told(song)

    async def _mark(self, songs: Sequence[PostedSong]) -> None:
        song = songs[0]
        channel = self._bot.get_partial_messageable(song.channel_id)
        message = channel.get_partial_message(song.message_id)
        if song.state == "gone":
            if self._bot.user is not None and not await self._writer.keeps(song):
                await message.remove_reaction(shown.TAKEN, self._bot.user)
            return
        await message.add_reaction(_REACTIONS[song.state])
        if song.state in ("refused", "barred"):
            say = shown.refused_view if song.state == "refused" else shown.barred_view
            await _send(channel, say(songs), message, f"mixr{song.id}")


def _alike(songs: Sequence[PostedSong]) -> list[list[PostedSong]]:
    """Return songs by message and state: Discord keeps one reaction of a kind."""
    groups: dict[tuple[int, str], list[PostedSong]] = {}
    for song in songs:
        groups.setdefault((song.message_id, song.state), []).append(song)
    return list(groups.values())


async def _send(
    channel: discord.PartialMessageable,
    view: discord.ui.LayoutView,
    about: discord.PartialMessage | None,
    nonce: str,
) -> None:
    """Write in the channel, as a reply if the message is still there; failures are logged."""
    try:
        if about is None:
            await channel.send(view=view, nonce=nonce)
        else:
            reference = about.to_reference(fail_if_not_exists=False)
            await channel.send(view=view, nonce=nonce, reference=reference)
    except discord.HTTPException as failure:
        _log.info("a mixtape can't write in its channel: %s", failure.code)
