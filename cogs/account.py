"""Linking, unlinking, and what is known about a person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import discord
from discord import ui
from discord.ext import commands

from bot.accounts.account import Accounts
from bot.accounts.privacy import Privacy, as_level
from bot.accounts.tickets import Purpose, TicketDesk
from bot.ui import buttons
from bot.ui.account import (
    account_view,
    offer_view,
    unlinked_view,
)
from bot.ui.context import Context
from bot.ui.language import _
from cogs.components import (
    Interaction,
    NotYours,
    acknowledge,
    answers,
    chosen,
    replace,
    think_privately,
)
from cogs.declare import command
from cogs.delivery import delivery_of
from cogs.private import by_dm
from cogs.resume import Resume, asker_of

Sent = Callable[[discord.Message], Awaitable[None]]


class AccountCog(commands.Cog, name="Account"):
    """Linking, unlinking, and what is known about you."""

    def __init__(
        self, desk: TicketDesk, accounts: Accounts, privacy: Privacy, resume: Resume
    ) -> None:
        self._desk = desk
        self._resume = resume
        self._accounts = accounts
        self._privacy = privacy

    @command(aliases=["connect", "login"], example="link")
    async def link(self, ctx: Context) -> None:
        """Link your own Spotify account. Only you see the link."""
        if ctx.interaction is not None:
            await self.open_link(ctx.interaction)
            return
        offer = await self._desk.issue(asker_of(ctx))

        async def sent(message: discord.Message) -> None:
            await self._desk.shown_in(
                offer.ref, {"channel_id": message.channel.id, "message_id": message.id}
            )

        await self._by_dm(ctx, offer_view(offer), buttons.link_button(_("Get my link")), sent)

    @command(aliases=["disconnect", "logout"], example="unlink")
    async def unlink(self, ctx: Context) -> None:
        """Unlink Spotify and delete everything about you here, at once."""
        async with ctx.thinking(private=True):
            existed = await self._accounts.forget(ctx.author.id)
        await ctx.show(unlinked_view(existed=existed), private=True)

    @command(example="account")
    async def account(self, ctx: Context) -> None:
        """Show which Spotify is linked, until when, and who may see what you play."""
        view = account_view(await self._accounts.view(ctx.author.id))
        if ctx.interaction is not None:
            await ctx.show(view, private=True)
        else:
            await self._by_dm(ctx, view, buttons.account_button())

    @answers(buttons.LINK)
    async def open_link(self, interaction: Interaction) -> None:
        """Give whoever asked their personal link, seen by them alone."""
        await give_link(self._desk, interaction)

    @answers(buttons.ALLOW)
    async def open_waiting_link(self, interaction: Interaction, waiting: str) -> None:
        """Give whoever waits for it the link their command needs."""
        if not await self._resume.offer_for(interaction, waiting):
            raise NotYours

    @answers(buttons.ACCOUNT)
    async def open_account(self, interaction: Interaction) -> None:
        """Show whoever pressed their own account."""
        view = account_view(await self._accounts.view(interaction.user.id))
        await interaction.response.send_message(view=view, ephemeral=True)

    @answers(buttons.UNLINK)
    async def press_unlink(self, interaction: Interaction) -> None:
        """Unlink whoever pressed."""
        await acknowledge(interaction)
        existed = await self._accounts.forget(interaction.user.id)
        await replace(interaction, unlinked_view(existed=existed))

    @answers(buttons.PRIVACY)
    async def choose_privacy(self, interaction: Interaction) -> None:
        """Keep who may see what the person plays."""
        level = as_level(chosen(interaction))
        await acknowledge(interaction)
        if level is not None:
            await self._privacy.choose(interaction.user.id, level)
        view = account_view(await self._accounts.view(interaction.user.id))
        await replace(interaction, view)

    async def _by_dm(
        self,
        ctx: Context,
        view: ui.LayoutView,
        instead: buttons.Button,
        sent: Sent | None = None,
    ) -> None:
        message = await by_dm(ctx, view, instead)
        if message is not None and sent is not None:
            await sent(message)


async def give_link(
    desk: TicketDesk,
    interaction: Interaction,
    *,
    needed: frozenset[str] = frozenset(),
    purpose: Purpose = "link",
) -> None:
    """Give whoever asked their personal link, seen by them alone."""
    await think_privately(interaction)
    offer = await desk.issue(asker_of(interaction), needed, purpose=purpose)
    message = await interaction.followup.send(view=offer_view(offer), ephemeral=True, wait=True)
    await desk.shown_in(offer.ref, delivery_of(interaction, message))
