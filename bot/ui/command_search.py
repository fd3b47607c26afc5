"""Finds a command by what people call it, or the most similar ones."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from discord.ext import commands

from bot.typed_text import word
from bot.ui.usage import CommandHelp, describe

Bot = commands.AutoShardedBot


def find(bot: Bot, typed: str, prefix: str = "/") -> commands.Command[Any, ..., Any] | None:
    """Return the command with this name or alias; for `playlist list`, the group itself."""
    asked = bare(typed, prefix)
    parent = bot.get_command(asked.rpartition(" ")[0])
    if isinstance(parent, commands.HybridGroup) and asked.endswith(f" {parent.fallback}"):
        return parent
    return bot.get_command(asked)


def bare(typed: str, prefix: str = "/") -> str:
    """Normalize a typed command name, without a prefix."""
    asked = word(typed)
    for one in (word(prefix), "/", "!"):
        asked = asked.removeprefix(one).strip()
    return asked


def nearest(bot: Bot, typed: str, most: int = 3) -> list[str]:
    """Return names of commands that are similar to the input, best match first."""
    names = {called: one.name for called, one in _called(bot)}
    asked = word(typed)
    close = get_close_matches(asked, names, n=10, cutoff=0.6)
    begins = [called for called in names if len(asked) > 1 and called.startswith(asked)]
    return list(dict.fromkeys(names[one] for one in [*close, *begins]))[:most]


def _called(bot: Bot) -> Iterator[tuple[str, CommandHelp]]:
    for command in bot.walk_commands():
        shown = describe(command)
        yield shown.name, shown
        parent = f"{command.full_parent_name} ".lstrip()
        for alias in command.aliases:
            yield f"{parent}{alias}", shown
        yield command.qualified_name, shown
