"""How each command is used, read from the commands themselves."""

from __future__ import annotations

from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.ui.context import Context
from bot.ui.help import CommandHelp, command_view, overview_view, unknown_command_view
from cogs.declare import command

_ORDER = ("Account", "Listening", "Catalogue", "Help")


class HelpCog(commands.Cog, name="Help"):
    """How each command is used."""

    def __init__(self, bot: commands.AutoShardedBot) -> None:
        self._bot = bot

    @command(example="help nowplaying")
    @app_commands.describe(name="The command to explain; leave empty for all")
    async def help(self, ctx: Context, *, name: str = "") -> None:
        """List the commands, or explain one."""
        prefix = ctx.clean_prefix
        asked = name.strip().lower().lstrip("/!")
        if not asked:
            await ctx.show(overview_view(described(self._bot), prefix), private=True)
            return
        found = self._bot.get_command(asked)
        if found is None:
            await ctx.show(unknown_command_view(asked, prefix), private=True)
            return
        await ctx.show(command_view(_described(found), prefix), private=True)

    @help.autocomplete("name")
    async def suggest(self, _interaction: Any, current: str) -> list[app_commands.Choice[str]]:
        """Suggest commands by the beginning of their names."""
        typed = current.strip().lower()
        names = [one.name for one in described(self._bot) if one.name.startswith(typed)]
        return [app_commands.Choice(name=name, value=name) for name in names[:25]]


def described(bot: commands.AutoShardedBot) -> list[CommandHelp]:
    """Return how every command is used, by group."""
    found = [_described(command) for command in bot.walk_commands() if not command.hidden]
    return sorted(found, key=lambda one: (_ORDER.index(one.group), one.name))


def _described(command: commands.Command[Any, ..., Any]) -> CommandHelp:
    usage = " ".join([command.qualified_name, *(f"[{name}]" for name in command.clean_params)])
    return CommandHelp(
        name=command.qualified_name,
        group=command.cog_name or "Help",
        summary=command.short_doc,
        usage=usage,
        aliases=tuple(command.aliases),
        example=str(command.extras.get("example", command.qualified_name)),
    )
