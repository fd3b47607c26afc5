"""Commands whose answer nobody would see.

Where the bot may not write, the first answer comes by direct message; for the rest of that hour
nothing is said. A command that only shows something is then not run at all: it would spend
Spotify's requests on nothing. One that does something is run, because that is what was asked for.
What answers by direct message anyway (link, account, privacy) is run too. Each command declares
which it is: `@command(only_shows=True)`.
"""

from __future__ import annotations

from typing import Any

from discord.ext import commands

from bot.toolkit.channel_rights import ChannelRights
from bot.ui.usage import declaration_of

AnyCommand = commands.Command[Any, ..., Any]


def is_for_nothing(places: ChannelRights, ctx: commands.Context[Any]) -> bool:
    """Whether a command in a message would do nothing but give an answer that is not shown."""
    if ctx.interaction is not None or ctx.guild is None or ctx.command is None:
        return False
    if not declaration_of(_named(ctx, ctx.command)).only_shows:
        return False
    told = places.told_lately(ctx.channel.id, ctx.author.id)
    return told and not places.may_write(ctx.channel)


def _named(ctx: commands.Context[Any], command: AnyCommand) -> AnyCommand:
    """Return the command that a message names: of a group, the one that the next word says."""
    if not isinstance(command, commands.Group):
        return command
    view, before = ctx.view, (ctx.view.index, ctx.view.previous)
    view.skip_ws()
    named = command.get_command(view.get_word())
    view.index, view.previous = before
    return named or command
