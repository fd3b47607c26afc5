"""The rules of an aux's queue, by command or page; each change updates the panel."""

from __future__ import annotations

import discord

from bot.spotify.models import Track
from bot.together.aux_queue import AuxQueue
from bot.together.aux_sessions import AuxSession, AuxSessions, AuxSong, Member, Turns
from bot.toolkit.aux_panels import AuxPanels
from bot.toolkit.aux_voice import AuxVoice
from bot.ui.aux_panel import removed_view


class AuxRules:
    """Acts for the person who asks, and shows everyone in the channel the result."""

    def __init__(
        self, sessions: AuxSessions, queue: AuxQueue, panels: AuxPanels, voice: AuxVoice
    ) -> None:
        self._sessions = sessions
        self._queue = queue
        self._panels = panels
        self._voice = voice

    async def boost(self, session: AuxSession, member: Member, song_id: int) -> AuxSong:
        """Put a waiting song next, for the member's boost; raises NoBoostLeft and SongGone."""
        song = await self._queue.boost(session, member.id, song_id)
        self._panels.update_soon(session)
        return song

    async def boost_number(self, session: AuxSession, member: Member, number: int) -> AuxSong:
        """Put the waiting song with this number next; raises OutOfRange, and what `boost` does."""
        song = await self._queue.numbered(session, number)
        return await self.boost(session, member, song.id)

    async def find(self, session: AuxSession, words: str) -> tuple[Track, ...]:
        """Return songs that words may mean; raises what AuxQueue.find does."""
        return await self._queue.find(session, words)

    async def take_back(self, session: AuxSession, member: Member, song_id: int) -> AuxSong | None:
        """Remove a waiting song that the member added; None if it's gone, or someone else's."""
        song = await self._queue.take_back(session, member.id, song_id)
        if song is not None:
            self._panels.update_soon(session)
            await self._panels.answer_question(session, song, removed_view(song))
        return song

    async def set_voice(
        self, session: AuxSession, channel: discord.VoiceChannel | None, member: discord.Member
    ) -> AuxSession:
        """Choose where the song is the status; raises what AuxVoice.choose does."""
        chosen = await self._voice.choose(session, channel, member)
        if channel is None:
            await self._voice.show(chosen, None)
        self._panels.update_soon(chosen)
        return chosen

    async def set_turns(self, session: AuxSession, turns: Turns) -> AuxSession:
        """Choose whether people's songs take turns; those that wait stay where they are."""
        await self._sessions.set_turns(session, turns)
        self._panels.update_soon(session)
        return await self._sessions.by_id(session.id)
