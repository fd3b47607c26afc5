"""Seats on Spotify apps: who uses them, more apps, and people who wait for one."""

from __future__ import annotations

import re

from discord import app_commands, ui
from discord.ext import commands

from bot.accounts.seat_care import SeatCare
from bot.apps.errors import AppRefused
from bot.apps.services import AppServices
from bot.spotify.apps import AppOwner
from bot.toolkit.answers import (
    acknowledge,
    answer_interaction,
    answer_privately,
    edit_pressed,
    think_privately,
)
from bot.toolkit.bot_host import BotHost
from bot.toolkit.component_router import on_component, typed
from bot.toolkit.context import Context
from bot.toolkit.decorators import group, subcommand
from bot.toolkit.seat_requests import SeatRequests
from bot.toolkit.server_managers import ServerManagers
from bot.toolkit.types import Interaction
from bot.ui import button_ids as ids
from bot.ui import buttons, seat_care
from bot.ui import seats as shown
from bot.ui.discord_errors import TooOld
from bot.ui.language import _

_HEX32 = re.compile(r"[0-9a-f]{32}")


class SeatsCog(commands.Cog, name="Seats"):
    """Spotify lets five people use each app: see seats, and add apps."""

    def __init__(
        self,
        services: AppServices,
        requests: SeatRequests,
        managers: ServerManagers,
        host: BotHost,
        care: SeatCare,
    ) -> None:
        self._apps = services.registry
        self._seats = services.seats
        self._check = services.check
        self._requests = requests
        self._managers = managers
        self._host = host
        self._care = care

    @group(example="seats list", fallback="list", reply="private", only_shows=True)
    async def seats(self, ctx: Context) -> None:
        """Show the used and free seats on the bot's Spotify apps."""
        view = await self._list(ctx.viewer, ctx.guild.id if ctx.guild else None)
        await answer_privately(ctx, view, buttons.press(_("Show the seats"), shown.LIST))

    @subcommand(seats, example="seats add", reply="private")
    async def add(self, ctx: Context) -> None:
        """Add a Spotify app, or give one a new secret (bot's host only)."""
        await self._host.check(ctx.viewer)
        self._apps.require_feature()
        if ctx.interaction is not None:
            await ctx.interaction.response.send_modal(shown.add_form(self._apps.main.redirect_uri))
        else:
            await answer_privately(ctx, shown.add_view(), buttons.press(_("Add an app"), shown.ADD))

    @subcommand(seats, example="seats remove second", reply="ephemeral")
    @app_commands.describe(app="Its name or client ID")
    async def remove(self, ctx: Context, *, app: str) -> None:
        """Remove a Spotify app that was added; its people must link again (bot's host only)."""
        await self._host.check(ctx.viewer)
        removed = await self._apps.remove_named(app)
        await ctx.show(shown.removed_view(removed.name))

    @subcommand(seats, example="seats own", reply="private", only_shows=True)
    async def own(self, ctx: Context) -> None:
        """Use your own Spotify app, and offer its other seats to this server."""
        self._apps.require_feature()
        view = await self._own(ctx.viewer, ctx.guild.id if ctx.guild else None)
        await answer_privately(ctx, view, buttons.press(_("Bring my own app"), shown.OWN))

    @on_component(shown.LIST, stands_for="seats")
    async def open_list(self, interaction: Interaction) -> None:
        """Show the seats to the person who pressed."""
        await answer_interaction(
            interaction, await self._list(interaction.user.id, interaction.guild_id)
        )

    @on_component(shown.ADD, allow_repeats=True, stands_for="seats")
    async def open_add(self, interaction: Interaction) -> None:
        """Open the form for another app."""
        await self._host.check(interaction.user.id)
        self._apps.require_feature()
        await interaction.response.send_modal(shown.add_form(self._apps.main.redirect_uri))

    @on_component(shown.ADD_FORM)
    async def take_app(self, interaction: Interaction) -> None:
        """Save an app once Spotify has accepted its secret."""
        await self._host.check(interaction.user.id)
        await think_privately(interaction)
        name = typed(interaction, "name").strip() or "app"
        client_id = _client_id(typed(interaction, "client_id"))
        secret = typed(interaction, "client_secret").strip() or None
        await self._check.accepts(client_id, secret)
        await self._apps.add(interaction.user.id, name[:40], client_id, secret)
        await answer_interaction(interaction, shown.added_view(name))

    @on_component(shown.OWN, stands_for="seats")
    async def open_own(self, interaction: Interaction) -> None:
        """Guide the person who pressed to an app of their own."""
        self._apps.require_feature()
        await answer_interaction(
            interaction, await self._own(interaction.user.id, interaction.guild_id)
        )

    @on_component(shown.OPEN_OWN_FORM, allow_repeats=True)
    async def open_own_form(self, interaction: Interaction) -> None:
        """Ask for the client ID."""
        await interaction.response.send_modal(shown.own_form())

    @on_component(shown.OWN_FORM)
    async def take_own(self, interaction: Interaction) -> None:
        """Save a member's own app."""
        await think_privately(interaction)
        client_id = _client_id(typed(interaction, "client_id"))
        await self._apps.bring(_owner(interaction), client_id)
        view = await self._own(interaction.user.id, interaction.guild_id)
        await answer_interaction(interaction, view)

    @on_component(shown.SHARE, stands_for="seats")
    async def share(self, interaction: Interaction) -> None:
        """Offer the other seats of the person's app to this server."""
        await self._shared(interaction, interaction.guild_id)

    @on_component(shown.UNSHARE)
    async def unshare(self, interaction: Interaction) -> None:
        """Withdraw the offer."""
        await self._shared(interaction, None)

    @on_component(shown.GIVE_BACK)
    async def give_back(self, interaction: Interaction) -> None:
        """Remove the person's own app."""
        app = await self._apps.of_member(interaction.user.id)
        if app is None:
            raise TooOld
        await self._apps.remove(app.client_id)
        await edit_pressed(interaction, shown.gone_view())

    @on_component(ids.MailButton, allow_repeats=True)
    async def ask_for_mail(self, interaction: Interaction, pressed: ids.MailButton) -> None:
        """Ask for the email address that the host needs."""
        person = interaction.user.id
        app = await self._requests.app_for(pressed.ref, person)
        await interaction.response.send_modal(shown.mail_form(pressed.ref, app.owner_for(person)))

    @on_component(ids.MailForm)
    async def pass_mail_on(self, interaction: Interaction, sent: ids.MailForm) -> None:
        """Send the address to the app's owner, without storing it."""
        await think_privately(interaction)
        person, mail = interaction.user, typed(interaction, shown.MAIL_FIELD)
        app, reached = await self._requests.forward_mail(sent.ref, person, mail)
        view = shown.mail_sent_view(sent=reached, owner=app.owner_for(person.id))
        await answer_interaction(interaction, view)

    @on_component(ids.AddedButton)
    async def added(self, interaction: Interaction, pressed: ids.AddedButton) -> None:
        """Retry the same login after the app's owner has added the person."""
        await self._requests.confirm_added(pressed.ref, interaction.user.id)
        await think_privately(interaction)
        outcome = await self._requests.try_again(pressed.ref)
        await answer_interaction(interaction, shown.tried_view(outcome))

    @on_component(ids.KeepSeatButton)
    async def keep(self, interaction: Interaction, pressed: ids.KeepSeatButton) -> None:
        """Let the person who was asked keep their seat."""
        await acknowledge(interaction)
        if not await self._care.keep(interaction.user.id, pressed.asked_at):
            raise TooOld
        await edit_pressed(interaction, seat_care.kept_view())

    @on_component(ids.GiveSeatButton)
    async def give(self, interaction: Interaction, pressed: ids.GiveSeatButton) -> None:
        """Unlink the person who was asked and gives up their seat."""
        await acknowledge(interaction)
        forgotten = await self._care.give(interaction.user.id, pressed.asked_at)
        if forgotten is None:
            raise TooOld
        view = seat_care.given_view(keeps_refusal=forgotten.keeps_refusal)
        await edit_pressed(interaction, view)

    async def _shared(self, interaction: Interaction, guild_id: int | None) -> None:
        person = interaction.user.id
        if guild_id is not None:
            await self._managers.check(person, guild_id)
        if not await self._apps.share(_owner(interaction), guild_id):
            raise TooOld
        await edit_pressed(interaction, await self._own(interaction.user.id, interaction.guild_id))

    async def _own(self, person: int, guild_id: int | None) -> ui.LayoutView:
        app = await self._apps.of_member(person)
        if app is None:
            return shown.own_view(self._apps.main.redirect_uri)
        in_server = guild_id is not None
        shared = in_server and app.guild_id == guild_id
        may_share = guild_id is not None and (
            shared or await self._managers.may_manage(person, guild_id)
        )
        return shown.brought_view(in_server=in_server, shared=shared, may_share=may_share)

    async def _list(self, viewer: int, guild_id: int | None) -> ui.LayoutView:
        return shown.list_view(
            await self._seats.all(viewer),
            viewer=viewer,
            host=viewer in await self._host.ids(),
            several=self._apps.several,
            guild_id=guild_id,
        )


def _owner(interaction: Interaction) -> AppOwner:
    """Return the person who pressed, as shown to the people on their app."""
    person = interaction.user
    return AppOwner(person.id, person.global_name or person.name, person.name)


def _client_id(text: str) -> str:
    found = text.strip().lower()
    if not _HEX32.fullmatch(found):
        raise AppRefused("not_an_id")
    return found
