"""Commands of the mixtape: links that are posted in a channel go into one person's playlist."""

from __future__ import annotations

import time

from discord import app_commands
from discord.ext import commands

from bot.accounts.scopes import EDIT_PLAYLISTS
from bot.declaration import get, post
from bot.music.errors import OutOfRange
from bot.together.errors import NothingForMixtape
from bot.together.mixtapes import EACH, Mixtape, Mixtapes, Post
from bot.toolkit.answers import acknowledge, edit_pressed
from bot.toolkit.channel_rights import rights_in
from bot.toolkit.component_router import on_component
from bot.toolkit.context import Context
from bot.toolkit.decorators import group, subcommand
from bot.toolkit.mixtape_posts import MOST_BACK, MixtapePosts, number_of
from bot.toolkit.playlist_choice import PlaylistChoice
from bot.toolkit.types import Interaction
from bot.ui import mixtape as shown
from bot.ui.language import _, current_locale


class MixtapeCog(commands.Cog, name="Mixtape"):
    """Spotify links posted in a channel go into one playlist."""

    def __init__(self, mixtapes: Mixtapes, posts: MixtapePosts, choosing: PlaylistChoice) -> None:
        self._mixtapes = mixtapes
        self._posts = posts
        self._choosing = choosing

    @group(
        aliases=["tape"],
        example="mixtape show",
        only_shows=True,
        fallback="show",
        note="two reads with the owner's Spotify for the titles, once something was posted",
    )
    @commands.guild_only()
    async def mixtape(self, ctx: Context) -> None:
        """Show this channel's mixtape: its playlist, and who added what."""
        async with ctx.typing():
            tally = await self._mixtapes.tally(ctx.channel.id)
        await ctx.show(shown.mixtape_view(tally, _missing(ctx)))

    @subcommand(
        mixtape,
        aliases=["open", "new"],
        example="mixtape start",
        scopes=EDIT_PLAYLISTS,
        requests=[post("/me/playlists")],
        note="into a playlist of yours: two or more reads instead",
    )
    @app_commands.describe(playlist="One of your playlists; leave empty for a new one")
    @commands.guild_only()
    async def start(self, ctx: Context, *, playlist: str = "") -> None:
        """Let Spotify links in this channel go into a playlist of yours."""
        await self._mixtapes.check_free(ctx.channel.id)
        async with ctx.typing():
            found = None
            if playlist:
                pick = await self._choosing.playlist(ctx, playlist)
                if pick is None:
                    return
                found = pick.playlist
            name = _("Mixtape of #{channel}").format(channel=getattr(ctx.channel, "name", "?"))
            into = await self._mixtapes.own_playlist(ctx.viewer, found, name)
            new = Mixtape(
                channel_id=ctx.channel.id,
                guild_id=ctx.guild.id if ctx.guild else 0,
                owner_id=ctx.viewer,
                owner_name=ctx.author.display_name[:100],
                playlist_id=into.id,
                playlist_name=into.name[:100],
                each=EACH,
                language=current_locale(),
                paused=0,
                created_at=int(time.time()),
            )
            await self._mixtapes.start(new)
        await ctx.show(shown.started_view(new, _missing(ctx)))

    @subcommand(
        mixtape, example="mixtape add https://open.spotify.com/album/4m2880jivSbbyEGAKfITCa"
    )
    @app_commands.describe(links="Spotify links of songs or albums")
    @commands.guild_only()
    async def add(self, ctx: Context, *, links: str) -> None:
        """Add songs by their Spotify links."""
        found = (await self._choosing.things(ctx, links)).links
        uris = tuple(one.uri for one in found if one.kind in ("track", "album"))
        if not uris:
            raise NothingForMixtape
        number = number_of(ctx)
        one = Post(number, abs(number), ctx.viewer, ctx.author.display_name, uris)
        await self._mixtapes.give(ctx.channel.id, one)
        await ctx.show(shown.album_answered_view(len(uris)))

    @subcommand(mixtape, example="mixtape undo")
    @commands.guild_only()
    async def undo(self, ctx: Context) -> None:
        """Take out the song you added last, or (in reply to a message) that message's songs."""
        mixtape = await self._mixtapes.of(ctx.channel.id)
        reference = ctx.message.reference if ctx.interaction is None else None
        about = reference.message_id if reference is not None else None
        songs = await self._mixtapes.undo(mixtape, ctx.viewer, about)
        await ctx.show(shown.undone_view(songs))

    @subcommand(mixtape, example="mixtape backfill 50")
    @app_commands.describe(messages="How many of the last messages, 1 to 200")
    @commands.guild_only()
    async def backfill(self, ctx: Context, messages: int) -> None:
        """Take the links of this channel's last messages too (mixtape owner)."""
        await self._mixtapes.owned(ctx.channel.id, ctx.viewer)
        if not 1 <= messages <= MOST_BACK:
            raise OutOfRange("messages", str(messages))
        async with ctx.typing():
            prefix = await ctx.bot.prefix_in(ctx.guild)
            taken = await self._posts.backfill(ctx.channel, ctx.channel.id, messages, prefix)
        await ctx.show(shown.backfilled_view(taken))

    @subcommand(mixtape, example="mixtape limit 10")
    @app_commands.describe(songs="How many songs each person may have in it; 0 for any number")
    @commands.guild_only()
    async def limit(self, ctx: Context, songs: int) -> None:
        """Choose how many songs each person may add (mixtape owner)."""
        mixtape = await self._mixtapes.owned(ctx.channel.id, ctx.viewer)
        await self._mixtapes.limit(mixtape, songs)
        tally = await self._mixtapes.tally(ctx.channel.id)
        await ctx.show(shown.mixtape_view(tally, _missing(ctx)))

    @subcommand(mixtape, example="mixtape pause")
    @commands.guild_only()
    async def pause(self, ctx: Context) -> None:
        """Take no links until you resume (mixtape owner)."""
        await self._set_paused(ctx, paused=True)

    @subcommand(
        mixtape,
        example="mixtape resume",
        scopes=EDIT_PLAYLISTS,
        requests=[get("/playlists/{id}"), get("/me")],
    )
    @commands.guild_only()
    async def resume(self, ctx: Context) -> None:
        """Take links again (mixtape owner)."""
        await self._set_paused(ctx, paused=False)

    async def _set_paused(self, ctx: Context, *, paused: bool) -> None:
        mixtape = await self._mixtapes.owned(ctx.channel.id, ctx.viewer)
        async with ctx.typing():
            await self._mixtapes.pause(mixtape, paused=paused)
            tally = await self._mixtapes.tally(ctx.channel.id)
        await ctx.show(shown.mixtape_view(tally, _missing(ctx)))

    @subcommand(mixtape, aliases=["close", "stop"], example="mixtape end")
    @commands.guild_only()
    async def end(self, ctx: Context) -> None:
        """End the mixtape (its owner, or anyone who manages messages). The playlist stays."""
        moderates = ctx.permissions.manage_messages
        ended = await self._mixtapes.end(ctx.channel.id, ctx.viewer, moderates=moderates)
        await ctx.show(shown.ended_view(ended))

    @on_component(shown.AlbumButton, stands_for=shown.AlbumButton.command)
    async def answer_album(self, interaction: Interaction, pressed: shown.AlbumButton) -> None:
        """Put an album's songs in, or not."""
        channel, person = interaction.channel_id or 0, interaction.user.id
        album = await self._mixtapes.asked_album(channel, pressed.song, person)
        await acknowledge(interaction)
        uris = await self._mixtapes.album_uris(album) if pressed.answer == "yes" else ()
        await self._mixtapes.answer_album(album, uris)
        await edit_pressed(interaction, shown.album_answered_view(len(uris)))


def _missing(ctx: Context) -> shown.Missing:
    """Return what the bot can't do in a mixtape's channel."""
    rights = rights_in(ctx.channel)
    reacts = rights is None or (rights.add_reactions and rights.read_message_history)
    return shown.Missing(reads=ctx.bot.intents.message_content, reacts=reacts)
