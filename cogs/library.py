"""Commands for saved songs and followed artists."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.accounts.scopes import EDIT_PLAYLISTS, FOLLOWS, LIKED, LIKES
from bot.declaration import Use, delete, get, put
from bot.music import undo
from bot.music.library import PAGE, Library, uri_of
from bot.toolkit.answers import acknowledge, edit_pressed
from bot.toolkit.autocomplete import Autocomplete
from bot.toolkit.choices import Choices
from bot.toolkit.component_router import on_component, require_presser
from bot.toolkit.context import Context
from bot.toolkit.decorators import command
from bot.toolkit.target_parser import TargetParser
from bot.toolkit.types import Interaction
from bot.ui import lists
from bot.ui.language import _
from bot.ui.library import removed_view, saved_view, unfollowed_view
from bot.ui.player import done
from bot.ui.things import titled

_SEARCH = get("/search")
_PLAYLIST = get("/playlists/{id}")
_SAVE = put("/me/library")
_SAVED = get("/me/library/contains")
_UNSAVE = delete("/me/library")


class LibraryCog(commands.Cog, name="Library"):
    """What you've saved, and who you follow."""

    def __init__(
        self,
        library: Library,
        target_parser: TargetParser,
        autocomplete: Autocomplete,
        changes: undo.Undo,
    ) -> None:
        self._library = library
        self._target_parser = target_parser
        self._autocomplete = autocomplete
        self._changes = changes

    @command(
        aliases=["save", "love"],
        example="like",
        most_used=True,
        scopes=LIKES,
        requests=[_SEARCH, _SAVE],
        also=[
            Use("artists", FOLLOWS, (get("/artists/{id}"), _SAVE, _SAVED)),
            Use("playlists", EDIT_PLAYLISTS, (_PLAYLIST, _SAVE, _SAVED)),
        ],
    )
    @app_commands.describe(what="Words or a Spotify link; leave empty for what's playing")
    async def like(self, ctx: Context, *, what: str = "") -> None:
        """Save a song, album or podcast: what's playing, or what you name."""
        async with ctx.typing():
            things = await self._library.like(await self._target_parser.parse(ctx, what))
        await ctx.show(saved_view(things))

    @command(
        aliases=["unsave"],
        example="unlike",
        scopes=LIKES,
        requests=[_SEARCH, _SAVED, _UNSAVE],
        also=[
            Use("artists", FOLLOWS, (get("/artists/{id}"), _SAVED, _UNSAVE)),
            Use("playlists", EDIT_PLAYLISTS, (_PLAYLIST, _SAVED, _UNSAVE)),
        ],
    )
    @app_commands.describe(what="Words or a Spotify link; leave empty for what's playing")
    async def unlike(self, ctx: Context, *, what: str = "") -> None:
        """Remove a song, album or podcast from your library."""
        async with ctx.typing():
            removed = await self._library.unlike(await self._target_parser.parse(ctx, what))
            uris = [uri_of(one) for one in removed.gone]
            note = await self._changes.keep(ctx.viewer, undo.of_unsaving(uris))
        await ctx.show(removed_view(removed, note))

    @like.autocomplete("what")
    @unlike.autocomplete("what")
    async def suggest_song(self, interaction: Interaction, current: str) -> Choices:
        """Suggest songs for what is being typed."""
        return await self._autocomplete.things(interaction, current, "track")

    @command(
        aliases=["likes", "saved"],
        example="liked",
        most_used=True,
        only_shows=True,
        scopes=LIKED,
        requests=[get("/me/tracks")],
    )
    async def liked(self, ctx: Context) -> None:
        """Show your Liked Songs."""
        async with ctx.typing():
            found = await self._library.liked(ctx.viewer, 0)
        await ctx.show(lists.liked_view(found, viewer=ctx.viewer, page=0, size=PAGE))

    @command(
        example="follow Velvet Harbour",
        scopes=FOLLOWS,
        requests=[_SEARCH, _SAVE, _SAVED],
        also=[Use("playlists", EDIT_PLAYLISTS, (_PLAYLIST, _SAVE, _SAVED))],
    )
    @app_commands.describe(artist="A name or a Spotify link; leave empty for who's playing")
    async def follow(self, ctx: Context, *, artist: str = "") -> None:
        """Follow an artist."""
        async with ctx.typing():
            found = await self._library.follow(await self._target_parser.parse(ctx, artist))
        await ctx.show(done("✅ " + _("You now follow {name}.").format(name=titled(found))))

    @command(
        example="unfollow Velvet Harbour",
        scopes=FOLLOWS,
        requests=[_SEARCH, _SAVED, _UNSAVE, _SAVED],
        note="what is undone costs one to four more",
        also=[Use("playlists", EDIT_PLAYLISTS, (_PLAYLIST, _SAVED, _UNSAVE, _SAVED))],
    )
    @app_commands.describe(artist="A name or a Spotify link; leave empty for who's playing")
    async def unfollow(self, ctx: Context, *, artist: str = "") -> None:
        """Unfollow an artist."""
        async with ctx.typing():
            asked = await self._target_parser.parse(ctx, artist)
            found, followed = await self._library.unfollow(asked)
            uris = [found.uri] if followed else []
            note = await self._changes.keep(ctx.viewer, undo.of_unsaving(uris))
        await ctx.show(unfollowed_view(found, note, followed=followed))

    @follow.autocomplete("artist")
    @unfollow.autocomplete("artist")
    async def suggest_follow(self, interaction: Interaction, current: str) -> Choices:
        """Suggest artists for what is being typed."""
        return await self._autocomplete.things(interaction, current, "artist")

    @on_component(lists.LikedPageButton)
    async def turn_liked(self, interaction: Interaction, pressed: lists.LikedPageButton) -> None:
        """Show another page of Liked Songs."""
        viewer, page = pressed.viewer, pressed.page
        require_presser(interaction, viewer)
        await acknowledge(interaction)
        found = await self._library.liked(viewer, page * PAGE)
        view = lists.liked_view(found, viewer=viewer, page=page, size=PAGE)
        await edit_pressed(interaction, view)
