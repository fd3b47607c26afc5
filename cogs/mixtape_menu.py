"""The context menu that puts a message's songs into the channel's mixtape."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.together.errors import NothingForMixtape
from bot.together.mixtapes import Mixtapes, Post
from bot.toolkit.answers import answer_interaction, think_privately
from bot.toolkit.context_menus import Menus
from bot.toolkit.presses import PressLimits
from bot.toolkit.server_rules import ServerRulesCheck
from bot.toolkit.target_parser import TargetParser
from bot.ui.language import later
from bot.ui.mixtape import album_answered_view

_KINDS = ("track", "album")


class MixtapeMenuCog(Menus, name="Mixtape menu"):
    """The mixtape's context menu on a message."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        server_rules: ServerRulesCheck,
        limits: PressLimits,
        mixtapes: Mixtapes,
        target_parser: TargetParser,
    ) -> None:
        super().__init__(bot, server_rules, limits)
        self._mixtapes = mixtapes
        self._target_parser = target_parser

    async def cog_load(self) -> None:
        """Add the menu."""
        self._add(later("Add to the mixtape"), self.add, "mixtape")

    async def add(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Add a message's songs and albums, as theirs who uses the menu.

        Raises NothingForMixtape for a message without any, NoMixtape and MixtapePaused.
        """
        await think_privately(interaction)
        found = [
            one for one in await self._target_parser.message_links(message) if one.kind in _KINDS
        ]
        if self._bot.user is not None and message.author.id == self._bot.user.id:
            # One of the bot's own answers also links to what it isn't about.
            found = [one for one in found if one.kind == found[0].kind]
        if not found:
            raise NothingForMixtape
        who, number = interaction.user, interaction.id
        uris = tuple(one.uri for one in found)
        post = Post(-number, number, who.id, who.display_name, uris)
        await self._mixtapes.give(interaction.channel_id or 0, post)
        await answer_interaction(interaction, album_answered_view(len(uris)))
