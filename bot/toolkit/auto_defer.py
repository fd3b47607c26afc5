"""Acknowledges interactions in time, however long their commands take.

Discord expects a first answer within three seconds of making the interaction. Most commands answer
sooner and need no "thinking…"; for the others a timer sends it here. Only presses
and menus that act first acknowledge by themselves (`think_privately`, `acknowledge`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import discord

from bot.toolkit.answers import is_private_expected, think
from bot.toolkit.context import is_too_late
from bot.toolkit.event_age import EventAge
from bot.toolkit.types import Interaction
from bot.ui.usage import Slash, declaration_of

_log = logging.getLogger(__name__)

_COMMAND_SECONDS = 1.0
_PRESS_SECONDS = 1.6
"""A press may open a form, which only works until it is acknowledged."""
_LATEST = 2.0
"""In seconds since Discord made the interaction: on its way here it may have lost some."""


class AutoDefer:
    """Sends "thinking…" for interactions that have no answer yet.

    `begun` tells whether an answer is on its way.
    """

    def __init__(self, begun: Callable[[str], bool], age: EventAge) -> None:
        self._begun = begun
        self._age = age
        self._tasks: set[asyncio.Task[None]] = set()

    @contextmanager
    def in_time(self, interaction: Interaction) -> Iterator[None]:
        """Acknowledge an interaction if the block has not done so after a moment."""
        if interaction.type is discord.InteractionType.autocomplete:
            yield
            return
        press = interaction.type is not discord.InteractionType.application_command
        left = max(0.0, _LATEST - self._age.of(interaction.id))
        seconds = min(left, _PRESS_SECONDS if press else _COMMAND_SECONDS)
        timer = asyncio.get_running_loop().call_later(seconds, self._start, interaction)
        try:
            yield
        finally:
            timer.cancel()

    def _start(self, interaction: Interaction) -> None:
        task = asyncio.create_task(self._acknowledge(interaction))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _acknowledge(self, interaction: Interaction) -> None:
        if interaction.response.is_done() or self._begun(interaction.token):
            return
        try:
            await _defer(interaction)
        except (discord.HTTPException, discord.InteractionResponded) as error:
            late = is_too_late(error)
            _log.info("not acknowledged: %s", "too late" if late else type(error).__name__)


async def _defer(interaction: Interaction) -> None:
    press = interaction.type is discord.InteractionType.component or interaction.message is not None
    if press and not is_private_expected(interaction):
        await interaction.response.defer()
        return
    await think(interaction, private=_is_private(interaction))


def _is_private(interaction: Interaction) -> bool:
    """Whether only one person will see the answer."""
    if interaction.type is not discord.InteractionType.application_command:
        return True
    if is_private_expected(interaction):
        return True
    return interaction.command is not None and answers_hidden(interaction.command)


def answers_hidden(command: Slash) -> bool:
    """Whether a slash command or menu declares that only the person sees its answer."""
    return declaration_of(command).reply != "public"
