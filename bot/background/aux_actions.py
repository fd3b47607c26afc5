"""Actions on an aux, shared by commands, buttons and menus."""

from __future__ import annotations

from dataclasses import replace

import discord
from discord import ui
from discord.ext import commands

from bot.background.aux_keeper import AuxKeeper
from bot.music.resolver import Target
from bot.spotify.links import parse_link
from bot.together.aux_player import AuxPlayer, Step
from bot.together.aux_queue import AuxQueue
from bot.together.aux_sessions import AuxSession, AuxSessions, AuxSong, Member, Trust
from bot.together.errors import NoAux, OwnerNotAsked
from bot.toolkit.answers import answer_presser
from bot.toolkit.component_router import Interaction
from bot.ui import aux_panel as shown
from bot.ui.language import using_locale


class AuxActions:
    """Acts for the person who asks, and shows everyone in the channel the result."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        sessions: AuxSessions,
        queue: AuxQueue,
        player: AuxPlayer,
        keeper: AuxKeeper,
    ) -> None:
        self._bot = bot
        self.sessions = sessions
        self.queue = queue
        self.keeper = keeper
        self._player = player

    def is_here(self, guild: discord.Guild | None) -> bool:
        """Whether the bot is a member of a server; otherwise it couldn't update a panel."""
        return guild is not None and self._bot.get_guild(guild.id) is not None

    async def question(
        self, session: AuxSession, song: AuxSong
    ) -> tuple[ui.LayoutView, discord.AllowedMentions]:
        """Return the question to the owner about a song, and who it pings."""
        ping = await self.sessions.may_ping(session)
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
        song = await self.queue.suggest(session, member_of(interaction.user), target)
        if song.state == "queued":
            await answer_presser(interaction, shown.added_view(song))
        else:
            await self._ask_openly(session, song, interaction.id)
            await answer_presser(interaction, shown.asked_view(song, session.owner_name))
        await self.keeper.changed(session)

    async def _ask_openly(self, session: AuxSession, song: AuxSong, asked_by: int) -> None:
        view, mentions = await self.question(session, song)
        channel = self._bot.get_partial_messageable(session.channel_id)
        try:
            # Not the song's number: the next aux starts counting again.
            message = await channel.send(
                view=view, allowed_mentions=mentions, nonce=f"aux{asked_by}"
            )
        except discord.HTTPException:
            await self.queue.withdraw(song)
            raise OwnerNotAsked(session.owner_name) from None
        await self.set_question(session, song, message.id)

    async def set_question(self, session: AuxSession, song: AuxSong, message_id: int) -> None:
        """Store which message asks about a song; answer it if that has been decided meanwhile."""
        kept = await self.queue.set_question(song, message_id)
        if kept is not None and kept.state == "suggested":
            return
        question = replace(song, question_id=message_id)
        with using_locale(session.language):
            view = shown.refused_view(song) if kept is None else shown.added_view(song)
            await self.keeper.answer_question(session, question, view)

    async def mark_accepted(self, session: AuxSession, songs: list[AuxSong]) -> None:
        """Update the questions about songs that a rule change has accepted."""
        with using_locale(session.language):
            for song in songs:
                await self.keeper.answer_question(session, song, shown.added_view(song))

    async def accept_trusted(
        self, session: AuxSession, guild: discord.Guild | None
    ) -> list[AuxSong]:
        """Accept pending songs that no longer need approval; return them."""
        if session.trust == "everyone":
            return await self.queue.settle(session)
        if session.trust != "role" or guild is None:
            return []
        people = await self.queue.suggesters(session)
        if not people:
            return []
        found = await guild.query_members(user_ids=people[:100], limit=100)
        free = frozenset(one.id for one in found if self.sessions.trusts(session, member_of(one)))
        return await self.queue.settle(session, free)

    async def choose_trust(
        self, session: AuxSession, level: Trust, role: int | None, guild: discord.Guild | None
    ) -> AuxSession:
        """Choose whose songs go in without asking; the new rule covers pending ones too."""
        await self.sessions.set_trust(session, level, role)
        updated = await self.sessions.by_id(session.id)
        songs = await self.accept_trusted(updated, guild)
        await self.keeper.changed(updated)
        await self.mark_accepted(updated, songs)
        return updated

    async def vote(
        self, session: AuxSession, person: int, about: str | None = None
    ) -> ui.LayoutView:
        """Count a vote to skip; `about` is the song that the voter was shown."""
        uri = await self._player.current_uri(session)
        if uri is None:
            return shown.nothing_plays_view()
        if _is_another_song(uri, about):
            await self.keeper.changed(session, look=True)
            return shown.over_view()
        vote = await self.queue.vote(session, person, uri)
        if vote.decided:
            await self._player.skip(session, uri, claimed=True)
        await self.keeper.changed(session, look=vote.decided)
        return shown.voted_view(vote)

    async def skip(self, session: AuxSession, about: str | None) -> Step | None:
        """Skip the current song for the owner; None if the song they were shown is over."""
        uri = await self._player.current_uri(session)
        if uri is None or _is_another_song(uri, about):
            return None
        return await self._player.skip(session, uri)

    async def close(self, session_id: int) -> AuxSession:
        """End an aux, and say so in its messages; raises NoAux if it has already ended."""
        async with self.keeper.turn(session_id):
            session = await self.sessions.by_id(session_id)
            unanswered = await self.sessions.close(session)
        if unanswered is None:
            raise NoAux
        self.keeper.wake()
        with using_locale(session.language):
            await self.keeper.end(session, unanswered)
        return session


def _is_another_song(uri: str, about: str | None) -> bool:
    """Whether a button was about a different song than the current one."""
    playing = parse_link(uri)
    return about is not None and playing is not None and playing.id != about


def member_of(user: discord.User | discord.Member) -> Member:
    """Return a Discord user as a member of an aux."""
    roles = frozenset(role.id for role in getattr(user, "roles", ()))
    return Member(user.id, user.display_name, roles)
