"""What people do with an aux, by command, button or menu; each change updates the panel."""

from __future__ import annotations

from dataclasses import replace

import discord
from discord import ui
from discord.ext import commands

from bot.music.resolver import Target
from bot.spotify.links import parse_link
from bot.together.aux_player import AuxPlayer
from bot.together.aux_queue import AuxQueue, Vote
from bot.together.aux_sessions import AuxSession, AuxSessions, AuxSong, Member, Trust
from bot.together.errors import MayNotEnd, NoAux, NotInServer, OwnerNotAsked
from bot.toolkit.answers import answer_interaction
from bot.toolkit.aux_panels import AuxPanels, EditPanel, PanelMessage
from bot.toolkit.mutual_servers import MOST_LOOKED_UP, look_up_members
from bot.toolkit.types import Interaction
from bot.ui import aux_panel as shown
from bot.ui.language import current_locale, using_locale

Shown = tuple[AuxSession, PanelMessage]


class AuxService:
    """Acts for the person who asks, and shows everyone in the channel the result.

    Where a button of the panel was pressed, `edit` edits the panel through that press.
    """

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        sessions: AuxSessions,
        queue: AuxQueue,
        player: AuxPlayer,
        panels: AuxPanels,
    ) -> None:
        self._bot = bot
        self._sessions = sessions
        self._queue = queue
        self._panels = panels
        self._player = player

    async def open_in(self, channel_id: int) -> AuxSession | None:
        """Return the aux of a channel, if there is one."""
        return await self._sessions.open_in(channel_id)

    async def in_channel(self, channel_id: int) -> AuxSession:
        """Return the aux of a channel; raises NoAux."""
        return await self._sessions.in_channel(channel_id)

    async def owned(self, channel_id: int, person: int) -> AuxSession:
        """Return the aux of a channel for its owner; raises NoAux or NotTheOwner."""
        return await self._sessions.owned(channel_id, person)

    async def by_id(self, session_id: int) -> AuxSession:
        """Return an aux; raises NoAux if it has ended."""
        return await self._sessions.by_id(session_id)

    async def open(self, guild: discord.Guild | None, channel_id: int, owner: Member) -> Shown:
        """Open an aux on the owner's player; return it with its panel.

        Raises NotInServer where the bot isn't a member: it couldn't update a panel.
        """
        if guild is None or self._bot.get_guild(guild.id) is None:
            raise NotInServer
        session = await self._sessions.open(
            owner, guild_id=guild.id, channel_id=channel_id, language=current_locale()
        )
        return session, await self._panels.render(session, refresh_player=True)

    async def show_panel(self, channel_id: int) -> Shown:
        """Return a channel's aux with its panel, for a new message; raises NoAux."""
        session = await self._sessions.in_channel(channel_id)
        return session, await self._panels.render(session, refresh_player=True)

    async def panel_sent(self, session: AuxSession, message_id: int) -> None:
        """Store which message is the panel now; the previous one says that it has moved."""
        await self._panels.moved(session, message_id)
        self._panels.checked.wake_all()

    async def update_panel(self, session: AuxSession, edit: EditPanel) -> None:
        """Show what the owner's player is playing now."""
        await self._panels.update(session, refresh_player=True, edit=edit)

    async def suggest(self, session: AuxSession, member: Member, target: Target) -> AuxSong:
        """Add a song, or suggest it: then `question` and `set_question` ask the owner."""
        song = await self._queue.suggest(session, member, target)
        self._panels.update_soon(session)
        return song

    async def question(
        self, session: AuxSession, song: AuxSong
    ) -> tuple[ui.LayoutView, discord.AllowedMentions]:
        """Return the question to the owner about a song, and who it pings."""
        ping = await self._sessions.may_ping(session)
        owner = discord.Object(session.owner_id)
        mentions = discord.AllowedMentions(
            everyone=False, roles=False, replied_user=False, users=[owner] if ping else False
        )
        with using_locale(session.language):
            return shown.suggestion_view(song, session, ping=ping), mentions

    async def suggest_unseen(
        self, interaction: Interaction, session: AuxSession, target: Target
    ) -> None:
        """Suggest a song for someone whose own answer only they can see.

        The question is a message of its own: a follow-up would be as private as the deferral.
        Raises OwnerNotAsked if the bot can't write in the channel.
        """
        song = await self._queue.suggest(session, member_of(interaction.user), target)
        asks = song.state != "queued"
        if asks:
            await self.ask_openly(session, song, interaction.id)
        self._panels.update_soon(session)
        view = shown.asked_view(song, session.owner_name) if asks else shown.added_view(song)
        await answer_interaction(interaction, view)

    async def ask_openly(self, session: AuxSession, song: AuxSong, asked_by: int) -> None:
        """Ask the owner in the channel; `asked_by` is what asked. Raises OwnerNotAsked."""
        view, mentions = await self.question(session, song)
        channel = self._bot.get_partial_messageable(session.channel_id)
        try:
            # Not the song's number: the next aux starts counting again.
            message = await channel.send(
                view=view, allowed_mentions=mentions, nonce=f"aux{asked_by}"
            )
        except discord.HTTPException:
            await self._queue.withdraw(song)
            self._panels.update_soon(session)
            raise OwnerNotAsked(session.owner_name) from None
        await self.set_question(session, song, message.id)

    async def set_question(self, session: AuxSession, song: AuxSong, message_id: int) -> None:
        """Store which message asks about a song; answer it if that has been decided meanwhile."""
        kept = await self._queue.set_question(song, message_id)
        if kept is not None and kept.state == "suggested":
            return
        question = replace(song, question_id=message_id)
        with using_locale(session.language):
            gone = kept is None or kept.state in ("removed", "refused", "blocked")
            view = shown.refused_view(song) if gone else shown.added_view(song)
            await self._panels.answer_question(session, question, view)

    async def decide(self, song_id: int, person: int, *, accepted: bool) -> AuxSong:
        """Accept or refuse a suggestion; only the owner can, and only once. Raises SongGone."""
        song = await self._queue.decide(song_id, person, accepted=accepted)
        self._panels.update_soon(await self._sessions.by_id(song.session_id))
        return song

    async def remove(self, session: AuxSession, person: int, number: int) -> AuxSong:
        """Remove a waiting song by its number; the owner any, guests their own."""
        song = await self._queue.remove(session, person, number)
        self._panels.update_soon(session)
        return song

    async def move(self, session: AuxSession, number: int, to: int) -> AuxSong:
        """Move a waiting song to another number; raises OutOfRange."""
        song = await self._queue.move(session, number, to)
        self._panels.update_soon(session)
        return song

    async def set_pings(
        self, session: AuxSession, *, on: bool, edit: EditPanel | None = None
    ) -> AuxSession:
        """Choose whether suggestions ping the owner."""
        await self._sessions.set_pings(session, on=on)
        await self._changed(session, edit)
        return await self._sessions.by_id(session.id)

    async def set_limit(self, session: AuxSession, songs: int) -> AuxSession:
        """Choose how many songs one guest may have waiting; raises OutOfRange."""
        await self._sessions.set_limit(session, songs)
        await self._changed(session, None)
        return await self._sessions.by_id(session.id)

    async def _changed(self, session: AuxSession, edit: EditPanel | None) -> None:
        if edit is None:
            self._panels.update_soon(session)
        else:
            await self._panels.update(session, edit=edit)

    async def choose_trust(
        self,
        session: AuxSession,
        level: Trust,
        role: int | None,
        guild: discord.Guild | None,
        edit: EditPanel | None = None,
    ) -> AuxSession:
        """Choose whose songs go in without asking; the new rule covers pending ones too."""
        await self._sessions.set_trust(session, level, role)
        updated = await self._sessions.by_id(session.id)
        songs = await self._accept_trusted(updated, guild)
        await self._panels.update(updated, edit=edit)
        with using_locale(session.language):
            for song in songs:
                await self._panels.answer_question(session, song, shown.added_view(song))
        return updated

    async def _accept_trusted(
        self, session: AuxSession, guild: discord.Guild | None
    ) -> list[AuxSong]:
        """Accept pending songs that no longer need approval; return them."""
        if session.trust == "everyone":
            return await self._queue.settle(session)
        if session.trust != "role" or guild is None:
            return []
        people = await self._queue.suggesters(session)
        if not people:
            return []
        # If they can't be looked up now, their songs wait as before.
        found = await look_up_members(guild, people[:MOST_LOOKED_UP])
        free = frozenset(
            one.id for one in found or () if self._sessions.trusts(session, member_of(one))
        )
        return await self._queue.settle(session, free)

    async def take_over(
        self, session: AuxSession, to: Member, *, offered_by: int, offered_at: float
    ) -> AuxSession:
        """Continue on the player of someone it was offered to; raises OfferOver."""
        taken = await self._sessions.transfer_ownership(
            session, to, offered_by=offered_by, offered_at=offered_at
        )
        self._panels.update_soon(taken)
        return taken

    async def vote(
        self, session: AuxSession, person: int, about: str | None = None
    ) -> ui.LayoutView:
        """Count a vote to skip; `about` is the song that the voter was shown."""
        vote = await self.cast(session, person, about)
        if vote is None:
            return shown.nothing_plays_view()
        return shown.over_view() if vote.needed == 0 else shown.voted_view(vote)

    async def cast(self, session: AuxSession, person: int, about: str | None) -> Vote | None:
        """Count a vote to skip; None if nothing plays; no vote is needed if `about` is over."""
        await self._queue.require_vote(session, person)
        uri = await self._player.current_uri(session)
        if uri is None:
            return None
        if _is_another_song(uri, about):
            await self._panels.update(session, refresh_player=True)
            return Vote(0, 0)
        vote = await self._queue.vote(session, person, uri)
        if vote.decided:
            await self._player.skip(session, uri, claimed=True)
        self._panels.update_soon(session, refresh_player=vote.decided)
        return vote

    async def skip(self, session: AuxSession, about: str | None, edit: EditPanel) -> None:
        """Skip the current song for the owner, unless the song they were shown is over."""
        uri, step = await self._player.current_uri(session), None
        if uri is not None and not _is_another_song(uri, about):
            step = await self._player.skip(session, uri)
        if step is None:
            await self.update_panel(session, edit)
        else:
            await self._panels.show(session, step, edit=edit)

    async def close(self, session: AuxSession, person: int, *, moderates: bool) -> AuxSession:
        """End an aux for its owner or a moderator, and say so in its messages.

        Raises MayNotEnd, and NoAux if it has already ended.
        """
        if person != session.owner_id and not moderates:
            raise MayNotEnd
        async with self._panels.lock(session.id):
            fresh = await self._sessions.by_id(session.id)
            unanswered = await self._sessions.close(fresh)
        if unanswered is None:
            raise NoAux
        self._panels.checked.wake_all()
        with using_locale(fresh.language):
            await self._panels.end(fresh, unanswered)
        return fresh


def _is_another_song(uri: str, about: str | None) -> bool:
    """Whether a button was about a different song than the current one."""
    playing = parse_link(uri)
    return about is not None and playing is not None and playing.id != about


def member_of(user: discord.User | discord.Member) -> Member:
    """Return a Discord user as a member of an aux."""
    roles = frozenset(role.id for role in getattr(user, "roles", ()))
    return Member(user.id, user.display_name, roles)
