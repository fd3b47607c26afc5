"""Words for wrong usage, and for what discord.py and Discord refuse."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.ui.language import _, n_
from bot.ui.notices import AMBER, Notice
from bot.ui.text import name
from bot.ui.usage import Use
from bot.ui.words.shared import MENTION_SOMEONE, NOT_HERE, NOT_UNDERSTOOD, SLOW_DOWN, UNKNOWN_PERSON

_PEOPLE = (commands.UserNotFound, commands.MemberNotFound, commands.BadUnionArgument)
_LISTED = 10


def wrong_use(error: BaseException, use: Use) -> Notice | None:
    """Return what is wrong with a typed command, its usage, and an example."""
    if not isinstance(error, commands.UserInputError) or isinstance(error, _PEOPLE):
        return None
    if isinstance(error, commands.TooManyArguments) and use.members:
        root = use.style.prefix + use.command.name.partition(" ")[0]
        title = _("I don't know that part of {command}").format(command=root)
        lines = [f"- {use.style.usage(one)}" for one in (use.command, *use.members)]
        return Notice(title, "\n".join(lines), private=True)
    if isinstance(error, commands.ChannelNotFound) and use.voice_channels is not None:
        return _no_voice_channel(use, use.voice_channels)
    if isinstance(error, commands.MissingRequiredArgument | commands.MissingRequiredAttachment):
        title = _("Something is missing: {option}").format(option=error.param.name)
    elif use.typed and use.option:
        title = _("I can't use {typed} as {option}").format(
            typed=name(use.typed, 60), option=use.option
        )
    else:
        title = _(NOT_UNDERSTOOD)
    lines = [
        _("Usage: {usage}").format(usage=use.style.usage(use.command)),
        _("Example: {example}").format(example=use.style.example(use.command)),
    ]
    return Notice(title, "\n".join(lines), private=True)


def _no_voice_channel(use: Use, there: tuple[str, ...]) -> Notice:
    title = _("I don't know a voice channel called {typed}").format(typed=name(use.typed, 60))
    if not there:
        text = _(
            "There's none here that everyone can see. The slash command lists those that you see."
        )
        return Notice(title, text, private=True)
    names = ", ".join(name(one, 60) for one in there[:_LISTED])
    lines = [_("Choose one of: {names}").format(names=names)]
    if len(there) > _LISTED:
        more = len(there) - _LISTED
        lines.append(n_("and {count} more", "and {count} more", more))
    return Notice(title, "\n".join(lines), private=True)


def usage_words(error: BaseException, prefix: str) -> Notice | None:
    """Return the words for a discord.py error; None if no person can do anything about it."""
    match error:
        case (
            commands.UserNotFound()
            | commands.MemberNotFound()
            | commands.BadUnionArgument()
            | app_commands.TransformerError()
        ):
            return Notice(_(UNKNOWN_PERSON), _(MENTION_SOMEONE), private=True)
        case commands.CommandOnCooldown(retry_after=seconds):
            text = n_(
                "Please try again in {count} second.",
                "Please try again in {count} seconds.",
                max(1, round(seconds)),
            )
            return Notice(_(SLOW_DOWN), text, private=True)
        case commands.UserInputError() | app_commands.CommandSignatureMismatch():
            text = _("Use `{prefix}help` to see how each command works.").format(prefix=prefix)
            return Notice(_(NOT_UNDERSTOOD), text, private=True)
        case commands.NoPrivateMessage() | commands.CheckFailure():
            return Notice(_(NOT_HERE), _("This command can't be used here."), private=True)
        case discord.DiscordServerError():
            text = _("Check whether it worked before you try again.")
            return Notice(_("Discord is having trouble"), text, AMBER, private=True)
        case discord.InteractionResponded():
            text = _("That took too long to open. Please press it again.")
            return Notice(_("Too slow"), text, AMBER, private=True)
        case discord.Forbidden():
            text = _("The bot is missing a permission in this channel. Ask a server admin.")
            return Notice(_("I'm not allowed to do that here"), text, private=True)
    return None
