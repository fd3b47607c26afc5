"""How each command is used, read from the commands themselves."""

from __future__ import annotations

from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.ui import help as shown
from bot.ui.context import Context
from bot.ui.help import CommandHelp
from cogs.components import Interaction, answers, chosen, only, replace
from cogs.declare import command, is_for_servers

ORDER = (
    "Account",
    "Listening",
    "Player",
    "Catalogue",
    "Library",
    "Playlists",
    "Aux",
    "Together",
    "Pictures",
    "Why",
    "Seats",
    "Settings",
    "Help",
)


class HelpCog(commands.Cog, name="Help"):
    """How each command is used."""

    def __init__(self, bot: commands.AutoShardedBot) -> None:
        self._bot = bot

    @command(aliases=["commands", "h"], example="help nowplaying")
    @app_commands.describe(name="The command to explain; leave empty for all")
    async def help(self, ctx: Context, *, name: str = "") -> None:
        """List the commands, or explain one."""
        prefix = ctx.clean_prefix
        asked = " ".join(name.lower().split()).lstrip("/!")
        if not asked:
            view = shown.overview_view(described(self._bot), prefix, viewer=ctx.viewer)
            await ctx.show(view, private=True)
            return
        found = self._bot.get_command(asked)
        if found is None:
            await ctx.show(shown.unknown_command_view(asked, prefix), private=True)
            return
        await ctx.show(shown.command_view(describe(found), prefix), private=True)

    @help.autocomplete("name")
    async def suggest(self, _interaction: Any, current: str) -> list[app_commands.Choice[str]]:
        """Suggest commands by the beginning of their names."""
        typed = current.strip().lower()
        names = [one.name for one in described(self._bot) if one.name.startswith(typed)]
        return [app_commands.Choice(name=name, value=name) for name in names[:25]]

    @answers(shown.GROUP)
    async def choose_group(self, interaction: Interaction, viewer: int) -> None:
        """Show another group's commands."""
        only(interaction, viewer)
        commands_known = described(self._bot)
        view = shown.overview_view(commands_known, "/", viewer=viewer, group=chosen(interaction))
        await replace(interaction, view)


def described(bot: commands.AutoShardedBot) -> list[CommandHelp]:
    """Return how every command is used, by group."""
    found = [describe(command) for command in bot.walk_commands() if not command.hidden]
    return sorted(found, key=lambda one: (ORDER.index(one.group), one.name))


def describe(command: commands.Command[Any, ..., Any]) -> CommandHelp:
    """Return how a command is used; a group's own command by its full spelling."""
    fallback = command.fallback if isinstance(command, commands.HybridGroup) else None
    name = f"{command.qualified_name} {fallback}" if fallback else command.qualified_name
    usage = " ".join([name, *map(_parameter, command.clean_params.values())])
    return CommandHelp(
        name=name,
        group=command.cog_name or "Help",
        summary=command.short_doc,
        usage=usage,
        aliases=tuple(command.aliases),
        example=str(command.extras.get("example", name)),
        for_servers=is_for_servers(command),
    )


def _parameter(parameter: commands.Parameter) -> str:
    return f"<{parameter.name}>" if parameter.required else f"[{parameter.name}]"
