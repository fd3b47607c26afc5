"""Commands for one's own playlists."""

from __future__ import annotations

from typing import Annotated

import discord
from discord import app_commands
from discord.ext import commands

from bot.accounts.scopes import COVERS, EDIT_PLAYLISTS, PLAYLISTS
from bot.declaration import delete, get, post, put
from bot.music import undo
from bot.music.add_anyway import AddAnyway
from bot.music.errors import BadCover, MadeBySpotify
from bot.music.pictures import Pictures
from bot.music.playlist_calls import PAGE
from bot.music.playlists import Playlists
from bot.toolkit.answers import acknowledge, edit_pressed
from bot.toolkit.autocomplete import Autocomplete
from bot.toolkit.choices import Choices
from bot.toolkit.component_router import on_component, require_presser
from bot.toolkit.context import Context
from bot.toolkit.decorators import group, subcommand
from bot.toolkit.playlist_arguments import (
    PlaylistName,
    PlaylistThenName,
    PlaylistThenTwo,
    WholeName,
)
from bot.toolkit.playlist_choice import PlaylistChoice
from bot.toolkit.types import Interaction
from bot.typed_text import unquoted
from bot.ui import playlists as shown
from bot.ui.discord_errors import NotYours, TooOld

_SEARCH = get("/search")
_MINE = get("/me/playlists")
_ITEMS = "/playlists/{id}/items"
_LARGEST_UPLOAD = 8 * 1024 * 1024
_PLAYLIST = "The name of one of your playlists, or a Spotify link"


class PlaylistsCog(commands.Cog, name="Playlists"):
    """Your own playlists."""

    def __init__(
        self,
        playlists: Playlists,
        pictures: Pictures,
        choosing: PlaylistChoice,
        autocomplete: Autocomplete,
        anyway: AddAnyway,
        changes: undo.Undo,
    ) -> None:
        self._playlists = playlists
        self._pictures = pictures
        self._choosing = choosing
        self._autocomplete = autocomplete
        self._anyway = anyway
        self._changes = changes

    @group(
        aliases=["pl", "playlists"],
        example="playlist list",
        most_used=True,
        only_shows=True,
        fallback="list",
        scopes=PLAYLISTS,
        requests=[_MINE],
    )
    async def playlist(self, ctx: Context) -> None:
        """List your playlists."""
        async with ctx.typing():
            found = await self._playlists.mine(ctx.viewer)
        await ctx.show(shown.playlists_view(found, viewer=ctx.viewer, page=0))

    @subcommand(
        playlist,
        aliases=["view", "open"],
        example="playlist show Road Trip",
        only_shows=True,
        scopes=PLAYLISTS,
        requests=[_MINE, get(_ITEMS)],
    )
    @app_commands.describe(playlist=_PLAYLIST)
    async def show(self, ctx: Context, *, playlist: str) -> None:
        """Show a playlist and its songs."""
        async with ctx.typing():
            try:
                pick = await self._choosing.playlist(ctx, playlist, scopes=PLAYLISTS)
            except MadeBySpotify as error:
                await ctx.show(shown.made_by_spotify_view(error.link))
                return
            if pick is None:
                return
            page = await self._playlists.entries(ctx.viewer, pick.playlist)
        await ctx.show(shown.playlist_view(page, viewer=ctx.viewer))

    @subcommand(
        playlist,
        aliases=["new", "make"],
        example='playlist create "Sunday" slow mornings',
        scopes=EDIT_PLAYLISTS,
        requests=[post("/me/playlists")],
    )
    @app_commands.describe(
        name="The new playlist's name",
        description="A short description",
        public="Should everyone be able to see it?",
    )
    async def create(
        self,
        ctx: Context,
        name: Annotated[str, WholeName],
        public: bool | None = None,
        *,
        description: str = "",
    ) -> None:
        """Create a playlist; it's private unless you say otherwise."""
        async with ctx.typing():
            made = await self._playlists.create(
                ctx.viewer, name, public=bool(public), description=description
            )
        await ctx.show(shown.created_view(made))

    @subcommand(
        playlist,
        example='playlist add "Road Trip" velvet harbour',
        most_used=True,
        scopes=EDIT_PLAYLISTS,
        requests=[_SEARCH, _MINE, get(_ITEMS), post(_ITEMS)],
        note="at most four reads of 50 entries, to find duplicates",
    )
    @app_commands.describe(
        playlist=_PLAYLIST, what="Words or Spotify links; leave empty for what's playing"
    )
    async def add(
        self, ctx: Context, playlist: Annotated[str, PlaylistName], *, what: str = ""
    ) -> None:
        """Add to a playlist: what's playing, or what you name."""
        async with ctx.typing():
            pick = await self._choosing.playlist(ctx, playlist, what)
            if pick is None:
                return
            asked = await self._choosing.things(ctx, pick.rest)
            result = await self._playlists.add(asked, pick.playlist)
            note = await self._anyway.keep(ctx.viewer, result)
        await ctx.show(shown.added_view(result, note))

    @subcommand(
        playlist,
        aliases=["rm", "delete"],
        example='playlist remove "Road Trip"',
        scopes=EDIT_PLAYLISTS,
        requests=[_SEARCH, _MINE, get(_ITEMS), delete(_ITEMS)],
    )
    @app_commands.describe(
        playlist=_PLAYLIST, what="Words or Spotify links; leave empty for what's playing"
    )
    async def remove(
        self, ctx: Context, playlist: Annotated[str, PlaylistName], *, what: str = ""
    ) -> None:
        """Remove from a playlist: what's playing, or what you name."""
        async with ctx.typing():
            pick = await self._choosing.playlist(ctx, playlist, what)
            if pick is None:
                return
            asked = await self._choosing.things(ctx, pick.rest)
            result = await self._playlists.remove(asked, pick.playlist)
            note = await self._changes.keep(ctx.viewer, undo.of_removal(result))
        await ctx.show(shown.removed_view(result, note))

    @subcommand(
        playlist,
        example='playlist rename "Road Trip" Long Drive',
        scopes=EDIT_PLAYLISTS,
        requests=[_MINE, put("/playlists/{id}")],
        note="undoing reads it again first",
    )
    @app_commands.describe(playlist=_PLAYLIST, name="The new name")
    async def rename(
        self, ctx: Context, playlist: Annotated[str, PlaylistThenName], *, name: str
    ) -> None:
        """Rename a playlist."""
        async with ctx.typing():
            pick = await self._choosing.playlist(ctx, playlist, name, leave=1)
            if pick is None:
                return
            if not pick.rest.strip():
                raise commands.MissingRequiredArgument(self.rename.clean_params["name"])
            name = pick.rest if ctx.interaction is not None else unquoted(pick.rest)
            new = await self._playlists.rename(ctx.viewer, pick.playlist, name)
            note = await self._changes.keep(ctx.viewer, undo.of_rename(pick.playlist, new))
        await ctx.show(shown.renamed_view(pick.playlist, new, note))

    @subcommand(
        playlist,
        aliases=["reorder"],
        example='playlist move "Road Trip" 7 1',
        scopes=EDIT_PLAYLISTS,
        requests=[_MINE, put(_ITEMS), get(_ITEMS)],
    )
    @app_commands.describe(
        playlist=_PLAYLIST, number="The song's number", to="The song's new number"
    )
    async def move(
        self, ctx: Context, playlist: Annotated[str, PlaylistThenTwo], number: int, to: int
    ) -> None:
        """Move a song to another position in a playlist."""
        async with ctx.typing():
            pick = await self._choosing.playlist(ctx, str(playlist))
            if pick is None:
                return
            moved = await self._playlists.move(ctx.viewer, pick.playlist, number, to)
            note = await self._changes.keep(ctx.viewer, undo.of_move(moved))
        await ctx.show(shown.playlist_view(moved.page, viewer=ctx.viewer, undo=note))

    @subcommand(
        playlist,
        aliases=["picture"],
        example='playlist cover "Road Trip"',
        scopes=COVERS,
        requests=[_MINE, put("/playlists/{id}/images")],
    )
    @app_commands.describe(
        playlist=_PLAYLIST, picture="A JPEG, PNG or WebP; it will be cropped to a square"
    )
    async def cover(
        self, ctx: Context, picture: discord.Attachment | None = None, *, playlist: str
    ) -> None:
        """Give a playlist a new picture from an attachment."""
        if picture is None or picture.size > _LARGEST_UPLOAD:
            raise BadCover
        async with ctx.typing():
            jpeg = await self._pictures.playlist_cover(await picture.read())
            pick = await self._choosing.playlist(ctx, playlist, scopes=COVERS)
            if pick is None:
                return
            await self._playlists.set_cover(ctx.viewer, pick.playlist, jpeg)
            note = await self._changes.keep(ctx.viewer, undo.of_cover(pick.playlist))
        await ctx.show(shown.cover_view(pick.playlist, note))

    @show.autocomplete("playlist")
    @add.autocomplete("playlist")
    @remove.autocomplete("playlist")
    @rename.autocomplete("playlist")
    @move.autocomplete("playlist")
    @cover.autocomplete("playlist")
    async def suggest_playlist(self, interaction: Interaction, current: str) -> Choices:
        """Suggest the person's playlists."""
        return await self._autocomplete.playlists(interaction, current)

    @add.autocomplete("what")
    @remove.autocomplete("what")
    async def suggest_song(self, interaction: Interaction, current: str) -> Choices:
        """Suggest songs for what is being typed."""
        return await self._autocomplete.things(interaction, current, "track")

    @on_component(shown.ListPageButton)
    async def turn_list(self, interaction: Interaction, pressed: shown.ListPageButton) -> None:
        """Show another page of the list of playlists."""
        viewer, page = pressed.viewer, pressed.page
        require_presser(interaction, viewer)
        await acknowledge(interaction)
        found = await self._playlists.mine(viewer, page * PAGE)
        await edit_pressed(interaction, shown.playlists_view(found, viewer=viewer, page=page))

    @on_component(shown.EntryPageButton)
    async def turn(self, interaction: Interaction, pressed: shown.EntryPageButton) -> None:
        """Show another page of a playlist."""
        require_presser(interaction, pressed.viewer)
        await acknowledge(interaction)
        found = await self._playlists.show(pressed.viewer, pressed.thing, pressed.page * PAGE)
        await edit_pressed(interaction, shown.playlist_view(found, viewer=pressed.viewer))

    @on_component(shown.AnywayButton, stands_for="playlist")
    async def add_anyway(self, interaction: Interaction, pressed: shown.AnywayButton) -> None:
        """Add the duplicates again; only one press counts."""
        asked = await self._anyway.asked(pressed.note)
        if asked is None:
            raise TooOld
        if asked != interaction.user.id:
            raise NotYours
        await acknowledge(interaction)
        added = await self._anyway.run(pressed.note)
        if added is None:
            raise TooOld
        await edit_pressed(interaction, shown.added_anyway_view(added))
