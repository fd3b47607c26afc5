"""The message around a chart: links to everything on it, or words if it isn't drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import discord
from discord import ui

from bot.music.charts import Chart, Ranked
from bot.spotify.models import Artist, TimeRange, Track
from bot.ui import things
from bot.ui.language import _, n_
from bot.ui.lists import span_words
from bot.ui.notices import GREEN, GREY, layout
from bot.ui.text import cut, isolated, plain, units

CHART_FILE = "chart.jpg"
_ALT = 1000
_ROOM = 3800
_NAMES = range(40, 5, -2)


def heading(kind: str, span: TimeRange, person_name: str) -> str:
    """Return a chart's title in plain text."""
    what = _("Top songs of {name}") if kind == "tracks" else _("Top artists of {name}")
    return f"{what.format(name=isolated(plain(person_name, 40)))} · {span_words(span)}"


def chart_view(chart: Chart, title: str) -> ui.LayoutView:
    """Show the picture with alt text, links to everything on it, and why it is smaller."""
    alt = cut(_alt(chart.cells, title), _ALT)
    picture: ui.MediaGallery[Any] = ui.MediaGallery(
        discord.MediaGalleryItem(f"attachment://{CHART_FILE}", description=alt)
    )
    notes = [f"-# {one}" for one in _notes(chart)]
    room = _ROOM - units("\n".join(notes)) - len(things.SPOTIFY)
    words = "\n".join([_fitting(partial(_rows, chart), room), *notes, things.SPOTIFY])
    return layout(picture, ui.TextDisplay(words), colour=GREEN)


def _fitting(write: Callable[[int], str], room: int) -> str:
    """Use the longest names that leave room for everything."""
    written = (write(limit) for limit in _NAMES)
    return next((one for one in written if units(one) <= room), write(_NAMES[-1]))


def _rows(chart: Chart, limit: int) -> str:
    """Return a line of links for each row of the picture."""
    linked = [f"{one.rank} {things.titled(one.thing, limit)}" for one in chart.cells]
    rows = (linked[first : first + chart.side] for first in range(0, len(linked), chart.side))
    return "\n".join(f"-# {' · '.join(row)}" for row in rows)


def _notes(chart: Chart) -> list[str]:
    found = []
    if len(chart.cells) < chart.asked**2:
        found.append(
            n_(
                "Spotify's list has only {count} cover, too few for {asked} by {asked}.",
                "Spotify's list has only {count} covers, too few for {asked} by {asked}.",
                chart.covers,
            ).format(asked=chart.asked)
        )
    if chart.same_cover:
        found.append(
            n_(
                "{count} song is left out because its album is already here.",
                "{count} songs are left out because their albums are already here.",
                chart.same_cover,
            )
        )
    return found


def _alt(shown: Sequence[Ranked], title: str) -> str:
    names = [f"{one.rank}. {_named(one.thing)}" for one in shown]
    return f"{title}: " + ", ".join(names)


def _named(thing: Track | Artist) -> str:
    by = f" – {plain(thing.by, 60)}" if isinstance(thing, Track) and thing.by else ""
    return plain(thing.name, 60) + by


def _lines(shown: Sequence[Ranked], limit: int) -> str:
    return "\n".join(f"{one.rank}\\. {things.titled(one.thing, limit)}" for one in shown)


def no_chart_view(shown: Sequence[Ranked], title: str, *, installed: bool = True) -> ui.LayoutView:
    """Show the list in words: it is empty, a font is missing, or drawing isn't `installed`."""
    note = ""
    if shown and not installed:
        note = "\n-# " + _("This bot doesn't have picture support, so here's the list as text.")
    text = _fitting(partial(_lines, shown), _ROOM - units(title + note))
    text = (text or _("Spotify has no list for this period yet.")) + note
    return layout(ui.TextDisplay(f"## {title}\n{text}\n{things.SPOTIFY}"), colour=GREY)
