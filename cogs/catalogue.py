"""Looking things up in Spotify's catalogue."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.accounts.browsing import Browsing
from bot.accounts.errors import AccountError
from bot.spotify.errors import SpotifyError
from bot.ui.artist import artist_view
from bot.ui.buttons import ARTIST
from bot.ui.context import Context
from bot.ui.text import plain
from cogs.components import Interaction, NotYours, answers, chosen, pressed
from cogs.declare import command

_TYPING_PAUSE = 0.35
_ENOUGH_TIME = 1.2
_SHORTEST = 2
_PEOPLE_KEPT = 1000


class CatalogueCog(commands.Cog, name="Catalogue"):
    """Looking things up in Spotify's catalogue."""

    def __init__(self, browsing: Browsing) -> None:
        self._browsing = browsing
        self._typed: dict[int, str] = {}

    @command(example="artist The Paper Lanterns")
    @app_commands.describe(name="The artist's name, or a Spotify link")
    @commands.cooldown(8, 20, commands.BucketType.user)
    async def artist(self, ctx: Context, *, name: str = "") -> None:
        """Show an artist: newest albums and singles, and some songs."""
        async with ctx.typing():
            page = await self._browsing.artist(name, viewer=ctx.author.id)
        await ctx.show(artist_view(page, viewer_id=ctx.author.id))

    @artist.autocomplete("name")
    async def suggest(
        self, interaction: discord.Interaction[Any], current: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest artists, when the person pauses typing, so that few requests are spent."""
        typed, person = current.strip(), interaction.user.id
        if len(self._typed) >= _PEOPLE_KEPT:
            self._typed.clear()
        self._typed[person] = typed
        if not _SHORTEST <= len(typed) <= 100 or "://" in typed or typed.startswith("spotify:"):
            return []
        await asyncio.sleep(_TYPING_PAUSE)
        if self._typed.get(person) != typed:
            return []
        try:
            async with asyncio.timeout(_ENOUGH_TIME):
                found = await self._browsing.suggest_artists(typed, viewer=person)
        except (SpotifyError, AccountError, TimeoutError):
            return []
        return [
            app_commands.Choice(name=plain(artist.name, 100), value=f"spotify:artist:{artist.id}")
            for artist in found
        ]

    @answers(ARTIST)
    async def pick(self, interaction: Interaction, viewer: int) -> None:
        """Show another of the artists that were found."""
        if interaction.user.id != viewer:
            raise NotYours
        await interaction.response.defer()
        page = await self._browsing.artist_by_id(chosen(interaction), viewer=viewer)
        matches = _options_of(interaction)
        await interaction.edit_original_response(
            view=artist_view(page, viewer_id=viewer, matches=matches)
        )


def _options_of(interaction: Interaction) -> list[tuple[str, str]]:
    view = discord.ui.LayoutView.from_message(interaction.message) if interaction.message else None
    for item in view.walk_children() if view else ():
        if isinstance(item, discord.ui.Select) and item.custom_id == pressed(interaction):
            return [(option.value, option.label) for option in item.options]
    return []
