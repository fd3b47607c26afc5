"""Commands of the aux: one person's player, everyone's songs."""

from __future__ import annotations

import time

import discord
from discord import app_commands
from discord.ext import commands

from bot.accounts.scopes import PLAYER
from bot.background.aux_actions import AuxActions, member_of
from bot.declaration import get, post, put
from bot.music.errors import OutOfRange
from bot.together.aux_sessions import Trust
from bot.together.errors import NobodyNamed, NotInServer, NotTheOwner
from bot.toolkit.autocomplete import Autocomplete, Choices
from bot.toolkit.component_router import Interaction
from bot.toolkit.context import Context
from bot.toolkit.decorators import Facts, group, subcommand
from bot.toolkit.target_parser import TargetParser
from bot.typed_text import word as plain_word
from bot.ui import aux_panel as shown
from bot.ui.language import current_locale

_NOW = get("/me/player")
_LOOKS: Facts = {
    "requests": [_NOW],
    "note": "only where the panel doesn't know what plays",
}
_ASK: Trust = "ask"
_EVERYONE: Trust = "everyone"
_TRUSTS: dict[str, Trust] = {
    **dict.fromkeys(("ask", "me", "nobody", "none"), _ASK),
    **dict.fromkeys(("everyone", "@everyone", "everybody", "anyone", "all"), _EVERYONE),
}


class AuxCog(commands.Cog, name="Aux"):
    """One person's player, everyone's songs. Guests don't need Spotify."""

    def __init__(
        self, actions: AuxActions, target_parser: TargetParser, autocomplete: Autocomplete
    ) -> None:
        self._actions = actions
        self._sessions = actions.sessions
        self._queue = actions.queue
        self._keeper = actions.keeper
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
            session = await self._sessions.in_channel(ctx.channel.id)
            view = await self._keeper.panel(session, look=True)
        message = await ctx.show(view)
        await self._keeper.panel_moved(session, message.id)

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
        if not self._actions.is_here(ctx.guild):
            raise NotInServer
        async with ctx.typing():
            session = await self._sessions.open(
                member_of(ctx.author),
                guild_id=ctx.guild.id if ctx.guild else 0,
                channel_id=ctx.channel.id,
                language=current_locale(),
            )
            view = await self._keeper.panel(session, look=True)
        message = await ctx.show(view)
        await self._keeper.panel_moved(session, message.id)
        self._keeper.wake()

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
            session = await self._sessions.in_channel(ctx.channel.id)
            asked = await self._target_parser.parse(ctx, song)
            added = await self._queue.suggest(session, member_of(ctx.author), asked)
        if added.state == "queued":
            await ctx.show(shown.added_view(added))
        else:
            view, pings = await self._actions.question(session, added)
            message = await ctx.show(view, pings=pings)
            await self._actions.set_question(session, added, message.id)
        await self._keeper.changed(session)

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
            session = await self._sessions.in_channel(ctx.channel.id)
            view = await self._actions.vote(session, ctx.viewer)
        await ctx.show(view)

    @subcommand(aux, aliases=["rm"], example="aux remove 2", **_LOOKS)
    @app_commands.describe(number="The song's number in the panel")
    @commands.guild_only()
    async def remove(self, ctx: Context, number: int) -> None:
        """Remove a waiting song: the aux owner any, others their own."""
        session = await self._sessions.in_channel(ctx.channel.id)
        song = await self._queue.remove(session, ctx.viewer, number)
        await ctx.show(shown.removed_view(song))
        await self._keeper.changed(session)

    @subcommand(aux, example="aux move 3 1", **_LOOKS)
    @app_commands.describe(number="The song's number in the panel", to="The song's new number")
    @commands.guild_only()
    async def move(self, ctx: Context, number: int, to: int) -> None:
        """Move a waiting song to another number (aux owner)."""
        session = await self._sessions.owned(ctx.channel.id, ctx.viewer)
        song = await self._queue.move(session, number, to)
        await ctx.show(shown.placed_view(song, to))
        await self._keeper.changed(session)

    @subcommand(aux, example="aux undo", **_LOOKS)
    @commands.guild_only()
    async def undo(self, ctx: Context) -> None:
        """Put back the song that was removed last (aux owner)."""
        session = await self._sessions.owned(ctx.channel.id, ctx.viewer)
        song = await self._queue.undo(session)
        await ctx.show(shown.restored_view(song))
        await self._keeper.changed(session)

    @subcommand(aux, example="aux trust everyone", **_LOOKS)
    @app_commands.describe(
        who="ask, or everyone", role="Add songs right away for people with this role"
    )
    @app_commands.choices(
        who=[app_commands.Choice(name=one, value=one) for one in ("ask", "everyone")]
    )
    @commands.guild_only()
    async def trust(
        self, ctx: Context, role: discord.Role | None = None, *, who: str = "ask"
    ) -> None:
        """Choose whose songs are added without asking (aux owner)."""
        session = await self._sessions.owned(ctx.channel.id, ctx.viewer)
        word = _TRUSTS.get(plain_word(who))
        if role is not None and role.is_default():
            role, word = None, "everyone"
        if word is None:
            raise OutOfRange("trust", who)
        level: Trust = "role" if role is not None else word
        role_id = role.id if role else None
        fresh = await self._actions.choose_trust(session, level, role_id, ctx.guild)
        await ctx.show(shown.settings_view(fresh))

    @subcommand(aux, example="aux pings off", **_LOOKS)
    @app_commands.describe(switch="on or off")
    @app_commands.choices(
        switch=[app_commands.Choice(name=one, value=one) for one in ("on", "off")]
    )
    @commands.guild_only()
    async def pings(self, ctx: Context, *, switch: str) -> None:
        """Choose whether suggestions ping you, at most once a minute (aux owner)."""
        session = await self._sessions.owned(ctx.channel.id, ctx.viewer)
        word = switch.strip().lower()
        if word not in ("on", "off"):
            raise OutOfRange("switch", switch)
        await self._sessions.set_pings(session, on=word == "on")
        await ctx.show(shown.settings_view(await self._sessions.by_id(session.id)))
        await self._keeper.changed(session)

    @subcommand(aux, example="aux limit 3", **_LOOKS)
    @app_commands.describe(songs="How many songs each guest can have waiting, 1 to 50")
    @commands.guild_only()
    async def limit(self, ctx: Context, songs: int) -> None:
        """Choose how many songs each guest can have waiting (aux owner)."""
        session = await self._sessions.owned(ctx.channel.id, ctx.viewer)
        await self._sessions.set_limit(session, songs)
        await ctx.show(shown.settings_view(await self._sessions.by_id(session.id)))
        await self._keeper.changed(session)

    @subcommand(aux, name="pass", example="aux pass @Jonas")
    @app_commands.describe(person="The person to ask; the music will play on their own player")
    @commands.guild_only()
    async def pass_on(self, ctx: Context, person: discord.Member) -> None:
        """Hand the aux to someone else, if they agree (aux owner)."""
        session = await self._sessions.owned(ctx.channel.id, ctx.viewer)
        if person.bot or person.id == ctx.viewer:
            raise NobodyNamed
        now = int(time.time())
        await ctx.show(shown.pass_view(session, person.id, person.display_name, now))

    @subcommand(aux, aliases=["end", "stop"], example="aux close")
    @commands.guild_only()
    async def close(self, ctx: Context) -> None:
        """End the aux and delete its queue (aux owner, or anyone who manages messages)."""
        session = await self._sessions.in_channel(ctx.channel.id)
        if session.owner_id != ctx.viewer and not ctx.permissions.manage_messages:
            raise NotTheOwner
        await ctx.show(shown.ended_view(await self._actions.close(session.id)))
