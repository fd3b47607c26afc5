"""Words for what Discord does to an answer, and for people and servers it does not show."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.ui.errors_discord import AnswerLost, NowhereToAnswer
from bot.ui.language import _
from bot.ui.notices import AMBER, Notice


class UnknownPerson(commands.CommandError):
    """Somebody who was named does not exist, or Discord does not show them."""


class ServerOnly(commands.CheckFailure):
    """The command is about a server, and was given in direct messages."""


class BotNotInServer(commands.CheckFailure):
    """The command is about a server in which the bot is not."""


def discord_words(error: BaseException, prefix: str) -> Notice | None:
    """Return the words for one of these errors, or None."""
    del prefix
    match error:
        case AnswerLost():
            text = _(
                "What you asked for went through, but Discord didn't take my answer. "
                "You don't need to repeat it."
            )
            return Notice(_("I couldn't show the answer"), text, AMBER, private=True)
        case NowhereToAnswer():
            text = _("I may not write in that channel, or to you directly.")
            return Notice(_("I can't answer there"), text, AMBER, private=True)
        case discord.DiscordServerError():
            text = _("Look whether it worked before you repeat it.")
            return Notice(_("Discord is having trouble"), text, AMBER, private=True)
        case discord.InteractionResponded():
            text = _("That took too long to open. Please press it again.")
            return Notice(_("Too slow"), text, AMBER, private=True)
        case UnknownPerson():
            text = _("Mention someone from this server, like `@name`.")
            return Notice(_("I don't know that person"), text, private=True)
        case ServerOnly():
            text = _("This command is about a server, so use it in one where I am.")
            return Notice(_("Not here"), text, private=True)
        case BotNotInServer():
            text = _("I'm not in this server, so I can't look at it. An admin can add me.")
            return Notice(_("Not in this server"), text, private=True)
    return None
