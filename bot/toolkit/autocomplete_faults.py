"""Suggestions that break: noted as a command is, and answered with no choices."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import discord
from discord import app_commands

from bot.toolkit.discord_internals import parameters_of

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
