"""The song of an aux as a voice channel's status, where its owner has chosen one.

A bot that isn't in the channel needs two permissions there: "Set Voice Channel Status" and "Manage
Channels" (docs/reference/discord.md). They count only where it may also connect. A status that a
bot has set stays until it's removed.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping

import discord
from discord.ext import commands

from bot.together.aux_sessions import AuxSession, AuxSessions
from bot.together.errors import VoiceNotAllowed, VoiceRefused
from bot.ui.text import plain

_log = logging.getLogger(__name__)

_LONGEST = 500


class AuxVoice:
    """Sets and removes statuses; each is sent once."""

    def __init__(self, bot: commands.AutoShardedBot, sessions: AuxSessions) -> None:
        self._bot = bot
        self._sessions = sessions
        self._shown: dict[int, tuple[int, str]] = {}

    async def choose(
        self, session: AuxSession, channel: discord.VoiceChannel | None, member: discord.Member
    ) -> AuxSession:
        """Show the song in a voice channel of the server, or nowhere.

        Raises VoiceNotAllowed if the member may not set its status, VoiceRefused if the bot
        may not.
        """
        if channel is not None:
            theirs = channel.permissions_for(member)
            if not (theirs.view_channel and theirs.connect and theirs.set_voice_channel_status):
                raise VoiceNotAllowed
            ours = channel.permissions_for(channel.guild.me)
            if not (ours.view_channel and ours.manage_channels and ours.set_voice_channel_status):
                raise VoiceRefused
        await self._sessions.set_voice(session, channel.id if channel is not None else None)
        return await self._sessions.by_id(session.id)

    async def show(self, session: AuxSession, words: str | None) -> None:
        """Show a song (as text), or nothing if nothing plays."""
        before = self._shown.get(session.id)
        if before is not None and before[0] != session.voice_id:
            await self._clear(session.id)
        if session.voice_id is None:
            return
        text = plain(words, _LONGEST) if words else ""
        # One from before a restart isn't known, and may be another song's.
        if self._shown.get(session.id) == (session.voice_id, text):
            return
        # Also if Discord refuses it: the next song is another try, not the next look.
        self._shown[session.id] = session.voice_id, text
        await self._set(session.voice_id, text or None)

    async def end(self, session: AuxSession) -> None:
        """Remove the status of an aux that has ended, also one set before a restart."""
        if session.voice_id is not None:
            self._shown.setdefault(session.id, (session.voice_id, ""))
        await self._clear(session.id)

    async def end_deleted(
        self, still_shown: Callable[[Mapping[int, int]], Awaitable[frozenset[int]]]
    ) -> None:
        """Remove the status of auxes that are gone with their owner, or were handed over.

        Asks once about all that have shown a song; `still_shown` says which of them still do so
        there.
        """
        channels = {one: shown[0] for one, shown in self._shown.items()}
        if not channels:
            return
        still = await still_shown(channels)
        for session_id, channel_id in channels.items():
            shown = self._shown.get(session_id)
            # It may show its song elsewhere by now.
            if session_id not in still and shown is not None and shown[0] == channel_id:
                await self._clear(session_id)

    async def _clear(self, session_id: int) -> None:
        shown = self._shown.pop(session_id, None)
        if shown is not None:
            await self._set(shown[0], None)

    async def _set(self, channel_id: int, status: str | None) -> None:
        try:
            # Not through the channel: another of several bots may have its server.
            await self._bot.http.edit_voice_channel_status(status, channel_id=channel_id)
        except discord.HTTPException as failure:
            _log.info("a voice channel's status was not set: HTTP %s", failure.status)
