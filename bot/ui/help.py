"""What `help` shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import discord
from discord import ui

from bot.ui import buttons
from bot.ui.language import _
from bot.ui.notices import GREEN, layout
from bot.ui.text import name

GROUP = r"help:(?P<viewer>\d{1,20})"


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """How one command is used; `summary` and `group` are in English, translated when shown."""

    name: str
    group: str
    summary: str
    usage: str
    aliases: tuple[str, ...]
    example: str
    for_servers: bool = False


def group_words(group: str) -> str:
    """Return what a group of commands is called."""
    return {
        "Account": _("Account"),
        "Listening": _("Listening"),
        "Catalogue": _("Catalogue"),
        "Player": _("Player"),
        "Library": _("Library"),
        "Playlists": _("Playlists"),
        "Aux": _("Aux"),
        "Together": _("Together"),
        "Pictures": _("Pictures"),
        "Seats": _("Seats"),
        "Settings": _("Settings"),
        "Why": _("Why"),
        "Help": _("Help"),
    }.get(group, group)


def overview_view(
    commands: Sequence[CommandHelp], prefix: str, *, viewer: int, group: str = ""
) -> ui.LayoutView:
    """Show the groups and the commands of one of them; the first one if none is named."""
    groups = list(dict.fromkeys(command.group for command in commands))
    shown = group if group in groups else groups[0]
    lines = [
        "## Earshot",
        _("Every command works with the prefix and as a slash command."),
        f"**{group_words(shown)}**",
        *(f"- `{prefix}{one.usage}` · " + _(one.summary) for one in commands if one.group == shown),
        "-# " + _("`{prefix}help play` tells more about one command.").format(prefix=prefix),
    ]
    options = [
        discord.SelectOption(
            label=group_words(one),
            value=one,
            description=_names(commands, one),
            default=one == shown,
        )
        for one in groups
    ]
    choice = buttons.select(f"help:{viewer}", _("Which commands?"), options)
    return layout(
        ui.TextDisplay("\n".join(lines)),
        colour=GREEN,
        rows=[[choice]],
        buttons=[buttons.link_button()],
    )


def _names(commands: Sequence[CommandHelp], group: str) -> str:
    names = ", ".join(
        dict.fromkeys(one.name.partition(" ")[0] for one in commands if one.group == group)
    )
    return names if len(names) <= 100 else names[:99] + "…"


def command_view(command: CommandHelp, prefix: str) -> ui.LayoutView:
    """Show how one command is used."""
    lines = [
        f"### {command.name}",
        _(command.summary),
        _("Usage: {usage}").format(usage=f"`{prefix}{command.usage}`"),
        _("Example: {example}").format(example=f"`{prefix}{command.example}`"),
    ]
    if command.for_servers:
        lines.append(_("Works in servers where I am."))
    if command.aliases:
        also = ", ".join(f"`{prefix}{alias}`" for alias in command.aliases)
        lines.append(_("Also: {names}").format(names=also))
    return layout(ui.TextDisplay("\n".join(lines)), colour=GREEN)


def unknown_command_view(asked: str, prefix: str) -> ui.LayoutView:
    """Say that there is no such command."""
    text = _("There is no command {name}. `{prefix}help` lists them all.").format(
        name=name(asked, 60), prefix=prefix
    )
    return layout(ui.TextDisplay(text), colour=GREEN)
