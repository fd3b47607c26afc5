"""Skips commands whose answer no one would see.

Where the bot may not write, the first answer goes by direct message; for the rest of that hour it
stays silent. A command that only shows something is then skipped: it would waste Spotify requests.
One that changes something still runs, because that is what the person asked for. Commands that
answer by direct message anyway (account, privacy) run too. Each command declares what it is:
`@command(only_shows=True, reply="private")`.
"""

from __future__ import annotations

from typing import Any

from discord.ext import commands

from bot.toolkit.channel_rights import ChannelRights
from bot.toolkit.decorators import next_word
from bot.ui.usage import AnyCommand, declaration_of


def would_be_unseen(places: ChannelRights, ctx: commands.Context[Any]) -> bool:
    """Whether a command in a message would only produce an answer that no one sees."""
    if ctx.interaction is not None or ctx.guild is None or ctx.command is None:
        return False
    if not declaration_of(_named(ctx, ctx.command)).needs_channel:
        return False
    told = places.told_recently(ctx.channel.id, ctx.author.id)
    return told and not places.may_write(ctx.channel)


def _named(ctx: commands.Context[Any], command: AnyCommand) -> AnyCommand:
    """Return the command that a message names; in a group, the subcommand of the next word."""
    if not isinstance(command, commands.Group):
        return command
    return command.get_command(next_word(ctx)) or command
