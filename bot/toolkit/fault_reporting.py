"""Faults in commands and background work: logged in full, counted, reported to the host daily."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any

import discord
from discord import app_commands

from bot.metrics import BROKE, TOO_LATE, Metrics
from bot.notifications.breakages import Breakages
from bot.request_ids import current_request
from bot.toolkit.context import Context
from bot.toolkit.discord_internals import parameters_of
from bot.toolkit.rest_retries import SERVER_FAULT
from bot.toolkit.types import Interaction
from bot.ui.discord_errors import AnswerLost
from bot.ui.words.errors import is_known, unwrapped

_log = logging.getLogger(__name__)

_MOST = 300
_UNKNOWN = "(unknown)"
_KIND = re.compile("[a-z]{1,16}")
"""How an ID of ours begins: a name gets into log lines and messages to the host as it is."""


class FaultReporter:
    """Records how commands end, and reports faults."""

    def __init__(self, breakages: Breakages, metrics: Metrics) -> None:
        self._breakages = breakages
        self._metrics = metrics
        self._tasks: set[asyncio.Task[None]] = set()

    def watch_tasks(self) -> None:
        """Also report failures in tasks that nothing awaits."""
        asyncio.get_running_loop().set_exception_handler(self._on_task_failure)

    def _on_task_failure(self, loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        if not isinstance(error, Exception):
            loop.default_exception_handler(context)
            return
        task = loop.create_task(self.report_background("task", error))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def report(self, error: BaseException, asked: tuple[str, str]) -> None:
        """Record the error a command ended in; `asked` is its name and the request in words."""
        name, request = asked
        cause = unwrapped(error)
        if not _is_a_fault(cause):
            outcome = type(cause).__name__
            _log.info("%s ended in %s", name, outcome, extra=self._fields(name, outcome))
            self._metrics.command(name, outcome)
            return
        asked_in_full = (name, _place_of(cause), request)
        fields = self._fields(name, BROKE)
        _log.error("%s broke%s; asked: %s", *asked_in_full, exc_info=cause, extra=fields)
        self._metrics.command(name, BROKE)
        try:
            await self._breakages.add(name)
        except Exception as failure:
            # The database itself may be what broke.
            _log.warning("the host could not be notified: %s", type(failure).__name__)

    def answered(self, origin: Context | Interaction) -> None:
        """Count what was answered without an error."""
        name, request = asked_by(origin)[0], current_request()
        self._metrics.command(name, "answered")
        if request is not None:
            self._metrics.answered(request)
            fields = self._fields(name, "answered")
            _log.info("%s answered in %d ms", name, request.seconds * 1000, extra=fields)

    def too_late(self, origin: Context | Interaction) -> None:
        """Count what Discord no longer takes an answer to."""
        self._metrics.command(asked_by(origin)[0], TOO_LATE)

    def _fields(self, name: str, outcome: str) -> Mapping[str, object]:
        """Return what a log line in JSON also says."""
        request = current_request()
        known = self._metrics.command_names.of(name)
        fields: dict[str, object] = {"command": known, "outcome": outcome}
        if request is not None:
            fields["ms"] = round(request.seconds * 1000)
        return {"fields": fields}

    async def report_background(self, name: str, error: BaseException) -> None:
        """Report a failure that no request caused: in a loop, or in an event handler."""
        await self.report(error, (name, "nothing, it runs by itself"))

    async def report_autocomplete(self, interaction: Interaction, error: BaseException) -> None:
        """Report a failed autocomplete; what the person typed is left out."""
        name = interaction.command.qualified_name if interaction.command else _UNKNOWN
        where = _where(interaction.guild, interaction.channel_id)
        await self.report(error, (f"suggest {name}", f"choices in {where}"))


def asked_by(origin: Context | Interaction) -> tuple[str, str]:
    """Return what failed and the request in words, for the log."""
    return _by_context(origin) if isinstance(origin, Context) else _by_interaction(origin)


def _by_context(ctx: Context) -> tuple[str, str]:
    name = ctx.command.qualified_name if ctx.command else _UNKNOWN
    if ctx.interaction is not None:
        return name, _by_interaction(ctx.interaction)[1]
    return name, f"{ctx.message.content[:_MOST]!r} in {_where(ctx.guild, ctx.channel.id)}"


def _by_interaction(interaction: Interaction) -> tuple[str, str]:
    """Return what was pressed or chosen; form input may be secret and is left out."""
    data: Any = interaction.data or {}
    where = _where(interaction.guild, interaction.channel_id)
    if interaction.type is discord.InteractionType.application_command:
        name = interaction.command.qualified_name if interaction.command else _UNKNOWN
        return name, f"{str(data.get('options'))[:_MOST]} in {where}"
    pressed = str(data.get("custom_id", ""))
    kind = pressed.partition(":")[0]
    return f"press {kind if _KIND.fullmatch(kind) else _UNKNOWN}", f"{pressed!r} in {where}"


def _where(guild: discord.Guild | None, channel_id: int | None) -> str:
    return f"server {guild.id if guild else None}, channel {channel_id}"


def _is_a_fault(cause: BaseException) -> bool:
    """Whether it is our own fault, so no message could tell the person what to do."""
    if isinstance(cause, AnswerLost):
        # Discord's server errors aren't ours; what Discord refuses was built wrongly here.
        return cause.cause.status < SERVER_FAULT and not isinstance(cause.cause, discord.NotFound)
    return not is_known(cause)


def _place_of(cause: BaseException) -> str:
    """Return the request that Discord refused, for the log."""
    failure = cause.cause if isinstance(cause, AnswerLost) else cause
    if not isinstance(failure, discord.HTTPException):
        return ""
    sent: Any = failure.response
    return f": {getattr(sent, 'method', '?')} {getattr(sent, 'url', '?')} gave {failure.status}"


ReportAutocompleteFault = Callable[[discord.Interaction[Any], BaseException], Awaitable[None]]
_PASSES_COG = "pass_command_binding"


def watch_autocomplete(
    tree: app_commands.CommandTree[Any], report_fault: ReportAutocompleteFault
) -> None:
    """Report autocomplete failures; the person who types is then offered nothing."""
    for command in tree.walk_commands():
        if isinstance(command, app_commands.Command):
            for parameter in parameters_of(command):
                suggest: Any = parameter.autocomplete
                if suggest is not None:
                    # Bots created one after another in a process share these parameters.
                    parameter.autocomplete = _watched(
                        getattr(suggest, "__wrapped__", suggest), report_fault
                    )


def _watched(suggest: Any, report_fault: ReportAutocompleteFault) -> Any:
    @wraps(suggest)
    async def watched(*given: Any) -> list[app_commands.Choice[Any]]:
        try:
            found: list[app_commands.Choice[Any]] = await suggest(*given)
        except Exception as error:
            await report_fault(given[-2], error)
            return []
        return found

    setattr(watched, _PASSES_COG, getattr(suggest, _PASSES_COG, False))
    return watched
