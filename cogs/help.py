"""The help, read from the commands themselves."""

from __future__ import annotations

from collections.abc import Mapping

from discord import app_commands, ui
from discord.ext import commands

from bot.toolkit.answers import edit_pressed
from bot.toolkit.component_router import chosen, on_component, require_presser
from bot.toolkit.context import Context
from bot.toolkit.decorators import command
from bot.toolkit.server_rules import ServerRulesCheck
from bot.toolkit.types import Interaction
from bot.ui import help as shown
from bot.ui.command_search import bare, find, nearest
from bot.ui.usage import CommandHelp, Style, describe


class HelpCog(commands.Cog, name="Help"):
    """How each command is used."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        server_rules: ServerRulesCheck,
        prefix: str,
        ids: Mapping[str, int],
    ) -> None:
        self._bot = bot
        self._server_rules = server_rules
        self._prefix = prefix
        self._ids = ids

    @command(
        aliases=["commands", "h"],
        example="help nowplaying",
        reply="ephemeral",
        only_shows=True,
        can_be_off=False,
    )
    @app_commands.describe(name="The command to explain; leave empty for all")
    async def help(self, ctx: Context, *, name: str = "") -> None:
        """List the commands, or explain one."""
        style = Style(ctx.clean_prefix, self._ids)
        if not name.strip():
            view = shown.overview_view(described(self._bot), style, viewer=ctx.viewer)
        else:
            view = self._explained(name, style, ctx.viewer)
        await ctx.show(view)

    def _explained(self, name: str, style: Style, viewer: int) -> ui.LayoutView:
        found = find(self._bot, name, style.prefix)
        if found is None:
            asked = bare(name, style.prefix)
            known = described(self._bot)
            group = next((one.group for one in known if asked in shown.called(one.group)), None)
            if group is not None:
                return shown.overview_view(known, style, viewer=viewer, group=group)
            return shown.unknown_command_view(asked, nearest(self._bot, asked), style)
        asked_whole = len(bare(name, style.prefix).split()) == 1
        if isinstance(found, commands.Group) and asked_whole:
            root = found.qualified_name
            members = [one for one in described(self._bot) if one.name.startswith(f"{root} ")]
            members.sort(key=lambda one: (one.name != describe(found).name, one.name))
            return shown.group_view(root, members, style)
        return shown.command_view(describe(found), style)

    @help.autocomplete("name")
    async def suggest(
        self, _interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest commands whose names start with the input."""
        typed = bare(current)
        names = [one.name for one in described(self._bot) if one.name.startswith(typed)]
        return [app_commands.Choice(name=name, value=name) for name in names[:25]]

    @on_component(shown.GroupSelect)
    async def choose_group(self, interaction: Interaction, pressed: shown.GroupSelect) -> None:
        """Show another group's commands, in the same style."""
        require_presser(interaction, pressed.viewer)
        prefix = "/"
        if interaction.message is not None and interaction.message.interaction_metadata is None:
            prefix = await self._server_rules.prefix(interaction.guild, self._prefix)
        style, known = Style(prefix, self._ids), described(self._bot)
        view = shown.overview_view(known, style, viewer=pressed.viewer, group=chosen(interaction))
        await edit_pressed(interaction, view)


def described(bot: commands.AutoShardedBot) -> list[CommandHelp]:
    """Return how every command is used, in the order of bot/build_cogs.py and of each cog."""
    found: list[CommandHelp] = []
    for cog in bot.cogs.values():
        for one in cog.get_commands():
            found.append(describe(one))
            if isinstance(one, commands.Group):
                # Names and aliases lead to commands, in the order in which those are declared.
                found += map(describe, dict.fromkeys(one.all_commands.values()))
    return found
