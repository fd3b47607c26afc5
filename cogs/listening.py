"""What people are listening to, have heard, and hear most."""

from __future__ import annotations

import asyncio
from dataclasses import replace as replaced

import discord
from discord import app_commands
from discord.ext import commands

from bot.accounts.account import Accounts
from bot.accounts.errors import NotShared, OtherNotLinked
from bot.accounts.scopes import AT_LINKING, RECENT, TOP
from bot.background.live_messages import LiveMessagesCog
from bot.declaration import get
from bot.music import parse_ranges
from bot.music.errors import OutOfRange
from bot.music.player import SETTLES
from bot.music.services import MusicServices
from bot.spotify.links import SpotifyLink
from bot.spotify.models import Playable, TimeRange
from bot.toolkit.component_router import (
    Interaction,
    acknowledge,
    answers,
    chosen,
    only,
    replace,
    tell,
)
from bot.toolkit.context import Context
from bot.toolkit.decorators import command, default_subcommand, group, subcommand
from bot.toolkit.mutual_servers import (
    MutualServers,
    Named,
    Person,
    Present,
    named,
    named_again,
    no_person_in,
)
from bot.toolkit.now_playing import NowPlayingMessages
from bot.ui import lists, things
from bot.ui.button_ids import Like, More, Press
from bot.ui.language import _
from bot.ui.player import done
from bot.ui.playing import Moment, more_view, over_view

_NOW = get("/me/player")
_WHOSE = "Somebody who shares it with you; leave empty for yourself"
_SPANS = [
    app_commands.Choice(name="4 weeks", value="short_term"),
    app_commands.Choice(name="6 months", value="medium_term"),
    app_commands.Choice(name="a year", value="long_term"),
]
_describe_top = app_commands.describe(range="4 weeks, 6 months or a year", person=_WHOSE)


class ListeningCog(commands.Cog, name="Listening"):
    """What people are listening to, have heard, and hear most."""

    def __init__(
        self,
        music: MusicServices,
        accounts: Accounts,
        cards: NowPlayingMessages,
        following: LiveMessagesCog,
        sharing: MutualServers,
    ) -> None:
        self._listening = music.listening
        self._players = music.players
        self._library = music.library
        self._accounts = accounts
        self._cards = cards
        self._following = following
        self._sharing = sharing

    @command(
        aliases=["np", "now"],
        example="nowplaying @Mira",
        only_shows=True,
        scopes=AT_LINKING,
        requests=[_NOW, get("/playlists/{id}"), get("/me/library/contains")],
        note="the last for yourself, where you have allowed it; then one read at each song's end, "
        "at most 12 in 15 minutes",
    )
    @app_commands.describe(person=_WHOSE)
    async def nowplaying(self, ctx: Context, *, person: Person = commands.Author) -> None:
        """Show what you, or someone who shares it, are playing."""
        async with ctx.typing():
            who = await named(self._sharing, ctx, person)
            shown = await self._cards.show(who.user, ctx.viewer, shares_server=who.shares_server)
        message = await ctx.show(shown.view, files=shown.files)
        await self._following.begin(ctx, message, who, shown.now.playback)

    @command(
        aliases=["recents", "history"],
        example="recent",
        only_shows=True,
        scopes=RECENT,
        requests=[get("/me/player/recently-played")],
    )
    @app_commands.describe(person=_WHOSE)
    async def recent(self, ctx: Context, *, person: Person = commands.Author) -> None:
        """Show what you, or someone who shares it, heard last."""
        async with ctx.typing():
            view = await self._recent(await named(self._sharing, ctx, person), ctx.viewer)
        await ctx.show(view)

    @group(
        example="top tracks year",
        only_shows=True,
        fallback="tracks",
        scopes=TOP,
        requests=[get("/me/top/tracks")],
    )
    @_describe_top
    @app_commands.choices(range=_SPANS)
    async def top(self, ctx: Context, person: Person | None = None, *, range: str = "") -> None:
        """Show your top songs, as Spotify lists them."""
        await self._show_top(ctx, "tracks", range, person)

    @default_subcommand(top, "tracks")
    async def tracks(self, ctx: Context, person: Person | None = None, *, range: str = "") -> None:
        """Show your top songs, as Spotify lists them."""
        await self._show_top(ctx, "tracks", range, person)

    @subcommand(
        top,
        example="top artists year",
        only_shows=True,
        scopes=TOP,
        requests=[get("/me/top/artists")],
    )
    @_describe_top
    @app_commands.choices(range=_SPANS)
    async def artists(self, ctx: Context, person: Person | None = None, *, range: str = "") -> None:
        """Show your top artists, as Spotify lists them."""
        await self._show_top(ctx, "artists", range, person)

    @command(
        aliases=["who", "whoslistening"],
        example="listening",
        only_shows=True,
        requests=[_NOW],
        note="per person who shares it here, at most 15",
    )
    @commands.guild_only()
    async def listening(self, ctx: Context) -> None:
        """Show who in this server is listening now, of those who share it."""
        async with ctx.typing():
            here = await self._linked_members(ctx)
            hearing = await self._listening.who_is_listening(list(here.names), viewer=ctx.viewer)
        if not here.all_asked:
            hearing = replaced(hearing, complete=False)
        await ctx.show(lists.hearing_view(hearing, here.names))

    @answers(Press)
    async def press(self, interaction: Interaction, pressed: Press) -> None:
        """Drive the player that is shown, or only look again, and show what plays then."""
        act, person, viewer = pressed.act, pressed.person, pressed.viewer
        only(interaction, person, *([viewer] if act == "refresh" else []))
        await acknowledge(interaction)
        if act == "queue":
            queue = await self._players.queue(person, viewer=person, shares_server=True)
            name = interaction.user.display_name
            await tell(
                interaction,
                lists.queue_view(queue, person=person, person_name=name, viewer=person),
            )
            return
        await self._drive(act, person)
        await self._show_again(interaction, person, viewer)

    @answers(Like)
    async def like(self, interaction: Interaction, pressed: Like) -> None:
        """Like the song that was shown, or no longer, and show that."""
        only(interaction, pressed.person)
        await acknowledge(interaction)
        link = SpotifyLink(pressed.kind, pressed.thing)
        await self._library.set_liked(pressed.person, link, on=pressed.act == "like")
        item = await self._show_again(interaction, pressed.person, pressed.viewer)
        if item is None or things.link_of(item) != link:
            # The answer shows another song by now, and so cannot tell.
            mark, words = (
                ("💚", _("Saved to your library"))
                if pressed.act == "like"
                else ("🤍", _("Removed from your library"))
            )
            await tell(interaction, done(f"{mark} {words}"))

    @answers(More)
    async def more(self, interaction: Interaction, pressed: More) -> None:
        """Offer what else can be done with what plays, to whoever pressed alone."""
        link = SpotifyLink(pressed.kind, pressed.thing)
        moment = Moment(link, pressed.position, pressed.read_at, pressed.duration)
        own = interaction.user.id == pressed.person
        await tell(interaction, more_view(moment, pressed.person, own=own))

    async def _show_again(
        self, interaction: Interaction, person: int, viewer: int
    ) -> Playable | None:
        """Show what plays now in the answer that was pressed; return it."""
        who = await named_again(self._sharing, interaction, person)
        try:
            shown = await self._cards.show(
                who.user, viewer, shares_server=who.shares_server, presser=interaction.user.id
            )
        except (NotShared, OtherNotLinked):
            await replace(interaction, over_view())
            await self._following.forget(interaction)
            return None
        await replace(interaction, shown.view, shown.files)
        await self._following.pressed(interaction, shown.now.playback)
        return shown.now.playback.item if shown.now.playback else None

    @answers(lists.RecentPage)
    async def turn_recent(self, interaction: Interaction, pressed: lists.RecentPage) -> None:
        """Show another page of what was heard."""
        only(interaction, pressed.viewer)
        await acknowledge(interaction)
        who = await named_again(self._sharing, interaction, pressed.person)
        await replace(interaction, await self._recent(who, pressed.viewer, pressed.page))

    @answers(lists.TopPage)
    async def turn_top(self, interaction: Interaction, pressed: lists.TopPage) -> None:
        """Show another page of a top list."""
        only(interaction, pressed.viewer)
        await acknowledge(interaction)
        who = await named_again(self._sharing, interaction, pressed.person)
        view = await self._top(who, pressed.viewer, pressed.kind, pressed.span, pressed.page)
        await replace(interaction, view)

    @answers(lists.TopSpan)
    async def choose_span(self, interaction: Interaction, pressed: lists.TopSpan) -> None:
        """Show the top list of another time."""
        only(interaction, pressed.viewer)
        await acknowledge(interaction)
        who = await named_again(self._sharing, interaction, pressed.person)
        span = parse_ranges.span(chosen(interaction))
        await replace(interaction, await self._top(who, pressed.viewer, pressed.kind, span))

    async def _drive(self, act: str, person: int) -> None:
        if act == "refresh":
            return
        acts = {
            "prev": self._players.previous,
            "next": self._players.skip,
            "toggle": self._players.toggle,
        }
        await acts[act](person)
        if act == "toggle":
            await asyncio.sleep(SETTLES)

    async def _recent(self, who: Named, viewer: int, page: int = 0) -> discord.ui.LayoutView:
        heard = await self._listening.recent(who.id, viewer=viewer, shares_server=who.shares_server)
        return lists.recent_view(
            heard, person=who.id, person_name=who.name, viewer=viewer, page=page
        )

    async def _show_top(
        self, ctx: Context, usual: parse_ranges.Kind, span: str, person: Person | None
    ) -> None:
        if person is None:
            no_person_in(span)
        kind, wanted = parse_ranges.top(span, usual)
        if kind == "albums":
            raise OutOfRange("albums", span)
        async with ctx.typing():
            who = await named(self._sharing, ctx, person or ctx.author)
            view = await self._top(who, ctx.viewer, kind, wanted)
        await ctx.show(view)

    async def _top(
        self, who: Named, viewer: int, kind: lists.Kind, span: TimeRange, page: int = 0
    ) -> discord.ui.LayoutView:
        read = self._listening.top_tracks if kind == "tracks" else self._listening.top_artists
        found = await read(who.id, span, viewer=viewer, shares_server=who.shares_server)
        return lists.top_view(
            found,
            kind=kind,
            span=span,
            person=who.id,
            person_name=who.name,
            viewer=viewer,
            page=page,
        )

    async def _linked_members(self, ctx: Context) -> Present:
        """Return the members of this server who have linked."""
        if ctx.guild is None:
            return Present({}, all_asked=True)
        return await self._sharing.present(ctx.guild, await self._accounts.linked())
