"""What breaks, in a command or behind it: logged whole, counted, told to the host once a day."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import discord
from discord import app_commands

from bot.metrics import Metrics
from bot.notifications.breakages import Breakages
from bot.toolkit.context import Context
from bot.toolkit.discord_internals import parameters_of
from bot.ui.errors import AnswerLost
from bot.ui.words.errors import is_known, unwrapped

_log = logging.getLogger(__name__)

_MOST = 300
_SERVER_FAULT = 500

Interaction = discord.Interaction[Any]


class FaultReporter:
    """Notes how commands end."""

    def __init__(self, broken: Breakages, metrics: Metrics) -> None:
        self._broken = broken
        self._metrics = metrics
        self._noting: set[asyncio.Task[None]] = set()

    def watch_tasks(self) -> None:
        """Note also what fails in tasks that nobody waits for."""
        asyncio.get_running_loop().set_exception_handler(self._lost)

    def _lost(self, loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        if not isinstance(error, Exception):
            loop.default_exception_handler(context)
            return
        task = loop.create_task(self.by_itself("task", error))
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)

    async def note(self, error: BaseException, asked: tuple[str, str]) -> None:
        """Note what a command (its name, and the request in words) ended in."""
        name, request = asked
        cause = unwrapped(error)
        if not _is_a_fault(cause):
            _log.info("%s ended in %s", name, type(cause).__name__)
            self._metrics.command(name, type(cause).__name__)
            return
        _log.error("%s broke%s; asked: %s", name, _place_of(cause), request, exc_info=cause)
        self._metrics.command(name, "broke")
        try:
            await self._broken.add(name)
        except Exception as failure:
            # The database may be what broke.
            _log.warning("the host could not be told: %s", type(failure).__name__)

    async def by_itself(self, name: str, error: BaseException) -> None:
        """Note how something that nobody asks for has failed: a loop, or what an event sets off."""
        await self.note(error, (name, "nothing, it runs by itself"))

    async def in_suggestion(self, interaction: Interaction, error: BaseException) -> None:
        """Note how what is offered while someone types has failed; what they type is left out."""
        name = interaction.command.qualified_name if interaction.command else "(unknown)"
        where = _where(interaction.guild, interaction.channel_id)
        await self.note(error, (f"suggest {name}", f"choices in {where}"))


def asked_by_context(ctx: Context) -> tuple[str, str]:
    """Return a command's name, and what was asked, for the log."""
    name = ctx.command.qualified_name if ctx.command else "(unknown)"
    if ctx.interaction is not None:
        return name, asked_by_interaction(ctx.interaction)[1]
    return name, f"{ctx.message.content[:_MOST]!r} in {_where(ctx.guild, ctx.channel.id)}"


def asked_by_interaction(interaction: Interaction) -> tuple[str, str]:
    """Return what was pressed or chosen; what is typed into forms may be secret and is left out."""
    data: Any = interaction.data or {}
    where = _where(interaction.guild, interaction.channel_id)
    if interaction.type is discord.InteractionType.application_command:
        name = interaction.command.qualified_name if interaction.command else str(data.get("name"))
        return name, f"{str(data.get('options'))[:_MOST]} in {where}"
    pressed = str(data.get("custom_id", ""))
    return f"press {pressed.partition(':')[0]}", f"{pressed!r} in {where}"


def _where(guild: discord.Guild | None, channel_id: int | None) -> str:
    return f"server {guild.id if guild else None}, channel {channel_id}"


def _is_a_fault(cause: BaseException) -> bool:
    """Whether a person could not have been told what to do: a fault of ours."""
    if isinstance(cause, AnswerLost):
        # Discord's faults are Discord's; what it refuses was built wrongly here.
        return cause.cause.status < _SERVER_FAULT and not isinstance(cause.cause, discord.NotFound)
    return not is_known(cause)


def _place_of(cause: BaseException) -> str:
    """Return which of our requests Discord refused."""
    failure = cause.cause if isinstance(cause, AnswerLost) else cause
    if not isinstance(failure, discord.HTTPException):
        return ""
    sent: Any = failure.response
    return f": {getattr(sent, 'method', '?')} {getattr(sent, 'url', '?')} gave {failure.status}"


Broke = Callable[[discord.Interaction[Any], BaseException], Awaitable[None]]
_PASSES_COG = "pass_command_binding"


def watch_suggestions(tree: app_commands.CommandTree[Any], broke: Broke) -> None:
    """Let no suggestion fail without `broke` being told; whoever types is offered nothing then."""
    for command in tree.walk_commands():
        if isinstance(command, app_commands.Command):
            for parameter in parameters_of(command):
                suggest: Any = parameter.autocomplete
                if suggest is not None:
                    # Several bots in a row share the parameters of one process.
                    parameter.autocomplete = _watched(
                        getattr(suggest, "__wrapped__", suggest), broke
                    )


def _watched(suggest: Any, broke: Broke) -> Any:
    @wraps(suggest)
    async def watched(*given: Any) -> list[app_commands.Choice[Any]]:
        try:
            found: list[app_commands.Choice[Any]] = await suggest(*given)
        except Exception as error:
            await broke(given[-2], error)
            return []
        return found

    setattr(watched, _PASSES_COG, getattr(suggest, _PASSES_COG, False))
    return watched
