"""Words for how commands were used, and for what Discord refuses."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.ui.language import _, n_
from bot.ui.notices import Notice
from bot.ui.text import name
from bot.ui.usage import Use


class CommandOff(commands.CheckFailure):
    """The server has turned this command off."""


class ChannelOff(commands.CheckFailure):
    """Commands may not be used in this channel of the server."""


class NotAllowedHere(commands.CheckFailure):
    """The person lacks the permission to manage this server."""


class OwnerOnly(commands.CheckFailure):
    """Only whoever hosts the bot may do this."""


_PEOPLE = (commands.UserNotFound, commands.MemberNotFound, commands.BadUnionArgument)


def wrong_use(error: BaseException, use: Use) -> Notice | None:
    """Return what is wrong with how a command was written, its usage, and an example."""
    if not isinstance(error, commands.UserInputError) or isinstance(error, _PEOPLE):
        return None
    if isinstance(error, commands.TooManyArguments) and use.members:
        root = use.style.prefix + use.command.name.partition(" ")[0]
        title = _("I don't know that part of {command}").format(command=root)
        lines = [f"- {use.style.usage(one)}" for one in (use.command, *use.members)]
        return Notice(title, "\n".join(lines), private=True)
    if isinstance(error, commands.MissingRequiredArgument | commands.MissingRequiredAttachment):
        title = _("Something is missing: {option}").format(option=error.param.name)
    elif use.typed and use.option:
        title = _("I can't use {typed} as {option}").format(
            typed=name(use.typed, 60), option=use.option
        )
    else:
        title = _("I did not understand that")
    lines = [
        _("Usage: {usage}").format(usage=use.style.usage(use.command)),
        _("Example: {example}").format(example=use.style.example(use.command)),
    ]
    return Notice(title, "\n".join(lines), private=True)


def usage_words(error: BaseException, prefix: str) -> Notice | None:
    """Return the words for an error of discord.py's, or None."""
    match error:
        case (
            commands.UserNotFound()
            | commands.MemberNotFound()
            | commands.BadUnionArgument()
            | app_commands.TransformerError()
        ):
            text = _("Mention someone from this server, like `@name`.")
            return Notice(_("I don't know that person"), text, private=True)
        case commands.CommandOnCooldown(retry_after=seconds):
            text = n_(
                "Please try again in {count} second.",
                "Please try again in {count} seconds.",
                max(1, round(seconds)),
            )
            return Notice(_("Slow down a little"), text, private=True)
        case commands.UserInputError():
            text = _("See `{prefix}help` for how each command is used.").format(prefix=prefix)
            return Notice(_("I did not understand that"), text, private=True)
        case CommandOff():
            text = _("An admin of this server has turned this command off.")
            return Notice(_("Turned off here"), text, private=True)
        case ChannelOff():
            text = _("Commands are not used in this channel. Try another one, or write to me.")
            return Notice(_("Not in this channel"), text, private=True)
        case NotAllowedHere():
            text = _("Only people who may manage this server can change its settings.")
            return Notice(_("Not yours to change"), text, private=True)
        case OwnerOnly():
            text = _("Only whoever hosts this bot can do that.")
            return Notice(_("For the host only"), text, private=True)
        case commands.NoPrivateMessage() | commands.CheckFailure():
            return Notice(_("Not here"), _("This command cannot be used here."), private=True)
        case discord.Forbidden():
            text = _("The bot lacks a permission in this channel. Ask an admin of the server.")
            return Notice(_("I may not do that here"), text, private=True)
    return None
