"""The message to a server that has added the bot."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ui

from bot.ui import buttons
from bot.ui.language import _
from bot.ui.notices import GREEN, layout
from bot.ui.text import name
from bot.ui.usage import CommandHelp, Style


def welcome_view(
    to_try: Sequence[CommandHelp], style: Style, *, server: str | None = None
) -> ui.LayoutView:
    """Say what the bot does, and how to begin; `server` is named in a direct message."""
    lines = ["### " + _("Hi, I'm Earshot")]
    if server is not None:
        lines.append(_("I've been added to the server {name}.").format(name=f"**{name(server)}**"))
    about = _(
        "I show what you're playing on Spotify, and control it for you. First press "
        "**{label}**: everyone gets a link of their own, which only they can see."
    )
    lines.append(about.format(label=_("Link Spotify")))
    if to_try:
        lines += ["**" + _("To try") + "**"]
        lines += [f"- {style.name(one.name)} · " + _(one.summary) for one in to_try]
    lines.append("-# " + _("{command} lists all commands.").format(command=style.name("help")))
    return layout(ui.TextDisplay("\n".join(lines)), colour=GREEN, buttons=[buttons.link_button()])
