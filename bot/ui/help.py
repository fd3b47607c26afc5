"""What `help` shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from discord import ui

from bot.ui import buttons
from bot.ui.notices import GREEN, layout
from bot.ui.text import name


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """How one command is used."""

    name: str
    group: str
    summary: str
    usage: str
    aliases: tuple[str, ...]
    example: str


def overview_view(commands: Sequence[CommandHelp], prefix: str) -> ui.LayoutView:
    """Show all commands by group."""
    groups: dict[str, list[CommandHelp]] = {}
    for command in commands:
        groups.setdefault(command.group, []).append(command)
    blocks = ["## Earshot", "Every command works with the prefix and as a slash command."]
    for group, members in groups.items():
        blocks.append(f"**{group}**")
        blocks.extend(f"- `{prefix}{one.usage}`: {one.summary}" for one in members)
    blocks.append(f"-# `{prefix}help nowplaying` tells more about one command.")
    return layout(ui.TextDisplay("\n".join(blocks)), colour=GREEN, buttons=[buttons.link_button()])


def command_view(command: CommandHelp, prefix: str) -> ui.LayoutView:
    """Show how one command is used."""
    lines = [
        f"### {command.name}",
        command.summary,
        f"Usage: `{prefix}{command.usage}`",
        f"Example: `{prefix}{command.example}`",
    ]
    if command.aliases:
        lines.append("Also: " + ", ".join(f"`{prefix}{alias}`" for alias in command.aliases))
    return layout(ui.TextDisplay("\n".join(lines)), colour=GREEN)


def unknown_command_view(asked: str, prefix: str) -> ui.LayoutView:
    """Say that there is no such command."""
    text = f"There is no command {name(asked, 60)}. `{prefix}help` lists them all."
    return layout(ui.TextDisplay(text), colour=GREEN)
