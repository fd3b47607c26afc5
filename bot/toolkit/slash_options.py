"""Whether what Discord sends with a slash command or a menu fits its form.

Discord checks options itself; this is for what it can't be relied on for: a client that still
knows an older list of commands, and what stands between Discord and the bot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import discord
from discord import app_commands

_RESOLVED: Mapping[int, tuple[str, ...]] = {
    6: ("users",),
    7: ("channels",),
    8: ("roles",),
    9: ("users", "roles"),
    11: ("attachments",),
}
"""Where what an option names is, by the option's type."""

_VALUES: Mapping[int, tuple[type, ...]] = {3: (str,), 4: (int,), 5: (bool,), 10: (int, float)}
_TARGETS: Mapping[int, str] = {2: "users", 3: "messages"}


def check_whole(interaction: discord.Interaction[Any]) -> None:
    """Raise CommandSignatureMismatch unless every option of a command fits its type.

    All that options name must come with them. Choices that are asked for while typing are free.
    """
    command = interaction.command
    is_used = interaction.type is discord.InteractionType.application_command
    if is_used and command is not None and not _are_whole(interaction):
        raise app_commands.CommandSignatureMismatch(command)


def _are_whole(interaction: discord.Interaction[Any]) -> bool:
    data = cast(dict[str, Any], interaction.data or {})
    resolved = data.get("resolved") or {}
    target = _TARGETS.get(data.get("type", 1))
    if target is not None:
        return data.get("target_id") in (resolved.get(target) or {})
    return all(_is_whole(one, resolved) for one in _options(data))


def _options(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for one in data.get("options") or ():
        if one.get("type") in (1, 2):
            yield from _options(one)
        else:
            yield one


def _is_whole(option: Mapping[str, Any], resolved: Mapping[str, Any]) -> bool:
    kind, value = option.get("type", 0), option.get("value")
    if kind in _RESOLVED:
        named = isinstance(value, str)
        return named and any(value in (resolved.get(one) or {}) for one in _RESOLVED[kind])
    return type(value) in _VALUES.get(kind, ())
