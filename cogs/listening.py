"""Commands for what people are playing, recent songs, and top lists."""

from __future__ import annotations

from dataclasses import replace as replaced

import discord
from discord import app_commands
from discord.ext import commands

from bot.accounts.scopes import AT_LINKING, RECENT, TOP
from bot.accounts.server_people import ServerPeople
from bot.declaration import get
from bot.music import parse_ranges
from bot.music.errors import OutOfRange
from bot.music.listening import MOST_HEARD, Listening, ListeningNow
from bot.spotify.models import TimeRange
from bot.toolkit.answers import acknowledge, edit_pressed
from bot.toolkit.choices import SPANS
from bot.toolkit.component_router import chosen, on_component, require_presser
from bot.toolkit.context import Context
from bot.toolkit.decorators import command, group, subcommand
from bot.toolkit.live_messages import LiveMessages
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
from bot.toolkit.quiet_answers import QuietAnswers
from bot.toolkit.types import Interaction
from bot.ui import lists

_NOW = get("/me/player")
_WHOSE = "Someone who shares it with you; leave empty for yourself"
_describe_top = app_commands.describe(range="4 weeks, 6 months or a year", person=_WHOSE)


class ListeningCog(commands.Cog, name="Listening"):
    """See what people are playing, recent songs, and top lists."""

    def __init__(
        self,
        listening: Listening,
        people: ServerPeople,
        now_playing: NowPlayingRenderer,
        live_messages: LiveMessages,
        mutual_servers: MutualServers,
        quiet: QuietAnswers,
    ) -> None:
        self._quiet = quiet
        self._listening = listening
        self._people = people
        self._now_playing = now_playing
        self._live_messages = live_messages
        self._mutual_servers = mutual_servers

    @command(
        aliases=["np", "now"],
        example="nowplaying @Mira",
        most_used=True,
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
                who.user, ctx.viewer, guild=ctx.guild, shares_server=who.shares_server
            )
        if await self._quiet.wanted(ctx):
            await self._quiet.give(ctx, shown)
            return
        message = await ctx.show(shown.view, files=shown.files)
        await self._live_messages.begin(ctx, message, who, shown.now)

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
        most_used=True,
        only_shows=True,
        fallback="tracks",
        scopes=TOP,
        requests=[get("/me/top/tracks")],
    )
    @_describe_top
    @app_commands.choices(range=SPANS)
    async def top(self, ctx: Context, person: Person | None = None, *, range: str = "") -> None:
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
    @app_commands.choices(range=SPANS)
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
            hearing = await self._listening.who_is_listening(
                list(here.names), viewer=ctx.viewer, server=ctx.guild.id if ctx.guild else None
            )
            if not here.all_asked:
                hearing = replaced(hearing, complete=False)
            hearing, names = await self._with_heard(ctx, hearing, here.names)
        await ctx.show(lists.listening_view(hearing, names))

    @on_component(lists.RecentPageButton)
    async def turn_recent(self, interaction: Interaction, pressed: lists.RecentPageButton) -> None:
        """Show another page of recently played tracks."""
        require_presser(interaction, pressed.viewer)
        await acknowledge(interaction)
        who = await read_person_by_id(self._mutual_servers, interaction, pressed.person)
        await edit_pressed(interaction, await self._recent(who, pressed.viewer, pressed.page))

    @on_component(lists.TopPageButton)
    async def turn_top(self, interaction: Interaction, pressed: lists.TopPageButton) -> None:
        """Show another page of a top list."""
        require_presser(interaction, pressed.viewer)
        await acknowledge(interaction)
        who = await read_person_by_id(self._mutual_servers, interaction, pressed.person)
        view = await self._top(who, pressed.viewer, pressed.kind, pressed.span, pressed.page)
        await edit_pressed(interaction, view)

    @on_component(lists.TopSpanSelect)
    async def choose_span(self, interaction: Interaction, pressed: lists.TopSpanSelect) -> None:
        """Show the top list of another time range."""
        require_presser(interaction, pressed.viewer)
        await acknowledge(interaction)
        who = await read_person_by_id(self._mutual_servers, interaction, pressed.person)
        span = parse_ranges.span(chosen(interaction))
        await edit_pressed(interaction, await self._top(who, pressed.viewer, pressed.kind, span))

    async def _with_heard(
        self, ctx: Context, hearing: ListeningNow, linked: dict[int, str]
    ) -> tuple[ListeningNow, dict[int, str]]:
        """Add those without a link whose Discord shows music, and their names."""
        if ctx.guild is None:
            return hearing, linked
        heard = [one for one in self._listening.heard_in(ctx.guild.id) if one not in linked]
        if not heard:
            return hearing, linked
        here = await self._mutual_servers.present(ctx.guild, heard[:MOST_HEARD])
        hearing = await self._listening.with_heard(
            hearing, list(here.names), viewer=ctx.viewer, server=ctx.guild.id
        )
        complete = hearing.complete and here.all_asked and len(heard) <= MOST_HEARD
        return replaced(hearing, complete=complete), linked | here.names

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
        self,
        who: NamedPerson,
        viewer: int,
        kind: parse_ranges.TopKind,
        span: TimeRange,
        page: int = 0,
    ) -> discord.ui.LayoutView:
        found = await self._listening.top(
            kind, who.id, span, viewer=viewer, shares_server=who.shares_server
        )
        return lists.top_view(
            found,
            kind=kind,
            span=span,
            person=who.id,
            person_name=who.name,
            viewer=viewer,
            page=page,
        )
