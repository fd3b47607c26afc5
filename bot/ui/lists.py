"""Lists with page buttons: recent, top, liked, queue, and who is listening."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, TypeVar

import discord
from discord import ui

from bot.music.listening import ListeningNow
from bot.music.parse_ranges import TopKind
from bot.spotify.models import Artist, CatalogueItem, Page, Playable, TimeRange, Track
from bot.spotify.playing import PlayedTrack, Queue, SavedItem
from bot.ui import buttons, things
from bot.ui.component_ids import ComponentId, PageNumber, Snowflake, component_id
from bot.ui.language import _, n_
from bot.ui.notices import AMBER, GREEN, GREY, Notice, layout, notice_view
from bot.ui.text import name, when

T = TypeVar("T")

PER_PAGE = 10
_QUEUE_PAGE = 6

"""The kinds of top lists that Spotify has."""


@component_id("recent:{person}:{viewer}:{page}")
class RecentPageButton(ComponentId):
    """Another page of what someone listened to."""

    person: Snowflake
    viewer: Snowflake
    page: PageNumber


@component_id("top:{kind}:{span}:{person}:{viewer}:{page}")
class TopPageButton(ComponentId):
    """Another page of a top list."""

    kind: TopKind
    span: TimeRange
    person: Snowflake
    viewer: Snowflake
    page: PageNumber


@component_id("topspan:{kind}:{person}:{viewer}")
class TopSpanSelect(ComponentId):
    """The top list of another time range."""

    kind: TopKind
    person: Snowflake
    viewer: Snowflake


@component_id("liked:{viewer}:{page}")
class LikedPageButton(ComponentId):
    """Another page of Liked Songs."""

    viewer: Snowflake
    page: PageNumber


@component_id("queue:{person}:{viewer}:{page}")
class QueuePageButton(ComponentId):
    """Another page of a queue."""

    person: Snowflake
    viewer: Snowflake
    page: PageNumber


def numbered(items: Sequence[CatalogueItem], first: int = 1) -> str:
    """Return items as a numbered list."""
    return "\n".join(
        f"{place}\\. {things.line(one)}" for place, one in enumerate(items, start=first)
    )


def pages(total: int, size: int = PER_PAGE) -> int:
    """Return the number of the last page, counting from 0."""
    return max(0, (total - 1) // size)


def _on(items: Sequence[T], page: int, size: int = PER_PAGE) -> tuple[list[T], int, int]:
    last = pages(len(items), size)
    shown = min(max(0, page), last)
    return list(items[shown * size : (shown + 1) * size]), shown, last


def recent_view(
    heard: Sequence[PlayedTrack], *, person: int, person_name: str, viewer: int, page: int = 0
) -> ui.LayoutView:
    """Show someone's recently played tracks."""
    title = "## " + _("Recently played by {name}").format(name=name(person_name, 60))
    if not heard:
        return layout(
            ui.TextDisplay(title + "\n" + _("Spotify doesn't list anything yet.")), colour=GREY
        )
    shown, page, last = _on(heard, page)
    lines = [things.line(one.track) + (f" · {when(one.at)}" if one.at else "") for one in shown]
    row = buttons.page_buttons(partial(RecentPageButton, person, viewer), page, last)
    return layout(
        things.beside_art(
            f"{title}\n" + "\n".join(f"- {line}" for line in lines),
            things.images_of(shown[0].track),
        ),
        ui.TextDisplay(things.SPOTIFY),
        colour=GREEN,
        buttons=row,
    )


def span_words(span: TimeRange) -> str:
    """Return a top list's time range in words."""
    return {
        "short_term": _("the last 4 weeks"),
        "medium_term": _("the last 6 months"),
        "long_term": _("the last year"),
    }[span]


def top_view(
    found: Sequence[Track] | Sequence[Artist],
    *,
    kind: TopKind,
    span: TimeRange,
    person: int,
    person_name: str,
    viewer: int,
    page: int = 0,
) -> ui.LayoutView:
    """Show a top list as Spotify returns it."""
    what = _("Top songs of {name}") if kind == "tracks" else _("Top artists of {name}")
    title = f"## {what.format(name=name(person_name, 60))}\n-# {span_words(span)}"
    spans = _span_select(kind, span, person, viewer)
    if not found:
        text = _("Spotify has no list for this period yet.")
        return layout(ui.TextDisplay(f"{title}\n{text}"), spans, colour=GREY)
    listable: Sequence[CatalogueItem] = found
    shown, page, last = _on(listable, page)
    listed = numbered(shown, page * PER_PAGE + 1)
    row = buttons.page_buttons(partial(TopPageButton, kind, span, person, viewer), page, last)
    return layout(
        things.beside_art(f"{title}\n{listed}", things.images_of(shown[0])),
        ui.TextDisplay(things.SPOTIFY),
        spans,
        colour=GREEN,
        buttons=row,
    )


def _span_select(kind: TopKind, current: TimeRange, person: int, viewer: int) -> ui.ActionRow[Any]:
    spans: tuple[TimeRange, ...] = ("short_term", "medium_term", "long_term")
    options = [
        discord.SelectOption(label=span_words(one), value=one, default=one == current)
        for one in spans
    ]
    return ui.ActionRow(
        buttons.select(TopSpanSelect(kind, person, viewer), _("Which period?"), options)
    )


def liked_view(found: Page[SavedItem], *, viewer: int, page: int, size: int) -> ui.LayoutView:
    """Show one page of saved songs."""
    total = n_("{count} song", "{count} songs", found.total)
    title = "## " + _("Your Liked Songs") + f"\n-# {total}"
    if not found.items:
        text = _("Nothing saved here.")
        return layout(ui.TextDisplay(f"{title}\n{text}"), colour=GREY)
    lines = entry_lines(found.items, page * size + 1)
    images = next((things.images_of(one.item) for one in found.items if one.item), ())
    row = buttons.page_buttons(partial(LikedPageButton, viewer), page, pages(found.total, size))
    return layout(
        things.beside_art(f"{title}\n{lines}", images),
        ui.TextDisplay(things.SPOTIFY),
        colour=GREEN,
        buttons=row,
    )


def entry_lines(entries: Sequence[SavedItem], first: int) -> str:
    """Return entries as a numbered list, marking those Spotify no longer has."""
    return "\n".join(
        f"{place}\\. " + (things.line(one.item) if one.item else _("*(no longer on Spotify)*"))
        for place, one in enumerate(entries, start=first)
    )


def queue_view(
    queue: Queue, *, person: int, person_name: str, viewer: int, page: int = 0
) -> ui.LayoutView:
    """Show what is next, with the total time as far as Spotify reports it."""
    title = "## " + _("Up next for {name}").format(name=name(person_name, 60))
    if queue.current is None and not queue.upcoming:
        text = _(
            "Spotify shows an empty queue: nothing is open, an ad is playing, or it's a "
            "private session."
        )
        return layout(ui.TextDisplay(f"{title}\n{text}"), colour=GREY)
    shown, page, last = _on(queue.upcoming, page, _QUEUE_PAGE)
    parts: list[ui.Item[Any]] = [ui.TextDisplay(title)]
    if queue.current is not None:
        line = f"▶️ {things.two_lines(queue.current)}"
        parts.append(things.beside_art(line, things.images_of(queue.current)))
    for place, one in enumerate(shown, start=page * _QUEUE_PAGE + 1):
        parts.append(
            things.beside_art(f"{place}\\. {things.two_lines(one)}", things.images_of(one))
        )
    if not shown:
        parts.append(ui.TextDisplay(_("Nothing is up next.")))
    parts.append(ui.TextDisplay(f"-# {_total(queue.upcoming)}\n{things.SPOTIFY}"))
    row = buttons.page_buttons(partial(QueuePageButton, person, viewer), page, last)
    return layout(*parts, colour=GREEN, buttons=row)


def _total(upcoming: Sequence[Playable]) -> str:
    songs = n_("{count} up next", "{count} up next", len(upcoming))
    return things.dotted(songs, things.total(upcoming))


def listening_view(listening: ListeningNow, names: dict[int, str]) -> ui.LayoutView:
    """Show which members of a server are listening now, of those who share it."""
    title = _("Listening now")
    if not listening.playing:
        text = _("No one who shares it here is listening to anything right now.")
        return notice_view(Notice(title, text + _partial(listening), GREY))
    lines = [
        f"- **{name(names.get(person, '?'), 40)}** · {things.line(playback.item, 50)}"
        for person, playback in listening.playing
        if playback.item is not None
    ]
    text = "\n".join([f"## {title}", *lines])
    first = listening.playing[0][1].item
    return layout(
        things.beside_art(text, things.images_of(first) if first else ()),
        ui.TextDisplay(things.SPOTIFY + _partial(listening)),
        colour=GREEN if listening.complete else AMBER,
    )


def _partial(listening: ListeningNow) -> str:
    if listening.complete:
        return ""
    return "\n-# " + _("Not everyone could be checked in time, so there may be more.")
