"""Short answers: a headline, a sentence or two, and optional buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.ui.fit import fitted

GREEN = discord.Colour(0x1DB954)
AMBER = discord.Colour(0xE8A33D)
RED = discord.Colour(0xD64545)
GREY = discord.Colour(0x6B7280)

Buttons = Sequence[ui.Item[Any]]


@dataclass(frozen=True, slots=True)
class Notice:
    """Words for a person. `private` answers are for one person's eyes only."""

    title: str
    text: str
    colour: discord.Colour = GREY
    private: bool = False


def layout(
    *parts: ui.Item[Any],
    colour: discord.Colour,
    buttons: Buttons = (),
    rows: Sequence[Buttons] = (),
) -> ui.LayoutView:
    """Build a message: a coloured container with `parts`, and rows of buttons in it.

    The message always stays within Discord's limits (bot/ui/fit.py).

    The view is stopped at once: its components carry their state in their IDs and are handled
    by bot/toolkit/component_router.py, so nothing has to stay in memory for them.
    """
    view = ui.LayoutView(timeout=None)
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=colour)
    for part in fitted(parts, (*rows, buttons)):
        container.add_item(part)
    view.add_item(container)
    view.stop()
    return view


def notice_view(notice: Notice, buttons: Buttons = ()) -> ui.LayoutView:
    """Show a notice."""
    words = ui.TextDisplay[ui.LayoutView](f"### {notice.title}\n{notice.text}")
    return layout(words, colour=notice.colour, buttons=buttons)


def link_to(label: str, url: str) -> ui.Button[ui.LayoutView]:
    """Make a button that opens a URL; URLs of more than 512 characters are left out."""
    return ui.Button(style=discord.ButtonStyle.link, label=label, url=url)
