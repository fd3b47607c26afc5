"""What `help` shows."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord import ui

from bot.typed_text import word
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


def called(group: str) -> tuple[str, str]:
    """Return the words that people may type for a group: English, and their language's."""
    return word(group), word(_(group))


def overview_view(
    commands: Sequence[CommandHelp], style: Style, *, viewer: int, group: str = ""
) -> ui.LayoutView:
    """Show the main commands of each group, or all of one group with their examples.

    The groups, and the main commands of each, are shown in the order of `commands`.
    """
    groups = list(dict.fromkeys(command.group for command in commands))
    if group in groups:
        lines = ["## " + _(group), *_all_of(commands, group, style)]
    else:
        lines = ["## Earshot", *_most_used(commands, groups, style)]
    more = _("Use {command} with a command's name to learn more about it.")
    lines.append("-# " + more.format(command=style.name("help")))
    options = [
        discord.SelectOption(
            label=_(one),
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
    lines = [_("Every command works with the prefix and as a slash command.")]
    for group in groups:
        shown = [one for one in commands if one.group == group and one.most_used]
        if shown:
            lines.append("**" + _(group) + "**")
            lines += [f"- {style.usage(one)} · " + _(one.summary) for one in shown]
    return lines


def _all_of(commands: Sequence[CommandHelp], group: str, style: Style) -> list[str]:
    found = sorted((one for one in commands if one.group == group), key=lambda one: one.name)
    return [_entry(one, style) for one in found]


def _entry(command: CommandHelp, style: Style) -> str:
    line = f"- {style.usage(command)} · " + _(command.summary)
    if not command.options:
        return line
    return f"{line}\n  -# " + _("Example: {example}").format(example=style.example(command))


def _names(commands: Sequence[CommandHelp], group: str) -> str:
    return ", ".join(sorted({one.name.partition(" ")[0] for one in commands if one.group == group}))


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
