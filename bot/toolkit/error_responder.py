"""Answers errors of commands, presses and menus alike: counted first, then fixed or explained."""

from __future__ import annotations

import logging

import discord

from bot.toolkit.answers import explain_at
from bot.toolkit.command_origin import Origin
from bot.toolkit.context import Context, is_too_late
from bot.toolkit.fault_reporting import FaultReporter, asked_by
from bot.toolkit.waiting_command_runner import WaitingCommandRunner
from bot.ui.discord_errors import AnswerLost, ChannelOff, NowhereToAnswer
from bot.ui.words.errors import unwrapped

_log = logging.getLogger(__name__)


class ErrorResponder:
    """Answers every error with a way to fix it or with words; counts what had none."""

    def __init__(self, faults: FaultReporter, waiting: WaitingCommandRunner) -> None:
        self._faults = faults
        self._waiting = waiting

    def count_answered(self, origin: Origin) -> None:
        """Count a press or a menu that was answered without an error."""
        self._faults.answered(origin)

    async def respond(self, origin: Origin, error: BaseException) -> None:
        """Count the error, and report it if it is our fault; then answer the person."""
        if is_too_late(error):
            _log.info("too late to answer an interaction")
            self._faults.too_late(origin)
            return
        if not isinstance(origin, Context):
            error = _as_lost_answer(unwrapped(error))
        await self._faults.report(error, asked_by(origin))
        if _stays_unanswered(origin, unwrapped(error)):
            return
        try:
            if not await self._waiting.offer_fix(origin, error):
                await explain_at(origin, error)
        except NowhereToAnswer:
            _log.info("can't answer: the bot may not write there")
        except (AnswerLost, discord.HTTPException) as failure:
            _log.warning("can't answer: %s", failure)


def _as_lost_answer(error: BaseException) -> BaseException:
    """Return what Discord refused as a lost answer: a press acts before it answers."""
    if isinstance(error, discord.HTTPException) and not isinstance(error, discord.Forbidden):
        return AnswerLost(error)
    return error


def _stays_unanswered(origin: Origin, cause: BaseException) -> bool:
    """Whether to say nothing: there is nowhere to say it, or the channel is to stay quiet."""
    is_message = isinstance(origin, Context) and origin.interaction is None
    return isinstance(cause, NowhereToAnswer) or (is_message and isinstance(cause, ChannelOff))
