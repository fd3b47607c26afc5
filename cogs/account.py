"""Commands for linking, unlinking, and what is stored about a person."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.accounts.account import Accounts
from bot.accounts.presence_choice import PresenceChoice, default_of
from bot.accounts.privacy import Privacy, as_level
from bot.accounts.scopes import AT_LINKING, EVERYTHING
from bot.apps.errors import NoFreeSeat
from bot.apps.seats import Seats
from bot.declaration import get
from bot.linking.offers import Wish
from bot.toolkit.answers import acknowledge, answer_interaction, answer_privately, edit_pressed
from bot.toolkit.component_router import all_chosen, chosen, on_component
from bot.toolkit.context import Context
from bot.toolkit.decorators import command, limited_to
from bot.toolkit.link_offers import LinkOffers
from bot.toolkit.types import Interaction
from bot.toolkit.waiting_command_runner import WaitingCommandRunner
from bot.ui import button_ids as ids
from bot.ui import buttons
from bot.ui.account import account_view, unlinked_view
from bot.ui.discord_errors import NotYours, TooOld
from bot.ui.offers import choose_view, unchanged_view
from bot.ui.presence import after_unlinking


class AccountCog(commands.Cog, name="Account"):
    """Link and unlink Spotify, and see what's known about you."""

    def __init__(
        self,
        offers: LinkOffers,
        seats: Seats,
        accounts: Accounts,
        privacy: Privacy,
        waiting: WaitingCommandRunner,
        presence: PresenceChoice | None,
    ) -> None:
        self._presence = presence
        self._offers = offers
        self._seats = seats
        self._waiting = waiting
        self._accounts = accounts
        self._privacy = privacy

    @command(
        aliases=["connect", "login"],
        example="link",
        reply="private",
        can_be_off=False,
        most_used=True,
        requests=[get("/me")],
        note="and one request to the accounts service",
    )
    # Links have a limit of their own, which counts the used ones and says when the next is given.
    @limited_to(60)
    async def link(self, ctx: Context) -> None:
        """Link your own Spotify account. Only you see the link."""
        await self._offers.send(ctx)

    @command(
        aliases=["disconnect", "logout"], example="unlink", reply="ephemeral", can_be_off=False
    )
    async def unlink(self, ctx: Context) -> None:
        """Unlink Spotify and delete everything about you here, right away."""
        async with ctx.typing():
            view = await self._unlinked(ctx.author.id)
        await ctx.show(view)

    @command(example="account", reply="private", only_shows=True, can_be_off=False, most_used=True)
    async def account(self, ctx: Context) -> None:
        """Show your linked Spotify, until when, and who can see what you play."""
        view = account_view(await self._accounts.view(ctx.author.id))
        await answer_privately(ctx, view, buttons.account_button())

    @on_component(ids.LINK)
    async def open_link(self, interaction: Interaction) -> None:
        """Send someone their personal link, which only they see."""
        await self._offers.send(interaction)

    @on_component(ids.ALLOWED)
    async def open_allowed(self, interaction: Interaction) -> None:
        """Let someone choose what the bot may do."""
        known = await self._accounts.view(interaction.user.id)
        view = choose_view(known.scopes) if known is not None else account_view(None)
        await answer_interaction(interaction, view)

    @on_component(ids.CHOOSE)
    async def choose_allowed(self, interaction: Interaction) -> None:
        """Send a link that asks for exactly what was chosen."""
        known = await self._accounts.view(interaction.user.id)
        wanted = AT_LINKING | (frozenset(all_chosen(interaction)) & EVERYTHING)
        if known is not None and wanted == known.scopes:
            await answer_interaction(interaction, unchanged_view())
        else:
            await self._offers.send(interaction, Wish(wanted, purpose="choose"))

    @on_component(ids.AllowButton)
    async def open_waiting_link(self, interaction: Interaction, pressed: ids.AllowButton) -> None:
        """Send someone the link that their waiting command needs."""
        if not await self._waiting.there([pressed.waiting]):
            raise TooOld
        if not await self._waiting.offer_for(interaction, pressed.waiting):
            raise NotYours

    @on_component(ids.AgreeButton)
    async def agree_to_owner(self, interaction: Interaction, pressed: ids.AgreeButton) -> None:
        """Send a link through a member's app, which the person has agreed to."""
        await self._waiting.agreed(interaction, pressed.client_id, pressed.waiting)

    @on_component(ids.REFUSE)
    async def refuse_owner(self, interaction: Interaction) -> None:
        """Put someone on the waiting list for the host's apps; the host is told."""
        person = interaction.user
        await self._seats.wait_for_host(person.id, person.display_name)
        raise NoFreeSeat

    @on_component(ids.ACCOUNT)
    async def open_account(self, interaction: Interaction) -> None:
        """Show someone their own account."""
        view = account_view(await self._accounts.view(interaction.user.id))
        await answer_interaction(interaction, view)

    @on_component(ids.UNLINK)
    async def press_unlink(self, interaction: Interaction) -> None:
        """Unlink the person who pressed."""
        await acknowledge(interaction)
        await edit_pressed(interaction, await self._unlinked(interaction.user.id))

    @on_component(ids.PRIVACY)
    async def choose_privacy(self, interaction: Interaction) -> None:
        """Save who may see what the person plays."""
        level = as_level(chosen(interaction))
        await acknowledge(interaction)
        if level is not None:
            await self._privacy.choose(interaction.user.id, level)
        view = account_view(await self._accounts.view(interaction.user.id))
        await edit_pressed(interaction, view)

    async def _unlinked(self, person: int) -> discord.ui.LayoutView:
        forgotten = await self._accounts.forget(person)
        default = default_of(self._presence)
        more = after_unlinking(default, keeps_refusal=forgotten.keeps_refusal)
        return unlinked_view(existed=forgotten.linked, more=more)
