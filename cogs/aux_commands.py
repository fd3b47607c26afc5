"""The aux: one person's player, everybody's songs."""

from __future__ import annotations

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.music.errors import OutOfRange
from bot.music.meaning import Asked
from bot.together.aux_desk import AuxDesk, AuxSession, Member
from bot.together.aux_player import AuxPlayer, Step
from bot.together.errors import NoAux, NobodyNamed, NotTheOwner
from bot.ui import aux_panel as shown
from bot.ui.context import Context
from bot.ui.language import spoken
from cogs.asking import Asking
from cogs.aux_keeper import AuxKeeper
from cogs.components import (
    Interaction,
    acknowledge,
    answers,
    chosen,
    only,
    replace,
    tell,
    think_privately,
    typed,
)
from cogs.declare import group, member, often, spelled
from cogs.suggesting import Choices, Suggesting


class AuxCog(commands.Cog, name="Aux"):
    """One person's player, everybody's songs. Guests need no Spotify."""

    def __init__(
        self,
        desk: AuxDesk,
        player: AuxPlayer,
        keeper: AuxKeeper,
        asking: Asking,
        suggesting: Suggesting,
    ) -> None:
        self._desk = desk
        self._player = player
        self._keeper = keeper
        self._asking = asking
        self._suggesting = suggesting

    @group(example="aux add velvet harbour", fallback="panel")
    @commands.guild_only()
    @often()
    async def aux(self, ctx: Context) -> None:
        """Show the aux of this channel: what plays, what comes, who added it."""
        async with ctx.typing():
            session = await self._desk.in_channel(ctx.channel.id)
            view = await self._keeper.panel(session, look=True)
        message = await ctx.show(view)
        await self._desk.set_panel(session, message.id)

    @spelled(aux, "panel")
    async def panel(self, ctx: Context) -> None:
        """Show the aux of this channel: what plays, what comes, who added it."""
        await self.aux(ctx)

    @member(aux, aliases=["start"], example="aux open")
    @commands.guild_only()
    @often()
    async def open(self, ctx: Context) -> None:
        """Open the aux on your own player, for this channel. Needs Premium."""
        async with ctx.typing():
            session = await self._desk.open(
                _member(ctx.author),
                guild_id=ctx.guild.id if ctx.guild else 0,
                channel_id=ctx.channel.id,
                language=spoken(),
            )
            view = await self._keeper.panel(session, look=True)
        message = await ctx.show(view)
        await self._desk.set_panel(session, message.id)
        self._keeper.wake()

    @member(aux, aliases=["suggest"], example="aux add velvet harbour")
    @app_commands.describe(song="Words or a Spotify link; leave empty for what you are playing")
    @commands.guild_only()
    @often()
    async def add(self, ctx: Context, *, song: str = "") -> None:
        """Put a song into the aux, or suggest it. No Spotify is needed."""
        async with ctx.typing():
            session = await self._desk.in_channel(ctx.channel.id)
            asked = await self._asking.read(ctx, song)
            added = await self._desk.suggest(session, _member(ctx.author), asked)
        if added.state == "queued":
            await ctx.show(shown.added_view(added))
        else:
            await ctx.show(shown.suggestion_view(added, session.owner_name))
        await self._keeper.changed(session)

    @add.autocomplete("song")
    async def suggest_song(self, interaction: Interaction, current: str) -> Choices:
        """Suggest songs for what is being typed."""
        return await self._suggesting.things(interaction, current, "track")

    @member(aux, example="aux skip")
    @commands.guild_only()
    @often()
    async def skip(self, ctx: Context) -> None:
        """Vote to skip what plays; the owner's own vote is enough."""
        async with ctx.typing():
            view = await self._vote(await self._desk.in_channel(ctx.channel.id), ctx.viewer)
        await ctx.show(view)

    @member(aux, aliases=["rm"], example="aux remove 2")
    @app_commands.describe(number="Its number in the panel")
    @commands.guild_only()
    @often()
    async def remove(self, ctx: Context, number: int) -> None:
        """Take a waiting song out: the owner any, others their own."""
        session = await self._desk.in_channel(ctx.channel.id)
        song = await self._desk.remove(session, ctx.viewer, number)
        await ctx.show(shown.removed_view(song))
        await self._keeper.changed(session)

    @member(aux, example="aux move 3 1")
    @app_commands.describe(number="Its number in the panel", to="Its new number")
    @commands.guild_only()
    @often()
    async def move(self, ctx: Context, number: int, to: int) -> None:
        """Put a waiting song at another number (owner)."""
        session = await self._desk.owned(ctx.channel.id, ctx.viewer)
        song = await self._desk.move(session, number, to)
        await ctx.show(shown.moved_view(song, to))
        await self._keeper.changed(session)

    @member(aux, example="aux undo")
    @commands.guild_only()
    @often()
    async def undo(self, ctx: Context) -> None:
        """Put back the song that was taken out last (owner)."""
        session = await self._desk.owned(ctx.channel.id, ctx.viewer)
        song = await self._desk.undo(session)
        await ctx.show(shown.restored_view(song))
        await self._keeper.changed(session)

    @member(aux, example="aux trust everyone")
    @app_commands.describe(who="ask, or everyone", role="Let people with this role in directly")
    @app_commands.choices(
        who=[app_commands.Choice(name=one, value=one) for one in ("ask", "everyone")]
    )
    @commands.guild_only()
    @often()
    async def trust(
        self, ctx: Context, role: discord.Role | None = None, *, who: str = "ask"
    ) -> None:
        """Choose whose songs go in without asking (owner)."""
        session = await self._desk.owned(ctx.channel.id, ctx.viewer)
        word = who.strip().lower()
        if word not in ("ask", "everyone"):
            raise OutOfRange("trust", who)
        level = "role" if role is not None else word
        await self._desk.set_trust(session, level, role.id if role else None)
        await ctx.show(shown.settings_view(await self._desk.by_id(session.id)))
        await self._keeper.changed(session)

    @member(aux, example="aux limit 3")
    @app_commands.describe(songs="How many songs one guest may have waiting, 1 to 50")
    @commands.guild_only()
    @often()
    async def limit(self, ctx: Context, songs: int) -> None:
        """Choose how many songs one guest may have waiting (owner)."""
        session = await self._desk.owned(ctx.channel.id, ctx.viewer)
        await self._desk.set_limit(session, songs)
        await ctx.show(shown.settings_view(await self._desk.by_id(session.id)))
        await self._keeper.changed(session)

    @member(aux, name="pass", example="aux pass @Jonas")
    @app_commands.describe(person="Who is asked to take it over, on their own player")
    @commands.guild_only()
    @often()
    async def pass_on(self, ctx: Context, person: discord.Member) -> None:
        """Hand the aux to somebody else, when they agree (owner)."""
        session = await self._desk.owned(ctx.channel.id, ctx.viewer)
        if person.bot or person.id == ctx.viewer:
            raise NobodyNamed
        await ctx.show(shown.pass_view(session, person.id, person.display_name))

    @member(aux, aliases=["end", "stop"], example="aux close")
    @commands.guild_only()
    @often()
    async def close(self, ctx: Context) -> None:
        """End the aux and delete its queue (owner, or who manages messages)."""
        session = await self._desk.in_channel(ctx.channel.id)
        if session.owner_id != ctx.viewer and not ctx.permissions.manage_messages:
            raise NotTheOwner
        await self._close(session.id)
        await ctx.show(shown.ended_view(session))

    @answers(shown.SUGGEST)
    async def ask_for_song(self, interaction: Interaction, session: int) -> None:
        """Ask whoever pressed for a song."""
        await self._desk.by_id(session)
        await interaction.response.send_modal(shown.suggest_modal(session))

    @answers(shown.SUGGESTED)
    async def take_song(self, interaction: Interaction, session: int) -> None:
        """Take the song that was typed."""
        await think_privately(interaction)
        words = typed(interaction, shown.FIELD)
        links = tuple(await self._asking.links(words))
        asked = Asked(interaction.user.id, links, "" if links else words)
        await self.suggest_for(interaction, asked, session_id=session)

    async def suggest_for(
        self, interaction: Interaction, asked: Asked, *, session_id: int | None = None
    ) -> None:
        """Suggest a song for whoever pressed, in a session or in that of this channel."""
        if session_id is not None:
            session = await self._desk.by_id(session_id)
        else:
            session = await self._desk.in_channel(interaction.channel_id or 0)
        song = await self._desk.suggest(session, _member(interaction.user), asked)
        if song.state == "queued":
            await tell(interaction, shown.added_view(song))
        else:
            view = shown.suggestion_view(song, session.owner_name)
            await interaction.followup.send(view=view, ephemeral=False)
        await self._keeper.changed(session)

    async def is_open_in(self, channel_id: int) -> bool:
        """Whether a channel has an aux."""
        try:
            await self._desk.in_channel(channel_id)
        except NoAux:
            return False
        return True

    @answers(shown.DECIDE)
    async def decide(self, interaction: Interaction, answer: str, song: int) -> None:
        """Let a suggestion in, or not."""
        decided = await self._desk.decide(song, interaction.user.id, let_in=answer == "yes")
        view = shown.added_view if answer == "yes" else shown.refused_view
        await replace(interaction, view(decided))
        await self._keeper.changed(await self._desk.by_id(decided.session_id))

    @answers(shown.TRUST)
    async def choose_trust(self, interaction: Interaction, session: int) -> None:
        """Choose whose songs go in, from the panel."""
        found = await self._desk.by_id(session)
        only(interaction, found.owner_id)
        await acknowledge(interaction)
        level = chosen(interaction)
        role = found.role_id if level == "role" else None
        await self._desk.set_trust(found, level, role)
        await replace(interaction, await self._keeper.panel(found))

    @answers(shown.TAKE)
    async def take_over(self, interaction: Interaction, session: int, person: int) -> None:
        """Take the aux over."""
        only(interaction, person)
        await acknowledge(interaction)
        found = await self._desk.by_id(session)
        taken = await self._desk.hand_over(found, _member(interaction.user))
        await replace(interaction, shown.taken_view(taken))
        await self._keeper.changed(taken)

    @answers(shown.ACT)
    async def act(self, interaction: Interaction, act: str, session: int) -> None:
        """Do what a button of the panel says."""
        found = await self._desk.by_id(session)
        if act in ("skip", "undo", "close"):
            only(interaction, found.owner_id)
        if act == "vote":
            await think_privately(interaction)
            await tell(interaction, await self._vote(found, interaction.user.id))
            return
        await acknowledge(interaction)
        if act == "close":
            await self._close(session)
            await replace(interaction, shown.ended_view(found))
            return
        step: Step | None = None
        if act == "skip":
            step = await self._player.skip(found)
        elif act == "undo":
            await self._desk.undo(found)
            self._keeper.wake()
        view = await self._keeper.panel(found, look=act == "refresh", step=step)
        await replace(interaction, view)

    async def _vote(self, session: AuxSession, person: int) -> ui.LayoutView:
        uri = await self._player.current_uri(session)
        if uri is None:
            return shown.nothing_plays_view()
        vote = await self._desk.vote(session, person, uri)
        if vote.passed:
            await self._player.skip(session)
            await self._keeper.changed(session)
        return shown.voted_view(vote)

    async def _close(self, session_id: int) -> None:
        if not await self._desk.close(await self._desk.by_id(session_id)):
            raise NoAux
        self._keeper.wake()


def _member(user: discord.User | discord.Member) -> Member:
    roles = frozenset(role.id for role in getattr(user, "roles", ()))
    return Member(user.id, user.display_name, roles)
