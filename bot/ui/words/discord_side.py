"""Words for lost answers, servers' rules, and pressed buttons."""

from __future__ import annotations

from typing import assert_never

from bot.ui import errors
from bot.ui.language import _
from bot.ui.notices import AMBER, Notice
from bot.ui.words.shared import MENTION_SOMEONE, NOT_HERE, NOT_YOURS_TO_CHANGE, UNKNOWN_PERSON

AnswerProblem = errors.AnswerLost | errors.NowhereToAnswer
RuleProblem = (
    errors.UnknownPerson
    | errors.ServerOnly
    | errors.BotNotInServer
    | errors.CommandOff
    | errors.ChannelOff
    | errors.NotAllowedHere
    | errors.OwnerOnly
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
                "What you asked for went through, but Discord didn't take my answer. "
                "You don't need to repeat it."
            )
            return Notice(_("I couldn't show the answer"), text, AMBER, private=True)
        case errors.NowhereToAnswer():
            text = _("I may not write in that channel, or to you directly.")
            return Notice(_("I can't answer there"), text, AMBER, private=True)
        case _:
            assert_never(error)


def _rule(error: RuleProblem) -> Notice:
    match error:
        case errors.UnknownPerson():
            title, text = _(UNKNOWN_PERSON), _(MENTION_SOMEONE)
        case errors.ServerOnly():
            title = _(NOT_HERE)
            text = _("This command is about a server, so use it in one where I am.")
        case errors.BotNotInServer():
            title = _("Not in this server")
            text = _("I'm not in this server, so I can't look at it. An admin can add me.")
        case errors.CommandOff():
            title = _("Turned off here")
            text = _("An admin of this server has turned this command off.")
        case errors.ChannelOff():
            title = _("Not in this channel")
            text = _("Commands are not used in this channel. Try another one, or write to me.")
        case errors.NotAllowedHere():
            title = _(NOT_YOURS_TO_CHANGE)
            text = _("Only people who may manage this server can change its settings.")
        case errors.OwnerOnly():
            title = _("For the host only")
            text = _("Only whoever hosts this bot can do that.")
        case _:
            assert_never(error)
    return Notice(title, text, private=True)


def _press(error: PressProblem) -> Notice:
    match error:
        case errors.NotYours():
            return not_yours()
        case errors.TooOld():
            text = _("Please give the command again.")
            return Notice(_("That button is too old"), text, AMBER, private=True)
        case errors.NotOurAnswer():
            text = _("I can only delete my own answers.")
            return Notice(_("Not mine"), text, private=True)
        case errors.NotYourAnswer():
            text = _("Only whoever asked for it, or a moderator, can delete an answer.")
            return Notice(_("Not yours"), text, private=True)
        case errors.NothingToFind():
            text = _("There is no Spotify link in this message, and no words to search for.")
            return Notice(_("Nothing to find"), text, private=True)
        case _:
            assert_never(error)


def not_yours() -> Notice:
    """Say that a button belongs to another person."""
    text = _("Give the command yourself to get your own.")
    return Notice(_("That button is somebody else's"), text, AMBER, private=True)
