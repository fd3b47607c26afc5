"""Context menus: on a person, and on a message (the mixtape's is in cogs/mixtape_menu.py)."""

from __future__ import annotations

import contextlib

import discord
from discord import ui
from discord.ext import commands

from bot.music.player import QUEUES
from bot.music.resolver import Target
from bot.music.services import MusicServices
from bot.spotify.links import SpotifyLink, without_addresses
from bot.toolkit.answers import answer_for_later, answer_interaction, think_privately
from bot.toolkit.aux_service import AuxService
from bot.toolkit.context_menus import Menus
from bot.toolkit.live_messages import LiveMessages
from bot.toolkit.mutual_servers import MutualServers, read_person_by_id
from bot.toolkit.now_playing_renderer import NowPlayingRenderer
from bot.toolkit.presses import PressLimits
from bot.toolkit.server_rules import ServerRulesCheck
from bot.toolkit.target_parser import TargetParser, texts_of
from bot.toolkit.types import Interaction
from bot.ui.buttons import do_button
from bot.ui.catalogue import search_view
from bot.ui.discord_errors import NothingToFind, NotOurAnswer, NotYourAnswer
from bot.ui.language import _, later
from bot.ui.library import saved_view
from bot.ui.player import done, only_played_view, queued_view, started_view

_WORDS = 100


class PersonMenusCog(Menus, name="Person menus"):
    """The context menu on a person."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        server_rules: ServerRulesCheck,
        limits: PressLimits,
        now_playing: NowPlayingRenderer,
        live_messages: LiveMessages,
        mutual_servers: MutualServers,
    ) -> None:
        super().__init__(bot, server_rules, limits)
        self._now_playing = now_playing
        self._live_messages = live_messages
        self._mutual_servers = mutual_servers

    async def cog_load(self) -> None:
        """Add the menu."""
        self._add(later("Now playing"), self.now_playing, "nowplaying", reply="public")

    async def now_playing(self, interaction: discord.Interaction, user: discord.User) -> None:
        """Show what a person is playing."""
        who = await read_person_by_id(self._mutual_servers, interaction, user.id)
        shown = await self._now_playing.show(
            who.user,
            interaction.user.id,
            guild=interaction.guild,
            shares_server=who.shares_server,
        )
        message = await answer_for_later(interaction, shown.view, private=False, files=shown.files)
        await self._live_messages.begin(interaction, message, who, shown.now)


class MessageMenusCog(Menus, name="Message menus"):
    """The context menus on a message."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        server_rules: ServerRulesCheck,
        limits: PressLimits,
        music: MusicServices,
        target_parser: TargetParser,
        aux: AuxService,
    ) -> None:
        super().__init__(bot, server_rules, limits)
        self._players = music.players
        self._library = music.library
        self._searches = music.searches
        self._target_parser = target_parser
        self._aux = aux

    async def cog_load(self) -> None:
        """Add the menus."""
        self._add(later("Play on Spotify"), self.play, "play")
        self._add(later("Queue"), self.queue, "queue")
        self._add(later("Save"), self.save, "like")
        self._add(later("Delete answer"), self.delete_answer)

    async def play(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Play what a message is about."""
        await think_privately(interaction)
        links = await self._links(message)
        if not links:
            await self._offer_choice(interaction, message)
            return
        started = await self._players.play(Target(interaction.user.id, tuple(links)))
        await answer_interaction(interaction, started_view(started.thing))

    async def queue(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Queue all songs and albums of a message, in order; an open aux gets only the first."""
        await think_privately(interaction)
        links = await self._links(message)
        session = await self._aux.open_in(interaction.channel_id or 0)
        if session is not None:
            if not links:
                await self._target_parser.reject_unsupported(texts_of(message))
            words = "" if links else without_addresses(message.clean_content)[:_WORDS]
            asked = Target(interaction.user.id, tuple(links), words)
            await self._aux.suggest_unseen(interaction, session, asked)
            return
        songs = _of(links, *QUEUES)
        if songs:
            items = await self._players.add_to_queue(Target(interaction.user.id, songs))
            await answer_interaction(interaction, queued_view(items))
        elif links:
            button = do_button("play", links[0], _("Play"))
            await answer_interaction(interaction, only_played_view(links[0].kind, button))
        else:
            await self._offer_choice(interaction, message)

    async def save(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Save everything a message links to; artists and playlists are followed."""
        await think_privately(interaction)
        links = await self._links(message)
        if not links:
            await self._offer_choice(interaction, message)
            return
        items = await self._library.like(Target(interaction.user.id, tuple(links)))
        await answer_interaction(interaction, saved_view(items))

    async def delete_answer(
        self, interaction: discord.Interaction, message: discord.Message
    ) -> None:
        """Delete one of the bot's answers, for its requester or someone who manages messages.

        Raises NotOurAnswer or NotYourAnswer.
        """
        await think_privately(interaction)
        own = self._bot.user is not None and message.author.id == self._bot.user.id
        if not own:
            raise NotOurAnswer
        if not interaction.permissions.manage_messages and not _asked_by(
            message, interaction.user.id
        ):
            raise NotYourAnswer
        with contextlib.suppress(discord.NotFound):
            await message.delete()
        await answer_interaction(interaction, done(_("Deleted.")))

    async def _links(self, message: discord.Message) -> list[SpotifyLink]:
        """Return the links of a message; of our own answers, only those they are about."""
        links = await self._target_parser.message_links(message)
        if self._bot.user is not None and message.author.id == self._bot.user.id:
            return [one for one in links if one.kind == links[0].kind]
        return links

    async def _offer_choice(self, interaction: Interaction, message: discord.Message) -> None:
        """Search for a message's words and let the person choose.

        Raises NotASpotifyLink for a message with an unusable link, and NothingToFind.
        """
        await self._target_parser.reject_unsupported(texts_of(message))
        words = without_addresses(message.clean_content)[:_WORDS]
        if not words:
            raise NothingToFind
        person = interaction.user.id
        searched, note = await self._searches.begin(words, viewer=person)
        view: ui.LayoutView = search_view(searched, note=note, viewer=person)
        await answer_interaction(interaction, view)


def _of(links: list[SpotifyLink], *kinds: str) -> tuple[SpotifyLink, ...]:
    return tuple(one for one in links if one.kind in kinds)


def _asked_by(message: discord.Message, person: int) -> bool:
    meta = message.interaction_metadata
    if meta is not None and meta.user.id == person:
        return True
    reference = message.reference.resolved if message.reference else None
    return isinstance(reference, discord.Message) and reference.author.id == person
