"""Blends and taste: the lists of several people, each of whom has agreed."""

from __future__ import annotations

import re
from datetime import timedelta

import discord
from discord import app_commands
from discord.ext import commands

from bot.accounts.scopes import EDIT_PLAYLISTS, TOP
from bot.declaration import get, post
from bot.music import parse_ranges
from bot.together.blend import Blend, Invitation
from bot.together.errors import NobodyNamed
from bot.together.taste import Taste
from bot.toolkit.answers import acknowledge, edit_pressed
from bot.toolkit.choices import SPANS
from bot.toolkit.component_router import on_component, require_presser
from bot.toolkit.context import Context
from bot.toolkit.decorators import command
from bot.toolkit.mutual_servers import MutualServers, reject_unknown_person
from bot.toolkit.types import Interaction
from bot.ui import together as shown
from bot.ui.discord_errors import NotYours, TooOld

_MOST_PEOPLE = 25
_MENTION = re.compile(r"<@!?(\d{1,20})>")
_ASKED_WITHIN = timedelta(days=1)
"""How long a question about taste can be agreed to: its asker's lists are those of that moment."""


class TogetherCog(commands.Cog, name="Together"):
    """Music with other people who agree to it."""

    def __init__(self, taste: Taste, blend: Blend, mutual_servers: MutualServers) -> None:
        self._taste = taste
        self._blend = blend
        self._mutual_servers = mutual_servers

    @command(
        aliases=["compare"],
        example="taste @Jonas",
        only_shows=True,
        scopes=TOP,
        requests=[get("/me/top/artists"), get("/me/top/tracks")],
        note="per person; off by default",
    )
    @app_commands.describe(
        person="Who to compare your list with; they'll be asked",
        range="4 weeks, 6 months or a year",
    )
    @app_commands.choices(range=SPANS)
    async def taste(
        self, ctx: Context, person: discord.Member | discord.User | None = None, *, range: str = ""
    ) -> None:
        """See what your top lists have in common, if the other person agrees."""
        if person is None:
            reject_unknown_person(range)
        span = parse_ranges.span(range)
        if person is None or person.id == ctx.viewer or person.bot:
            raise NobodyNamed
        async with ctx.typing():
            await self._taste.ready(ctx.viewer, span)
        view = shown.taste_ask_view(
            ctx.viewer, ctx.author.display_name, person.id, person.display_name, span
        )
        await ctx.show(view)

    @command(
        aliases=["mix"],
        example="blend @Jonas @Ayla",
        most_used=True,
        only_shows=True,
        scopes=EDIT_PLAYLISTS | TOP,
        requests=[get("/me/top/tracks"), post("/me/playlists"), post("/playlists/{id}/items")],
        note="one list per person; off by default",
    )
    @app_commands.describe(people="Mention everyone you want to invite")
    @commands.guild_only()
    async def blend(self, ctx: Context, *, people: str = "") -> None:
        """Make a playlist of the top songs of everyone who joins in."""
        mentioned = dict.fromkeys(map(int, _MENTION.findall(people)))
        if not mentioned:
            reject_unknown_person(people)
        async with ctx.typing():
            found = await self._mutual_servers.people(ctx.guild, list(mentioned)[:_MOST_PEOPLE])
            names = {one.id: one.display_name for one in found if not one.bot}
            invitation = await self._blend.invite(ctx.viewer, ctx.author.display_name, names)
        await ctx.show(shown.invitation_view(invitation))

    @on_component(shown.TasteButton, stands_for=lambda it: "taste" if it.answer == "yes" else None)
    async def answer_taste(self, interaction: Interaction, pressed: shown.TasteButton) -> None:
        """Compare if the other person agrees."""
        require_presser(interaction, pressed.other)
        if pressed.answer == "yes" and _is_over(interaction):
            raise TooOld
        await acknowledge(interaction)
        if pressed.answer == "no":
            await edit_pressed(interaction, shown.declined_view(interaction.user.display_name))
            return
        await self._taste.ready(pressed.other, pressed.span)
        common = await self._taste.common(pressed.asker, pressed.other, pressed.span)
        first = await self._mutual_servers.person(interaction.guild, pressed.asker)
        names = (first.display_name, interaction.user.display_name)
        await edit_pressed(interaction, shown.taste_view(common, names, pressed.span))

    @on_component(shown.BlendButton, stands_for=lambda it: None if it.answer == "no" else "blend")
    async def answer_blend(self, interaction: Interaction, pressed: shown.BlendButton) -> None:
        """Record an invited person's answer, or create the playlist for its owner."""
        invitation = await self._blend.get(pressed.note)
        if invitation is None:
            raise TooOld
        await acknowledge(interaction)
        if pressed.answer == "make":
            await self._make(interaction, invitation)
            return
        person = interaction.user.id
        if str(person) not in invitation.said:
            raise NotYours
        fresh = await self._blend.answer(pressed.note, person, agrees=pressed.answer == "yes")
        if fresh is None:
            raise TooOld
        await edit_pressed(interaction, shown.invitation_view(fresh))

    async def _make(self, interaction: Interaction, invitation: Invitation) -> None:
        require_presser(interaction, invitation.owner)
        blended = await self._blend.make(invitation, shown.title_of(invitation))
        if blended is None:
            raise TooOld
        await edit_pressed(interaction, shown.blended_view(blended))


def _is_over(interaction: Interaction) -> bool:
    """Whether a question was asked so long ago that its asker no longer expects an answer."""
    asked = interaction.message
    return asked is not None and discord.utils.utcnow() - asked.created_at > _ASKED_WITHIN
