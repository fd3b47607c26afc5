"""The rules of an aux's queue, by command or page; each change updates the panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import discord

from bot.music.resolver import Target
from bot.spotify.models import Track
from bot.together.aux_blocks import AuxBlock, AuxBlocks, NewBlock
from bot.together.aux_queue import AuxQueue, Undone
from bot.together.aux_sessions import AuxSession, AuxSessions, AuxSong, Member, Turns
from bot.together.errors import NotTheOwner
from bot.toolkit.aux_panels import AuxPanels, EditPanel
from bot.toolkit.aux_voice import AuxVoice
from bot.ui import aux_panel as shown
from bot.ui.language import using_locale


class AuxRules:
    """Acts for the person who asks, and shows everyone in the channel the result."""

    def __init__(
        self,
        sessions: AuxSessions,
        queue: AuxQueue,
        blocks: AuxBlocks,
        panels: AuxPanels,
        voice: AuxVoice,
    ) -> None:
        self._sessions = sessions
        self._queue = queue
        self._blocks = blocks
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
            self._panels.answer_soon(session, song, shown.removed_view(song))
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

    async def page_shown(self, session: AuxSession, address: str, message_id: int) -> None:
        """Remember which message shows the page's address: it ends with the page."""
        await self._panels.page_shown(session, address, message_id)

    async def set_turns(self, session: AuxSession, turns: Turns) -> AuxSession:
        """Choose whether people's songs take turns; those that wait stay where they are."""
        await self._sessions.set_turns(session, turns)
        self._panels.update_soon(session)
        return await self._sessions.by_id(session.id)

    async def blocked(self, channel_id: int, person: int) -> list[AuxBlock]:
        """Return what is blocked in a channel's aux; without one, what someone has blocked."""
        session = await self._sessions.open_in(channel_id)
        return await self._blocks.of(person if session is None else session.owner_id)

    async def block(
        self, channel_id: int, person: int, target: Target | None
    ) -> tuple[NewBlock, list[AuxSong]]:
        """Block what a target means, explicit songs without one; return what that took out.

        Raises NotTheOwner in someone else's aux, TooManyBlocked, and what finding it raises.
        """
        await self._require_no_other(channel_id, person)
        new = NewBlock("explicit") if target is None else await self._blocks.find(target)
        songs = await self._blocks.block(person, new)
        if songs:
            session = await self._sessions.by_id(songs[0].session_id)
            self._panels.update_soon(session)
            await self._refuse(session, songs)
        return new, songs

    async def undo(self, session: AuxSession, edit: EditPanel | None = None) -> Undone:
        """Bring back what the owner removed, refused or blocked last; the panel shows it.

        Where a button of the panel was pressed, `edit` edits the panel through that press.
        Raises SongGone if there is none, and AlreadyWaiting.
        """
        undone = await self._queue.undo(session)
        if undone.asked and session.trust == "everyone":
            # The people who suggested them need no approval by now.
            let_in = await self._queue.settle(session)
            undone = replace(undone, queued=(*undone.queued, *let_in), asked=())
        if edit is None:
            self._panels.update_soon(session)
        else:
            await self._panels.update(session, edit=edit)
        with using_locale(session.language):
            for song in undone.asked:
                view = shown.suggestion_view(song, session, ping=False)
                await self._panels.answer_question(session, song, view)
            for song in undone.queued:
                await self._panels.answer_question(session, song, shown.added_view(song))
        return undone

    async def answer_taken_out(self, session: AuxSession) -> None:
        """Answer the questions about songs that a new owner's blocks took out."""
        await self._refuse(session, self._sessions.taken_out(session))

    async def _refuse(self, session: AuxSession, songs: Sequence[AuxSong]) -> None:
        with using_locale(session.language):
            for song in songs:
                await self._panels.answer_question(session, song, shown.refused_view(song))

    async def unblock(self, channel_id: int, person: int, number: int) -> AuxBlock:
        """Allow something again by its number; raises NotTheOwner and OutOfRange."""
        await self._require_no_other(channel_id, person)
        return await self._blocks.unblock(person, number)

    async def _require_no_other(self, channel_id: int, person: int) -> None:
        session = await self._sessions.open_in(channel_id)
        if session is not None and session.owner_id != person:
            raise NotTheOwner
