"""Shows in a channel what became of links: reactions, and answers where a reaction isn't enough.

All of it is for show: what Discord refuses is logged, and changes nothing about the playlist.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import discord
from discord.ext import commands

from bot.together.mixtape_writer import UNLINKED, MixtapeWriter, PostedSong, PostState
from bot.toolkit.channel_rights import rights_in
from bot.toolkit.mixtape_posts import is_message
from bot.ui import mixtape as shown

_log = logging.getLogger(__name__)

_AT_ONCE = 20
"""How many reactions one turn adds: Discord allows about four a second in a channel."""

_NO_CHANNEL = 10003
_NO_HISTORY = 160002
_REACTIONS = {
    "in": shown.TAKEN,
    "known": shown.THERE,
    "refused": shown.REFUSED,
    "barred": shown.BARRED,
    "full": shown.FULL,
}
_LOST: dict[PostState, PostState] = {
    "gone": "in",
    "edited": "in",
    **{was: state for state, was in UNLINKED.items()},
}
"""For states in which a message loses a reaction: the state that it was for."""


class ChannelGone(Exception):
    """The channel doesn't exist any more."""


class MixtapeMarks:
    """Marks messages and writes into channels."""

    def __init__(self, bot: commands.AutoShardedBot, writer: MixtapeWriter) -> None:
        self._bot = bot
        self._writer = writer

    async def react(self, untold: Sequence[PostedSong]) -> None:
        """Show on messages what became of their links; raises ChannelGone."""
        for songs in _alike(untold)[:_AT_ONCE]:
            try:
                await self._mark(songs)
            except discord.NotFound as failure:
                if failure.code == _NO_CHANNEL:
                    raise ChannelGone from None
            except discord.HTTPException:
                _log.debug("could not react")
            for song in songs:
                await self._writer.told(song)

    async def _mark(self, songs: Sequence[PostedSong]) -> None:
        song = songs[0]
        if song.state in _LOST:
            await self._unmark(song)
            return
        if is_message(song.message_id) and self._may_react(song.channel_id):
            await self._message(song).add_reaction(_REACTIONS[song.state])
        if song.state in ("refused", "barred"):
            say = shown.refused_view if song.state == "refused" else shown.barred_view
            await self.send(song.channel_id, say(songs), f"mixr{song.id}", about=song)

    async def unmark(self, unlinked: Sequence[PostedSong]) -> None:
        """Take the reaction off messages that don't link to any song in the playlist any more."""
        for song in {one.message_id: one for one in unlinked}.values():
            try:
                await self._unmark(song)
            except discord.HTTPException:
                _log.debug("could not take a reaction off")

    async def _unmark(self, song: PostedSong) -> None:
        if not is_message(song.message_id) or self._bot.user is None:
            return
        if not await self._writer.keeps(song, _LOST[song.state]):
            emoji = _REACTIONS[_LOST[song.state]]
            await self._message(song).remove_reaction(emoji, self._bot.user)

    def _message(self, song: PostedSong) -> discord.PartialMessage:
        channel = self._bot.get_partial_messageable(song.channel_id)
        return channel.get_partial_message(song.message_id)

    def _may_react(self, channel_id: int) -> bool:
        """Whether a reaction is worth a request: Discord counts refused ones."""
        rights = rights_in(self._bot.get_channel(channel_id))
        return rights is None or (rights.add_reactions and rights.read_message_history)

    async def send(
        self,
        channel_id: int,
        view: discord.ui.LayoutView,
        nonce: str,
        *,
        about: PostedSong | None = None,
    ) -> None:
        """Write in a channel, as a reply to a song's message if that can be."""
        channel = self._bot.get_partial_messageable(channel_id)
        try:
            if about is None or not is_message(about.message_id):
                await channel.send(view=view, nonce=nonce)
                return
            reference = self._message(about).to_reference(fail_if_not_exists=False)
            try:
                await channel.send(view=view, nonce=nonce, reference=reference)
            except discord.Forbidden as refusal:
                if refusal.code != _NO_HISTORY:
                    raise
                await channel.send(view=view, nonce=nonce)
        except discord.HTTPException as failure:
            _log.info("a mixtape can't write in its channel: %s", failure.code)


def _alike(songs: Sequence[PostedSong]) -> list[list[PostedSong]]:
    """Return songs by message and state: Discord keeps one reaction of a kind."""
    groups: dict[tuple[int, str], list[PostedSong]] = {}
    for song in songs:
        groups.setdefault((song.message_id, song.state), []).append(song)
    return list(groups.values())
