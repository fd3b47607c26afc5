"""Commands of the aux: one person's player, everyone's songs."""

from __future__ import annotations

import time
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.accounts.scopes import PLAYER
from bot.declaration import get, post, put
from bot.music import parse_arguments
from bot.together.aux_sessions import read_trust, read_turns
from bot.together.errors import NobodyNamed
from bot.toolkit.autocomplete import Autocomplete
from bot.toolkit.aux_panels import code_files
from bot.toolkit.aux_room import AuxRoom
from bot.toolkit.aux_rules import AuxRules
from bot.toolkit.aux_service import AuxService, member_of
from bot.toolkit.choices import ON_OFF, Choices, choices_of
from bot.toolkit.context import Context
from bot.toolkit.decorators import Facts, group, subcommand
from bot.toolkit.target_parser import TargetParser
from bot.toolkit.types import Interaction
from bot.typed_text import word as plain_word
from bot.ui import aux_page, aux_rules
from bot.ui import aux_panel as shown

_NOW = get("/me/player")
_LOOKS: Facts = {
    "requests": [_NOW],
    "note": "only where the panel doesn't know what plays",
}


# The type isn't an optional one: discord.py would take a channel that it doesn't know for none.
_NOWHERE: Any = commands.parameter(default=None)


class AuxCog(commands.Cog, name="Aux"):
    """One person's player, everyone's songs. Guests don't need Spotify."""

    def __init__(
        self,
        service: AuxService,
        target_parser: TargetParser,
        autocomplete: Autocomplete,
        room: AuxRoom,
        rules: AuxRules,
    ) -> None:
        self.room = room
        self._service = service
        self._rules = rules
        self._target_parser = target_parser
        self._autocomplete = autocomplete

    @group(
        example="aux panel",
        only_shows=True,
        fallback="panel",
        requests=[_NOW],
        note="of the owner's player; per song then two reads, one write",
    )
    @commands.guild_only()
    async def aux(self, ctx: Context) -> None:
        """Show this channel's aux: what's playing, what's up next, and who added it."""
        async with ctx.typing():
            session, panel = await self._service.show_panel(ctx.channel.id)
        message = await ctx.show(panel.view, files=panel.files)
        await self._service.panel_sent(session, message.id)

    @subcommand(
        aux,
        aliases=["start"],
        example="aux open",
        most_used=True,
        scopes=PLAYER,
        requests=[_NOW, put("/me/player/repeat"), _NOW],
        note="repeat stays as it is: only a command tells whether there is Premium",
    )
    @commands.guild_only()
    async def open(self, ctx: Context) -> None:
        """Open the aux on your own player for this channel. Needs Premium."""
        async with ctx.typing():
            session, panel = await self._service.open(
                ctx.guild, ctx.channel.id, member_of(ctx.author)
            )
        message = await ctx.show(panel.view, files=panel.files)
        await self._service.panel_sent(session, message.id)

    @subcommand(
        aux,
        aliases=["suggest"],
        example="aux add velvet harbour",
        most_used=True,
        requests=[get("/search"), _NOW],
        note="no Spotify of the guest's",
    )
    @app_commands.describe(song="Words or a Spotify link; leave empty for what you're playing")
    @commands.guild_only()
    async def add(self, ctx: Context, *, song: str = "") -> None:
        """Add a song to the aux, or suggest it. No Spotify needed."""
        async with ctx.typing():
            session = await self._service.in_channel(ctx.channel.id)
            asked = await self._target_parser.parse(ctx, song)
            added = await self._service.suggest(session, member_of(ctx.author), asked)
        if added.state == "queued":
            await ctx.show(shown.added_view(added))
        else:
            view, pings = await self._service.question(session, added)
            message = await ctx.show(view, pings=pings)
            await self._service.set_question(session, added, message.id)

    @add.autocomplete("song")
    async def suggest_song(self, interaction: Interaction, current: str) -> Choices:
        """Suggest songs for what is being typed."""
        return await self._autocomplete.things(interaction, current, "track")

    @subcommand(
        aux,
        example="aux skip",
        requests=[_NOW, post("/me/player/queue"), post("/me/player/next"), _NOW],
    )
    @commands.guild_only()
    async def skip(self, ctx: Context) -> None:
        """Vote to skip what's playing; the aux owner's vote alone is enough."""
        async with ctx.typing():
            session = await self._service.in_channel(ctx.channel.id)
            view = await self._service.vote(session, ctx.viewer)
        await ctx.show(view)

    @subcommand(aux, aliases=["rm"], example="aux remove 2", **_LOOKS)
    @app_commands.describe(number="The song's number in the panel")
    @commands.guild_only()
    async def remove(self, ctx: Context, number: int) -> None:
        """Remove a waiting song: the aux owner any, others their own."""
        session = await self._service.in_channel(ctx.channel.id)
        song = await self._service.remove(session, ctx.viewer, number)
        await ctx.show(shown.removed_view(song))

    @subcommand(aux, example="aux move 3 1", **_LOOKS)
    @app_commands.describe(number="The song's number in the panel", to="The song's new number")
    @commands.guild_only()
    async def move(self, ctx: Context, number: int, to: int) -> None:
        """Move a waiting song to another number (aux owner)."""
        session = await self._service.owned(ctx.channel.id, ctx.viewer)
        song = await self._service.move(session, number, to)
        await ctx.show(shown.placed_view(song, to))

    @subcommand(aux, example="aux boost 2", **_LOOKS)
    @app_commands.describe(number="The song's number in the panel")
    @commands.guild_only()
    async def boost(self, ctx: Context, number: int) -> None:
        """Put a waiting song next: once per quarter of an hour, the aux owner always."""
        session = await self._service.in_channel(ctx.channel.id)
        song = await self._rules.boost_number(session, member_of(ctx.author), number)
        await ctx.show(shown.placed_view(song, 1))

    @subcommand(aux, example="aux undo", **_LOOKS)
    @commands.guild_only()
    async def undo(self, ctx: Context) -> None:
        """Put back what you removed, refused or blocked last (aux owner)."""
        session = await self._service.owned(ctx.channel.id, ctx.viewer)
        await ctx.show(aux_rules.undone_view(await self._rules.undo(session)))

    @subcommand(aux, example="aux trust everyone", **_LOOKS)
    @app_commands.describe(
        who="ask: you approve each song; everyone: all are added right away",
        role="Add songs right away for people with this role; you approve the others'",
    )
    @app_commands.choices(who=choices_of("ask", "everyone"))
    @commands.guild_only()
    async def trust(
        self, ctx: Context, role: discord.Role | None = None, *, who: str = "ask"
    ) -> None:
        """Choose whose songs are added without asking (aux owner)."""
        session = await self._service.owned(ctx.channel.id, ctx.viewer)
        level, role_id = read_trust(who), None
        if role is not None:
            level, role_id = ("everyone", None) if role.is_default() else ("role", role.id)
        fresh = await self._service.choose_trust(session, level, role_id, ctx.guild)
        await ctx.show(shown.settings_view(fresh))

    @subcommand(aux, example="aux pings off", **_LOOKS)
    @app_commands.describe(switch="on or off")
    @app_commands.choices(switch=ON_OFF)
    @commands.guild_only()
    async def pings(self, ctx: Context, *, switch: str) -> None:
        """Choose whether suggestions ping you, at most once a minute (aux owner)."""
        session = await self._service.owned(ctx.channel.id, ctx.viewer)
        on = parse_arguments.switch(switch, bool(session.pings))
        fresh = await self._service.set_pings(session, on=on)
        await ctx.show(shown.settings_view(fresh))

    @subcommand(aux, example="aux limit 3", **_LOOKS)
    @app_commands.describe(songs="How many songs each guest can have waiting, 1 to 50")
    @commands.guild_only()
    async def limit(self, ctx: Context, songs: int) -> None:
        """Choose how many songs each guest can have waiting (aux owner)."""
        session = await self._service.owned(ctx.channel.id, ctx.viewer)
        await ctx.show(shown.settings_view(await self._service.set_limit(session, songs)))

    @subcommand(aux, example="aux turns order", **_LOOKS)
    @app_commands.describe(how="fair: people take turns; order: as songs were added")
    @app_commands.choices(how=choices_of("fair", "order"))
    @commands.guild_only()
    async def turns(self, ctx: Context, *, how: str) -> None:
        """Choose whether people's songs take turns (aux owner)."""
        session = await self._service.owned(ctx.channel.id, ctx.viewer)
        fresh = await self._rules.set_turns(session, read_turns(how))
        await ctx.show(aux_rules.turns_view(fresh))

    @subcommand(aux, example="aux voice Lounge", **_LOOKS)
    @app_commands.describe(channel="The voice channel; leave empty to show the song nowhere")
    @commands.guild_only()
    async def voice(self, ctx: Context, *, channel: discord.VoiceChannel = _NOWHERE) -> None:
        """Show the song as a voice channel's status (aux owner)."""
        session = await self._service.owned(ctx.channel.id, ctx.viewer)
        if isinstance(ctx.author, discord.Member):
            session = await self._rules.set_voice(session, channel, ctx.author)
        await ctx.show(aux_rules.voice_view(session.voice_id))

    @subcommand(
        aux,
        example="aux block velvet harbour",
        requests=[get("/search"), get("/search"), _NOW],
        note="an artist of exactly that name, else a song",
    )
    @app_commands.describe(what="An artist or a song, by words or link; or explicit")
    @commands.guild_only()
    async def block(self, ctx: Context, *, what: str = "") -> None:
        """Keep an artist, a song or explicit songs out of your auxes (aux owner)."""
        async with ctx.typing():
            everything = plain_word(what) == "explicit"
            asked = None if everything else await self._target_parser.parse(ctx, what)
            block, songs = await self._rules.block(ctx.channel.id, ctx.viewer, asked)
        await ctx.show(aux_rules.block_view(block, songs))

    @subcommand(aux, example="aux unblock 1")
    @app_commands.describe(number="Its number in the list of aux blocked")
    @commands.guild_only()
    async def unblock(self, ctx: Context, number: int) -> None:
        """Allow again what you have blocked in your auxes (aux owner)."""
        block = await self._rules.unblock(ctx.channel.id, ctx.viewer, number)
        await ctx.show(aux_rules.unblock_view(block))

    @subcommand(aux, example="aux blocked", only_shows=True)
    @commands.guild_only()
    async def blocked(self, ctx: Context) -> None:
        """List what is blocked in this aux."""
        blocks = await self._rules.blocked(ctx.channel.id, ctx.viewer)
        await ctx.show(aux_rules.blocked_view(blocks))

    @subcommand(aux, example="aux page on")
    @app_commands.describe(
        switch="on shows its link, new makes another one and all guests leave, off closes it"
    )
    @app_commands.choices(switch=choices_of("on", "new", "off"))
    @commands.guild_only()
    async def page(self, ctx: Context, *, switch: str = "on") -> None:
        """Show the page where guests without Discord add songs and vote (aux owner)."""
        session = await self._service.owned(ctx.channel.id, ctx.viewer)
        if parse_arguments.page(switch) == "off":
            await self.room.close(session)
            await ctx.show(aux_page.page_closed_view())
            return
        address = await self.room.open(session, another=parse_arguments.page(switch) == "new")
        message = await ctx.show(aux_page.page_view(session, address), files=code_files(address))
        await self._rules.page_shown(session, address, message.id)

    @subcommand(aux, example="aux guests")
    @commands.guild_only()
    async def guests(self, ctx: Context) -> None:
        """See who came in by the page, and remove someone (aux owner)."""
        session = await self._service.owned(ctx.channel.id, ctx.viewer)
        guests, count = await self.room.guests(session)
        await ctx.show(aux_page.guests_view(session, guests, count))

    @subcommand(aux, name="pass", example="aux pass @Jonas")
    @app_commands.describe(person="The person to ask; the music will play on their own player")
    @commands.guild_only()
    async def pass_on(self, ctx: Context, person: discord.Member) -> None:
        """Hand the aux to someone else, if they agree (aux owner)."""
        session = await self._service.owned(ctx.channel.id, ctx.viewer)
        if person.bot or person.id == ctx.viewer:
            raise NobodyNamed
        now = int(time.time())
        await ctx.show(shown.pass_view(session, person.id, person.display_name, now))

    @subcommand(aux, aliases=["end", "stop"], example="aux close")
    @commands.guild_only()
    async def close(self, ctx: Context) -> None:
        """End the aux and delete its queue (aux owner, or anyone who manages messages)."""
        session = await self._service.in_channel(ctx.channel.id)
        ended = await self._service.close(
            session, ctx.viewer, moderates=ctx.permissions.manage_messages
        )
        await ctx.show(shown.ended_view(ended))
