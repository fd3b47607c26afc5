"""Settings of people and servers, and what is stored about a person."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable

import discord
from discord import ui
from discord.ext import commands

from bot.accounts.preferences import as_style
from bot.accounts.presence_choice import default_of
from bot.accounts.privacy import as_level
from bot.accounts.services import AccountServices
from bot.declaration import get
from bot.doctor.findings import Report
from bot.music.errors import OutOfRange
from bot.toolkit.answers import (
    acknowledge,
    answer_interaction,
    answer_privately,
    answer_with_file,
    edit_pressed,
    think_privately,
)
from bot.toolkit.bot_host import BotHost
from bot.toolkit.component_router import all_chosen, chosen, on_component, typed
from bot.toolkit.context import Context
from bot.toolkit.decorators import command, group, subcommand
from bot.toolkit.types import Interaction
from bot.ui import buttons
from bot.ui import settings as shown
from bot.ui.component_ids import PlainId
from bot.ui.discord_errors import NotAllowedHere
from bot.ui.doctor import report_view
from bot.ui.language import _, language_of, set_locale
from bot.ui.presence import after_deleting
from bot.ui.usage import declaration_of

OPEN_MINE = PlainId("set:open")
OPEN_PRIVACY = PlainId("privacy:open")
OPEN_DOCTOR = PlainId("doctor:open")


class SettingsCog(commands.Cog, name="Settings"):
    """Your settings, your server's, and what's stored about you."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        services: AccountServices,
        host_prefix: str,
        host: BotHost,
        examine: Callable[[], Awaitable[Report]],
    ) -> None:
        self._host = host
        self._examine = examine
        self._bot = bot
        self._accounts = services.accounts
        self._privacy = services.privacy
        self._preferences = services.preferences
        self._presence = services.presence
        self._rules = services.rules
        self._host_prefix = host_prefix

    @group(
        aliases=["setting", "config"],
        example="settings mine",
        fallback="mine",
        reply="private",
        only_shows=True,
        can_be_off=False,
        most_used=True,
    )
    async def settings(self, ctx: Context) -> None:
        """Set who can see what you play, how it looks, and your language."""
        view = await self._mine(ctx.viewer)
        await answer_privately(ctx, view, buttons.press(_("Show my settings"), OPEN_MINE))

    @subcommand(settings, example="settings server", reply="ephemeral", only_shows=True)
    @commands.guild_only()
    async def server(self, ctx: Context) -> None:
        """Set this server's prefix and channels, and turn commands off."""
        if ctx.guild is None or not ctx.permissions.manage_guild:
            raise NotAllowedHere
        await ctx.show(await self._server(ctx.guild))

    @subcommand(
        settings,
        example="settings doctor",
        reply="private",
        only_shows=True,
        requests=[get("/search")],
    )
    async def doctor(self, ctx: Context) -> None:
        """Check the bot's set-up and say how to fix it (bot's host only)."""
        await self._host.check(ctx.viewer)
        async with ctx.typing():
            view = report_view(await self._examine())
        await answer_privately(ctx, view, buttons.press(_("Show the report"), OPEN_DOCTOR))

    @on_component(OPEN_DOCTOR)
    async def open_doctor(self, interaction: Interaction) -> None:
        """Show the report, to the host only."""
        await self._host.check(interaction.user.id)
        await think_privately(interaction)
        view = report_view(await self._examine())
        await answer_interaction(interaction, view)

    @command(
        aliases=["mydata"], example="privacy", reply="private", only_shows=True, can_be_off=False
    )
    async def privacy(self, ctx: Context) -> None:
        """Show everything stored about you; export or delete it."""
        view = await self._stored(ctx.viewer)
        button = buttons.press(_("Show what's stored"), OPEN_PRIVACY)
        await answer_privately(ctx, view, button)

    @on_component(OPEN_MINE)
    async def open_mine(self, interaction: Interaction) -> None:
        """Show the person who pressed their own settings."""
        view = await self._mine(interaction.user.id)
        await answer_interaction(interaction, view)

    @on_component(OPEN_PRIVACY)
    async def open_privacy(self, interaction: Interaction) -> None:
        """Show the person who pressed what is stored about them."""
        view = await self._stored(interaction.user.id)
        await answer_interaction(interaction, view)

    @on_component(shown.PRIVACY)
    async def choose_privacy(self, interaction: Interaction) -> None:
        """Save who may see what the person plays."""
        level = as_level(chosen(interaction))
        await acknowledge(interaction)
        if level is not None:
            await self._privacy.choose(interaction.user.id, level)
        await edit_pressed(interaction, await self._mine(interaction.user.id))

    @on_component(shown.STYLE)
    async def choose_style(self, interaction: Interaction) -> None:
        """Save the style in which the person sees what is playing."""
        style = as_style(chosen(interaction))
        await acknowledge(interaction)
        await self._preferences.choose_style(interaction.user.id, style)
        await edit_pressed(interaction, await self._mine(interaction.user.id))

    @on_component(shown.SERVER_STYLE)
    async def choose_server_style(self, interaction: Interaction) -> None:
        """Save the style for those in the server who haven't chosen one."""
        guild, style = self._managed(interaction), as_style(chosen(interaction))
        await acknowledge(interaction)
        if style is not None:
            await self._rules.set_style(guild.id, style)
        await edit_pressed(interaction, await self._server(guild))

    @on_component(shown.LANGUAGE)
    async def choose_language(self, interaction: Interaction) -> None:
        """Save the person's language, and answer in it at once."""
        language = shown.language_chosen(chosen(interaction))
        await acknowledge(interaction)
        await self._preferences.choose_language(interaction.user.id, language)
        set_locale(language or language_of(str(interaction.locale)))
        await edit_pressed(interaction, await self._mine(interaction.user.id))

    @on_component(shown.PREFIX, allow_repeats=True)
    async def ask_for_prefix(self, interaction: Interaction) -> None:
        """Ask for a new prefix."""
        guild = self._managed(interaction)
        rules = await self._rules.of(guild.id)
        modal = shown.prefix_modal(rules.prefix or self._host_prefix)
        await interaction.response.send_modal(modal)

    @on_component(shown.PREFIX_MODAL)
    async def set_prefix(self, interaction: Interaction) -> None:
        """Save the typed prefix."""
        guild = self._managed(interaction)
        prefix = typed(interaction, "prefix").strip()
        if not 1 <= len(prefix) <= 5 or any(map(str.isspace, prefix)):
            raise OutOfRange("prefix", prefix)
        await acknowledge(interaction)
        await self._rules.set_prefix(guild.id, prefix)
        await edit_pressed(interaction, await self._server(guild))

    @on_component(shown.CHANNELS)
    async def choose_channels(self, interaction: Interaction) -> None:
        """Save where commands may be used."""
        guild = self._managed(interaction)
        channels = frozenset(int(one) for one in all_chosen(interaction))
        await acknowledge(interaction)
        await self._rules.set_channels(guild.id, channels)
        await edit_pressed(interaction, await self._server(guild))

    @on_component(shown.QUIET)
    async def keep_quiet(self, interaction: Interaction) -> None:
        """Keep `nowplaying` out of the server's channels."""
        await self._set_quiet(interaction, quiet=True)

    @on_component(shown.ALOUD)
    async def show_aloud(self, interaction: Interaction) -> None:
        """Show `nowplaying` in the server's channels."""
        await self._set_quiet(interaction, quiet=False)

    async def _set_quiet(self, interaction: Interaction, *, quiet: bool) -> None:
        guild = self._managed(interaction)
        await acknowledge(interaction)
        await self._rules.set_quiet(guild.id, quiet=quiet)
        await edit_pressed(interaction, await self._server(guild))

    @on_component(shown.TurnOffSelect)
    async def turn_off(self, interaction: Interaction, pressed: shown.TurnOffSelect) -> None:
        """Save which of one select's commands are off; those of other selects stay."""
        guild = self._managed(interaction)
        names = shown.part_of(self._command_names(), pressed.part)
        await acknowledge(interaction)
        await self._rules.set_off(guild.id, all_chosen(interaction), among=names)
        await edit_pressed(interaction, await self._server(guild))

    @on_component(shown.SHOW_PRESENCE)
    async def show_presence(self, interaction: Interaction) -> None:
        """Let others see what the person's Discord shows."""
        await self._choose_presence(interaction, on=True)

    @on_component(shown.HIDE_PRESENCE)
    async def hide_presence(self, interaction: Interaction) -> None:
        """Let nobody see what the person's Discord shows."""
        await self._choose_presence(interaction, on=False)

    @on_component(shown.FORGET_REFUSAL)
    async def forget_refusal(self, interaction: Interaction) -> None:
        """Forget even what a deletion keeps."""
        await acknowledge(interaction)
        await self._privacy.forget_refusal(interaction.user.id)
        await edit_pressed(interaction, await self._stored(interaction.user.id))

    async def _choose_presence(self, interaction: Interaction, *, on: bool) -> None:
        await acknowledge(interaction)
        if self._presence is not None:
            await self._presence.choose(interaction.user.id, on=on)
        await edit_pressed(interaction, await self._stored(interaction.user.id))

    @on_component(shown.EXPORT)
    async def export(self, interaction: Interaction) -> None:
        """Send the person who pressed all data about them, as a file without secrets."""
        await think_privately(interaction)
        text = await self._accounts.export(interaction.user.id)
        file = discord.File(io.BytesIO(text.encode()), "earshot-export.json")
        await answer_with_file(interaction, file)

    @on_component(shown.DELETE)
    async def ask_to_delete(self, interaction: Interaction) -> None:
        """Ask before everything is deleted."""
        stored = await self._accounts.stored(interaction.user.id)
        await edit_pressed(interaction, shown.confirm_delete_view(stored))

    @on_component(shown.CANCEL_DELETE)
    async def keep(self, interaction: Interaction) -> None:
        """Go back to what is stored, without deleting anything."""
        await edit_pressed(interaction, await self._stored(interaction.user.id))

    @on_component(shown.CONFIRM_DELETE)
    async def delete(self, interaction: Interaction) -> None:
        """Delete everything about the person who pressed."""
        await acknowledge(interaction)
        forgotten = await self._accounts.forget(interaction.user.id)
        default = default_of(self._presence)
        more = after_deleting(default, keeps_refusal=forgotten.keeps_refusal)
        await edit_pressed(interaction, shown.deleted_view(more))

    async def _mine(self, person: int) -> ui.LayoutView:
        return shown.mine_view(
            await self._privacy.level(person),
            await self._preferences.style(person),
            await self._preferences.language(person),
        )

    async def _server(self, guild: discord.Guild) -> ui.LayoutView:
        rules = await self._rules.of(guild.id)
        return shown.server_view(rules, self._host_prefix, self._command_names(), guild.name)

    async def _stored(self, person: int) -> ui.LayoutView:
        choice = self._presence
        presence = await choice.of(person) if choice is not None and choice.active else None
        return shown.privacy_view(await self._accounts.stored(person), presence)

    def _command_names(self) -> list[str]:
        return sorted(one.name for one in self._bot.commands if declaration_of(one).can_be_off)

    def _managed(self, interaction: Interaction) -> discord.Guild:
        if interaction.guild is None or not interaction.permissions.manage_guild:
            raise NotAllowedHere
        return interaction.guild
