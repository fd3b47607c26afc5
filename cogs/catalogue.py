"""Commands that look things up in Spotify's catalogue."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.accounts.scopes import PODCASTS
from bot.declaration import Use, get
from bot.music.browsing import Browsing
from bot.music.resolver import Target
from bot.music.searches import Searches
from bot.toolkit.answers import acknowledge, edit_pressed
from bot.toolkit.autocomplete import Autocomplete
from bot.toolkit.choices import Choices
from bot.toolkit.component_router import chosen, on_component, options_of, require_presser
from bot.toolkit.context import Context
from bot.toolkit.decorators import command
from bot.toolkit.target_parser import TargetParser
from bot.toolkit.types import Interaction
from bot.ui.artist import artist_view
from bot.ui.button_ids import ArtistSelect
from bot.ui.catalogue import (
    ResultSelect,
    SearchButton,
    album_view,
    search_view,
    share_view,
    show_view,
    thing_view,
)
from bot.ui.discord_errors import TooOld

_SEARCH = get("/search")


class CatalogueCog(commands.Cog, name="Catalogue"):
    """Look things up in Spotify's catalogue."""

    def __init__(
        self,
        browsing: Browsing,
        searches: Searches,
        target_parser: TargetParser,
        autocomplete: Autocomplete,
    ) -> None:
        self._browsing = browsing
        self._target_parser = target_parser
        self._autocomplete = autocomplete
        self._searches = searches

    @command(
        aliases=["find", "s"],
        example="search paper",
        most_used=True,
        only_shows=True,
        requests=[_SEARCH],
        note="one for each tab and page",
    )
    @app_commands.describe(words="What to look for")
    async def search(self, ctx: Context, *, words: str = "") -> None:
        """Search songs, artists, albums, playlists and podcasts."""
        async with ctx.typing():
            asked = await self._target_parser.parse(ctx, words)
            if asked.links and (words.strip() or not _is_about_a_song(asked)):
                view = thing_view(await self._browsing.linked(asked))
            else:
                view = await self._search(asked)
        await ctx.show(view)

    @command(
        aliases=["ar"],
        example="artist The Paper Lanterns",
        most_used=True,
        only_shows=True,
        requests=[_SEARCH, get("/artists/{id}/albums"), _SEARCH],
    )
    @app_commands.describe(name="A name or a Spotify link; leave empty for who's playing")
    async def artist(self, ctx: Context, *, name: str = "") -> None:
        """Show an artist: newest albums and singles, and some songs."""
        async with ctx.typing():
            page = await self._browsing.artist(await self._target_parser.parse(ctx, name))
        await ctx.show(artist_view(page, viewer_id=ctx.viewer))

    @artist.autocomplete("name")
    async def suggest_artist(self, interaction: Interaction, current: str) -> Choices:
        """Suggest artists for what is being typed."""
        return await self._autocomplete.things(interaction, current, "artist")

    @command(
        aliases=["ab"],
        example="album Amber Letters",
        only_shows=True,
        requests=[_SEARCH, get("/albums/{id}")],
    )
    @app_commands.describe(name="A name or a Spotify link; leave empty for what's playing")
    async def album(self, ctx: Context, *, name: str = "") -> None:
        """Show an album with its songs."""
        async with ctx.typing():
            page = await self._browsing.album(await self._target_parser.parse(ctx, name))
        await ctx.show(album_view(page))

    @album.autocomplete("name")
    async def suggest_album(self, interaction: Interaction, current: str) -> Choices:
        """Suggest albums for what is being typed."""
        return await self._autocomplete.things(interaction, current, "album")

    @command(
        aliases=["song", "episode", "podcast"],
        example="track Midnight Windows",
        only_shows=True,
        requests=[_SEARCH],
        also=[Use("podcasts", PODCASTS, (get("/shows/{id}"),))],
    )
    @app_commands.describe(
        name="A name or Spotify link, podcasts too; leave empty for what's playing"
    )
    async def track(self, ctx: Context, *, name: str = "") -> None:
        """Show a song, an episode or a podcast."""
        async with ctx.typing():
            asked = await self._target_parser.parse(ctx, name)
            show = next((one for one in asked.links if one.kind == "show"), None)
            if show is not None:
                view = show_view(await self._browsing.show(show.id, viewer=ctx.viewer))
            else:
                view = thing_view(await self._browsing.track(asked))
        await ctx.show(view)

    @track.autocomplete("name")
    async def suggest_track(self, interaction: Interaction, current: str) -> Choices:
        """Suggest songs for what is being typed."""
        return await self._autocomplete.things(interaction, current, "track")

    @command(
        aliases=["recommend"],
        example="share Winter Lanterns",
        only_shows=True,
        requests=[_SEARCH],
    )
    @app_commands.describe(
        what="A song, or a Spotify link to anything; leave empty for what's playing"
    )
    async def share(self, ctx: Context, *, what: str = "") -> None:
        """Share a song, album, playlist or podcast: everyone can play it for themselves."""
        async with ctx.typing():
            thing = await self._browsing.shared(await self._target_parser.parse(ctx, what))
        await ctx.show(share_view(thing, ctx.author.display_name))

    @share.autocomplete("what")
    async def suggest_share(self, interaction: Interaction, current: str) -> Choices:
        """Suggest songs for what is being typed."""
        return await self._autocomplete.things(interaction, current, "track")

    async def _search(self, asked: Target) -> discord.ui.LayoutView:
        """Search for words, or for what is playing if there are none."""
        query = asked.words or (await self._browsing.track(asked)).name[:200]
        searched, note = await self._searches.begin(query, viewer=asked.viewer)
        return search_view(searched, note=note, viewer=asked.viewer)

    @on_component(SearchButton)
    async def turn(self, interaction: Interaction, pressed: SearchButton) -> None:
        """Show another tab or page of a search."""
        require_presser(interaction, pressed.viewer)
        await acknowledge(interaction)
        await edit_pressed(interaction, await self._searched(pressed))

    @on_component(ResultSelect)
    async def pick(self, interaction: Interaction, pressed: ResultSelect) -> None:
        """Choose the result that the buttons below act on."""
        require_presser(interaction, pressed.viewer)
        await acknowledge(interaction)
        await edit_pressed(interaction, await self._searched(pressed, chosen(interaction)))

    @on_component(ArtistSelect)
    async def pick_artist(self, interaction: Interaction, pressed: ArtistSelect) -> None:
        """Show another artist from the search results."""
        viewer = pressed.viewer
        require_presser(interaction, viewer)
        await acknowledge(interaction)
        page = await self._browsing.artist_by_id(chosen(interaction), viewer=viewer)
        matches = options_of(interaction)
        await edit_pressed(interaction, artist_view(page, viewer_id=viewer, matches=matches))

    async def _searched(
        self, pressed: SearchButton | ResultSelect, picked: str | None = None
    ) -> discord.ui.LayoutView:
        note, viewer, offset = pressed.note, pressed.viewer, pressed.page * 10
        searched = await self._searches.turn(note, pressed.kind, offset, viewer=viewer)
        if searched is None:
            raise TooOld
        return search_view(searched, note=note, viewer=viewer, chosen=picked)


def _is_about_a_song(asked: Target) -> bool:
    """Whether the message replies to one of our answers about a song: its title is searched."""
    return asked.about_one and asked.links[0].kind in ("track", "episode")
