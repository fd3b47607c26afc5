"""What `help` shows."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord import ui

from bot.music.typed_text import word
from bot.ui import buttons
from bot.ui.component_ids import ComponentId, Snowflake, component_id
from bot.ui.language import _
from bot.ui.notices import GREEN, Notice, layout, notice_view
from bot.ui.text import name, plain
from bot.ui.usage import CommandHelp, Style


@component_id("help:{viewer}")
class GroupSelect(ComponentId):
    """Show another group's commands."""

    viewer: Snowflake


MOST_USED = {
    "Account": ("link", "account"),
    "Listening": ("nowplaying", "top tracks"),
    "Player": ("play", "queue", "skip"),
    "Catalogue": ("search", "artist"),
    "Library": ("like", "liked"),
    "Playlists": ("playlist list", "playlist add"),
    "Aux": ("aux open", "aux add"),
    "Together": ("blend",),
    "Pictures": ("chart",),
    "Why": ("why",),
    "Settings": ("settings mine",),
}
"""The commands of each group that `help` shows first."""


def group_words(group: str) -> str:
    """Return the name of a group of commands."""
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


def called(group: str) -> tuple[str, str]:
    """Return the words that people may type for a group: English, and their language's."""
    return word(group), word(group_words(group))


def overview_view(
    commands: Sequence[CommandHelp], style: Style, *, viewer: int, group: str = ""
) -> ui.LayoutView:
    """Show the main commands of each group, or all of one group with their examples."""
    groups = list(dict.fromkeys(command.group for command in commands))
    if group in groups:
        lines = [f"## {group_words(group)}", *_all_of(commands, group, style)]
    else:
        lines = ["## Earshot", *_most_used(commands, groups, style)]
    more = _("Use {command} with a command's name to learn more about it.")
    lines.append("-# " + more.format(command=style.name("help")))
    options = [
        discord.SelectOption(
            label=group_words(one),
            value=one,
            description=plain(_names(commands, one), 100),
            default=one == group,
        )
        for one in groups
    ]
    choice = buttons.select(GroupSelect(viewer), _("Which commands?"), options)
    return layout(
        ui.TextDisplay("\n".join(lines)),
        colour=GREEN,
        rows=[[choice]],
        buttons=[buttons.link_button()],
    )


def _most_used(commands: Sequence[CommandHelp], groups: Sequence[str], style: Style) -> list[str]:
    known = {command.name: command for command in commands}
    lines = [_("Every command works with the prefix and as a slash command.")]
    for group in groups:
        shown = [known[one] for one in MOST_USED.get(group, ()) if one in known]
        if shown:
            lines.append(f"**{group_words(group)}**")
            lines += [f"- {style.usage(one)} · " + _(one.summary) for one in shown]
    return lines


def _all_of(commands: Sequence[CommandHelp], group: str, style: Style) -> list[str]:
    return [_entry(one, style) for one in commands if one.group == group]


def _entry(command: CommandHelp, style: Style) -> str:
    line = f"- {style.usage(command)} · " + _(command.summary)
    if not command.options:
        return line
    return f"{line}\n  -# " + _("Example: {example}").format(example=style.example(command))


def _names(commands: Sequence[CommandHelp], group: str) -> str:
    return ", ".join(
        dict.fromkeys(one.name.partition(" ")[0] for one in commands if one.group == group)
    )


def command_view(command: CommandHelp, style: Style) -> ui.LayoutView:
    """Show how to use one command."""
    lines = [
        f"### {command.name}",
        _(command.summary),
        _("Usage: {usage}").format(usage=style.usage(command)),
        _("Example: {example}").format(example=style.example(command)),
    ]
    if command.for_servers:
        lines.append(_("Works in servers I'm in."))
    if command.aliases and not style.is_slash:
        also = ", ".join(f"`{style.prefix}{alias}`" for alias in command.aliases)
        lines.append(_("Also: {names}").format(names=also))
    return layout(ui.TextDisplay("\n".join(lines)), colour=GREEN)


def group_view(root: str, members: Sequence[CommandHelp], style: Style) -> ui.LayoutView:
    """Show all commands of a group of commands (`playlist …`), each with its own example."""
    lines = [f"### {root}", *(_entry(one, style) for one in members)]
    aliases = members[0].aliases if members else ()
    if aliases and not style.is_slash:
        also = ", ".join(f"`{style.prefix}{alias}`" for alias in aliases)
        lines.append(_("Also: {names}").format(names=also))
    return layout(ui.TextDisplay("\n".join(lines)), colour=GREEN)


def unknown_command_view(asked: str, near: Sequence[str], style: Style) -> ui.LayoutView:
    """Say that there is no such command, and name similar ones."""
    text = _("There's no command {name}. {help} lists them all.").format(
        name=name(asked or "?", 60), help=style.name("help")
    )
    if near:
        meant = ", ".join(style.name(one) for one in near)
        text += "\n" + _("Did you mean {names}?").format(names=meant)
    return notice_view(Notice(_("I don't have that command"), text))
