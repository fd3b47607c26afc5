"""What goes with a chart's picture: links to everything on it, and words where none is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.spotify.models import Artist, Span, Track
from bot.ui import things
from bot.ui.language import _
from bot.ui.lists import span_words
from bot.ui.notices import GREEN, GREY, layout
from bot.ui.text import cut, plain

CHART_FILE = "chart.jpg"
_LINKS = 12
_ALT = 1000

Charted = Sequence[Track | Artist]


def heading(kind: str, span: Span, person_name: str) -> str:
    """Return a chart's title in plain text."""
    what = _("Top songs of {name}") if kind == "tracks" else _("Top artists of {name}")
    return f"{what.format(name=plain(person_name, 40))} · {span_words(span)}"


def one_per_album(tracks: Sequence[Track]) -> list[Track]:
    """Return the first track of each album, so that no cover is drawn twice."""
    found: dict[str, Track] = {}
    for track in tracks:
        album = track.album.id if track.album and track.album.id else track.name
        found.setdefault(album, track)
    return list(found.values())


def chart_view(shown: Charted, title: str) -> ui.LayoutView:
    """Show the picture, with alt text and links."""
    alt = cut(_alt(shown, title), _ALT)
    picture: ui.MediaGallery[Any] = ui.MediaGallery(
        discord.MediaGalleryItem(f"attachment://{CHART_FILE}", description=alt)
    )
    links = " · ".join(things.titled(one, 40) for one in shown[:_LINKS])
    return layout(picture, ui.TextDisplay(f"-# {links}\n{things.SPOTIFY}"), colour=GREEN)


def _alt(shown: Charted, title: str) -> str:
    names = [
        f"{place}. {plain(one.name, 60)}"
        + (f" – {plain(one.by, 60)}" if isinstance(one, Track) and one.by else "")
        for place, one in enumerate(shown, start=1)
    ]
    return f"{title}: " + ", ".join(names)


def no_chart_view(shown: Charted, title: str) -> ui.LayoutView:
    """Show the list in words where nothing is listed, or no font here has its letters."""
    lines = [f"{place}\\. {things.line(one)}" for place, one in enumerate(shown[:25], start=1)]
    text = "\n".join(lines) or _("Spotify has no list for this time yet.")
    return layout(ui.TextDisplay(f"## {title}\n{text}\n{things.SPOTIFY}"), colour=GREY)
