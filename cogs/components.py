"""Presses of buttons and selects, by custom ID: they work on old messages and after a restart."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

import discord
from discord.ext import commands

from bot.ui.context import answer_privately, explain_to, is_too_late
from bot.ui.notices import AMBER, Notice, notice_view

_log = logging.getLogger(__name__)
_MARK = "__answers_component__"

Interaction = discord.Interaction[Any]
Handler = Callable[..., Awaitable[None]]
H = TypeVar("H", bound=Handler)


def answers(template: str) -> Callable[[H], H]:
    """Mark a cog's method as the one that answers components whose ID matches `template`.

    The template's named groups become keyword arguments.
    """

    def mark(handler: H) -> H:
        setattr(handler, _MARK, re.compile(template))
        return handler

    return mark


def pressed(interaction: Interaction) -> str:
    """Return the custom ID of the component that was used."""
    return str(cast(dict[str, Any], interaction.data or {}).get("custom_id", ""))


def chosen(interaction: Interaction) -> str:
    """Return the first value chosen in a select, or an empty text."""
    values = cast(dict[str, Any], interaction.data or {}).get("values") or [""]
    return str(values[0])


class NotYours(Exception):
    """Somebody pressed a button that belongs to another person."""


class Components(commands.Cog):
    """Finds the method that answers a component."""

    def __init__(self, bot: commands.AutoShardedBot) -> None:
        self._bot = bot

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Answer every press, also of what no longer exists."""
        if interaction.type is not discord.InteractionType.component:
            return
        custom_id = pressed(interaction)
        handler, arguments = self._find(custom_id)
        try:
            if handler is None:
                await answer_privately(interaction, notice_view(_OLD))
            else:
                await handler(interaction, **arguments)
        except NotYours:
            await answer_privately(interaction, notice_view(_NOT_YOURS))
        except Exception as error:
            await self._failed(interaction, error)

    def _find(self, custom_id: str) -> tuple[Handler | None, dict[str, int]]:
        for cog in self._bot.cogs.values():
            for name in dir(type(cog)):
                pattern = getattr(getattr(type(cog), name), _MARK, None)
                match = pattern.fullmatch(custom_id) if pattern else None
                if match:
                    groups = {key: int(value) for key, value in match.groupdict().items()}
                    return getattr(cog, name), groups
        return None, {}

    async def _failed(self, interaction: Interaction, error: Exception) -> None:
        if is_too_late(error):
            _log.info("a press came too late to be answered")
            return
        try:
            await explain_to(interaction, error)
        except discord.HTTPException as failure:
            _log.warning("a press could not be answered: HTTP %s %s", failure.status, failure.code)


_OLD = Notice("That button is too old", "Please give the command again.", AMBER)
_NOT_YOURS = Notice(
    "That button is somebody else's", "Give the command yourself to get your own.", AMBER
)
