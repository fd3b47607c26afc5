"""The command that draws charts of what people hear most."""

from __future__ import annotations

import io

import discord
from discord import app_commands
from discord.ext import commands

from bot.accounts.scopes import TOP
from bot.declaration import get
from bot.music import parse_ranges
from bot.music.charts import chart_of
from bot.music.listening import Listening
from bot.music.pictures import Pictures
from bot.toolkit.choices import SPANS, choices_of
from bot.toolkit.context import Context
from bot.toolkit.decorators import command
from bot.toolkit.mutual_servers import MutualServers, Person, read_person, reject_unknown_person
from bot.ui.chart import CHART_FILE, chart_view, heading, no_chart_view


class PicturesCog(commands.Cog, name="Pictures"):
    """Pictures of your top songs and artists."""

    def __init__(
        self, listening: Listening, pictures: Pictures, mutual_servers: MutualServers
    ) -> None:
        self._listening = listening
        self._pictures = pictures
        self._mutual_servers = mutual_servers

    @command(
        aliases=["collage"],
        example="chart artists 5 year",
        most_used=True,
        only_shows=True,
        scopes=TOP,
        requests=[get("/me/top/tracks")],
        note="the covers come from Spotify's image host",
    )
    @app_commands.describe(
        list="tracks or artists",
        size="3 to 7 covers per row",
        range="4 weeks, 6 months or a year",
        person="Someone who shares it with you; leave empty for yourself",
    )
    @app_commands.choices(
        list=choices_of("tracks", "artists"),
        range=SPANS,
    )
    async def chart(
        self,
        ctx: Context,
        person: Person | None = None,
        list: str = "",
        size: str = "",
        *,
        range: str = "",
    ) -> None:
        """Show the covers of your top songs, or your top artists, in a grid."""
        if person is None:
            reject_unknown_person(f"{list} {size} {range}")
        asked, side, span = parse_ranges.chart(f"{list} {size} {range}")
        # Albums are those of the top songs: Spotify has no top albums.
        kind: parse_ranges.TopKind = "artists" if asked == "artists" else "tracks"
        async with ctx.typing():
            who = await read_person(self._mutual_servers, ctx, person or ctx.author)
            found = await self._listening.top(
                kind, who.id, span, viewer=ctx.viewer, shares_server=who.shares_server
            )
            drawn = chart_of(found, side)
            title = heading(kind, span, who.name)
            picture = await self._pictures.chart(drawn, title) if drawn.cells else None
        if picture is None:
            installed = self._pictures.installed
            await ctx.show(no_chart_view(drawn.cells, title, installed=installed))
            return
        file = discord.File(io.BytesIO(picture), CHART_FILE)
        await ctx.show(chart_view(drawn, title), files=[file])
