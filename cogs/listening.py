"""Commands for what people are playing, recent songs, and top lists."""

from __future__ import annotations

import asyncio
from dataclasses import replace as replaced

import discord
from discord import app_commands
from discord.ext import commands

from bot.accounts.errors import NotShared, OtherNotLinked
from bot.accounts.scopes import AT_LINKING, RECENT, TOP
from bot.accounts.server_people import ServerPeople
from bot.background.live_message_updates import LiveMessagesCog
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
    answer_presser,
    chosen,
    edit_pressed,
    on_component,
    require_presser,
)
from bot.toolkit.context import Context
from bot.toolkit.decorators import command, default_subcommand, group, subcommand
from bot.toolkit.mutual_servers import (
    MutualServers,
    NamedPerson,
    Person,
    linked_members,
    read_person,
    read_person_by_id,
    reject_unknown_person,
)
from bot.toolkit.now_playing_renderer import NowPlayingRenderer
from bot.ui import lists, things
from bot.ui.button_ids import Like, More, Press
from bot.ui.language import _
from bot.ui.player import done
from bot.ui.playing import Moment, more_view, over_view

_NOW = get("/me/player")
_WHOSE = "Someone who shares it with you; leave empty for yourself"
_SPANS = [
    app_commands.Choice(name="4 weeks", value="short_term"),
    app_commands.Choice(name="6 months", value="medium_term"),
    app_commands.Choice(name="a year", value="long_term"),
]
_describe_top = app_commands.describe(range="4 weeks, 6 months or a year", person=_WHOSE)


class ListeningCog(commands.Cog, name="Listening"):
    """See what people are playing, recent songs, and top lists."""

    def __init__(
        self,
        music: MusicServices,
        people: ServerPeople,
        now_playing: NowPlayingRenderer,
        live_messages: LiveMessagesCog,
        mutual_servers: MutualServers,
    ) -> None:
        self._listening = music.listening
        self._players = music.players
        self._library = music.library
        self._people = people
        self._now_playing = now_playing
        self._live_messages = live_messages
        self._mutual_servers = mutual_servers

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
        """Show what you're playing, or someone who shares it with you."""
        async with ctx.typing():
            who = await read_person(self._mutual_servers, ctx, person)
            shown = await self._now_playing.show(
                who.user, ctx.viewer, shares_server=who.shares_server
            )
        message = await ctx.show(shown.view, files=shown.files)
        await self._live_messages.begin(ctx, message, who, shown.now.playback)

    @command(
        aliases=["recents", "history"],
        example="recent",
        only_shows=True,
        scopes=RECENT,
        requests=[get("/me/player/recently-played")],
    )
    @app_commands.describe(person=_WHOSE)
    async def recent(self, ctx: Context, *, person: Person = commands.Author) -> None:
        """Show what you played recently, or someone who shares it with you."""
        async with ctx.typing():
            view = await self._recent(
                await read_person(self._mutual_servers, ctx, person), ctx.viewer
            )
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
        """Show your top songs, as listed by Spotify."""
        await self._show_top(ctx, "tracks", range, person)

    @default_subcommand(top, "tracks")
    async def tracks(self, ctx: Context, person: Person | None = None, *, range: str = "") -> None:
        """Show your top songs, as listed by Spotify."""
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
        """Show your top artists, as listed by Spotify."""
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
        """Show who in this server is listening now and shares it."""
        async with ctx.typing():
            here = await linked_members(self._mutual_servers, self._people, ctx.guild)
            hearing = await self._listening.who_is_listening(list(here.names), viewer=ctx.viewer)
        if not here.all_asked:
            hearing = replaced(hearing, complete=False)
        await ctx.show(lists.listening_view(hearing, here.names))

    @on_component(Press)
    async def press(self, interaction: Interaction, pressed: Press) -> None:
        """Control the player that is shown, or just refresh, and show what is playing then."""
        act, person, viewer = pressed.act, pressed.person, pressed.viewer
        require_presser(interaction, person, *([viewer] if act == "refresh" else []))
        await acknowledge(interaction)
        if act == "queue":
            queue = await self._players.queue(person, viewer=person, shares_server=True)
            name = interaction.user.display_name
            await answer_presser(
                interaction,
                lists.queue_view(queue, person=person, person_name=name, viewer=person),
            )
            return
        await self._control(act, person)
        await self._show_again(interaction, person, viewer)

    @on_component(Like)
    async def like(self, interaction: Interaction, pressed: Like) -> None:
        """Like or unlike the song that was shown, and show the result."""
        require_presser(interaction, pressed.person)
        await acknowledge(interaction)
        link = SpotifyLink(pressed.kind, pressed.thing)
        await self._library.set_liked(pressed.person, link, on=pressed.act == "like")
        item = await self._show_again(interaction, pressed.person, pressed.viewer)
        if item is None or things.link_of(item) != link:
            # The answer shows another song by now, so it can't show the result.
            mark, words = (
                ("💚", _("Saved to your library"))
                if pressed.act == "like"
                else ("🤍", _("Removed from your library"))
            )
            await answer_presser(interaction, done(f"{mark} {words}"))

    @on_component(More)
    async def more(self, interaction: Interaction, pressed: More) -> None:
        """Offer more actions for the current song, only to the person who pressed."""
        link = SpotifyLink(pressed.kind, pressed.thing)
        moment = Moment(link, pressed.position, pressed.read_at, pressed.duration)
        own = interaction.user.id == pressed.person
        await answer_presser(interaction, more_view(moment, pressed.person, own=own))

    async def _show_again(
        self, interaction: Interaction, person: int, viewer: int
    ) -> Playable | None:
        """Refresh the answer that was pressed; return what is playing."""
        who = await read_person_by_id(self._mutual_servers, interaction, person)
        try:
            shown = await self._now_playing.show(
                who.user, viewer, shares_server=who.shares_server, presser=interaction.user.id
            )
        except (NotShared, OtherNotLinked):
            await edit_pressed(interaction, over_view())
            await self._live_messages.forget(interaction)
            return None
        await edit_pressed(interaction, shown.view, shown.files)
        await self._live_messages.reschedule(interaction, shown.now.playback)
        return shown.now.playback.item if shown.now.playback else None

    @on_component(lists.RecentPage)
    async def turn_recent(self, interaction: Interaction, pressed: lists.RecentPage) -> None:
        """Show another page of recently played tracks."""
        require_presser(interaction, pressed.viewer)
        await acknowledge(interaction)
        who = await read_person_by_id(self._mutual_servers, interaction, pressed.person)
        await edit_pressed(interaction, await self._recent(who, pressed.viewer, pressed.page))

    @on_component(lists.TopPage)
    async def turn_top(self, interaction: Interaction, pressed: lists.TopPage) -> None:
        """Show another page of a top list."""
        require_presser(interaction, pressed.viewer)
        await acknowledge(interaction)
        who = await read_person_by_id(self._mutual_servers, interaction, pressed.person)
        view = await self._top(who, pressed.viewer, pressed.kind, pressed.span, pressed.page)
        await edit_pressed(interaction, view)

    @on_component(lists.TopSpan)
    async def choose_span(self, interaction: Interaction, pressed: lists.TopSpan) -> None:
        """Show the top list of another time range."""
        require_presser(interaction, pressed.viewer)
        await acknowledge(interaction)
        who = await read_person_by_id(self._mutual_servers, interaction, pressed.person)
        span = parse_ranges.span(chosen(interaction))
        await edit_pressed(interaction, await self._top(who, pressed.viewer, pressed.kind, span))

    async def _control(self, act: str, person: int) -> None:
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

    async def _recent(self, who: NamedPerson, viewer: int, page: int = 0) -> discord.ui.LayoutView:
        heard = await self._listening.recent(who.id, viewer=viewer, shares_server=who.shares_server)
        return lists.recent_view(
            heard, person=who.id, person_name=who.name, viewer=viewer, page=page
        )

    async def _show_top(
        self, ctx: Context, usual: parse_ranges.Kind, span: str, person: Person | None
    ) -> None:
        if person is None:
            reject_unknown_person(span)
        kind, wanted = parse_ranges.top(span, usual)
        if kind == "albums":
            raise OutOfRange("albums", span)
        async with ctx.typing():
            who = await read_person(self._mutual_servers, ctx, person or ctx.author)
            view = await self._top(who, ctx.viewer, kind, wanted)
        await ctx.show(view)

    async def _top(
        self, who: NamedPerson, viewer: int, kind: lists.Kind, span: TimeRange, page: int = 0
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
