"""Words for lost answers, servers' rules, and pressed buttons."""

from __future__ import annotations

from typing import assert_never

from bot.ui import discord_errors as errors
from bot.ui.language import _
from bot.ui.notices import AMBER, Notice
from bot.ui.words.shared import MENTION_SOMEONE, NOT_HERE, NOT_YOURS_TO_CHANGE, UNKNOWN_PERSON

AnswerProblem = errors.AnswerLost | errors.NowhereToAnswer | errors.NoHistory
RuleProblem = (
    errors.UnknownPerson
    | errors.ServerOnly
    | errors.BotNotInServer
    | errors.CommandOff
    | errors.ChannelOff
    | errors.NotAllowedHere
    | errors.HostOnly
    | errors.AskedTooLongAgo
)
PressProblem = (
    errors.NotYours
    | errors.TooOld
    | errors.NotOurAnswer
    | errors.NotYourAnswer
    | errors.NothingToFind
)
DiscordProblem = AnswerProblem | RuleProblem | PressProblem


def discord_words(error: DiscordProblem) -> Notice:
    """Return the words for an error on Discord's side."""
    if isinstance(error, AnswerProblem):
        return _answer(error)
    if isinstance(error, RuleProblem):
        return _rule(error)
    return _press(error)


def _answer(error: AnswerProblem) -> Notice:
    match error:
        case errors.AnswerLost():
            text = _(
                "Your command worked, but Discord didn't take my answer. You don't need to "
                "repeat it."
            )
            return Notice(_("I couldn't show the answer"), text, AMBER, private=True)
        case errors.NowhereToAnswer():
            text = _("I can't write in that channel or message you directly.")
            return Notice(_("I can't answer there"), text, AMBER, private=True)
        case errors.NoHistory():
            text = _("An admin can allow me “Read Message History” in this channel.")
            return Notice(_("I may not read earlier messages here"), text, AMBER, private=True)
        case _:
            assert_never(error)


def _rule(error: RuleProblem) -> Notice:
    match error:
        case errors.UnknownPerson():
            title, text = _(UNKNOWN_PERSON), _(MENTION_SOMEONE)
        case errors.ServerOnly():
            title = _(NOT_HERE)
            text = _("This command is about a server, so use it in one I'm in.")
        case errors.BotNotInServer():
            title = _("Not in this server")
            text = _("I'm not in this server, so I can't see it. An admin can add me.")
        case errors.CommandOff():
            title = _("Turned off here")
            text = _("An admin turned this command off in this server.")
        case errors.ChannelOff():
            title = _("Not in this channel")
            text = _("Commands are off in this channel. Try another one, or message me directly.")
        case errors.NotAllowedHere():
            title = _(NOT_YOURS_TO_CHANGE)
            text = _("Only people who can manage this server can change its settings.")
        case errors.HostOnly():
            title = _("For the bot's host only")
            text = _("Only the bot's host can do that.")
        case errors.AskedTooLongAgo():
            title = _("I was away for a moment")
            text = _("I've only now seen this, so I did nothing. Ask again if you still want it.")
        case _:
            assert_never(error)
    return Notice(title, text, private=True)


def _press(error: PressProblem) -> Notice:
    match error:
        case errors.NotYours():
            return not_yours()
        case errors.TooOld():
            text = _("Please use the command again.")
            return Notice(_("That button is too old"), text, AMBER, private=True)
        case errors.NotOurAnswer():
            text = _("I can only delete my own answers.")
            return Notice(_("That's not my message"), text, private=True)
        case errors.NotYourAnswer():
            text = _("Only the person who asked for it or a moderator can delete an answer.")
            return Notice(_("Not your answer"), text, private=True)
        case errors.NothingToFind():
            text = _("There's no Spotify link in this message, and no text to search for.")
            return Notice(_("Nothing to find"), text, private=True)
        case _:
            assert_never(error)


def not_yours() -> Notice:
    """Say that a button belongs to another person."""
    text = _("Use the command yourself to get your own.")
    return Notice(_("That button isn't yours"), text, AMBER, private=True)
