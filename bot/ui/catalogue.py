"""What `album`, `track` and `search` show, including podcasts and episodes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Literal

import discord
from discord import ui

from bot.music.browsing import TABS, Searched
from bot.spotify.api import MAX_OFFSET
from bot.spotify.models import AlbumPage, Artist, CatalogueItem, Episode, ShowPage, Track
from bot.ui import buttons, things
from bot.ui.component_ids import (
    ComponentId,
    Note,
    PageNumber,
    Snowflake,
    component_id,
    one_of,
)
from bot.ui.language import _, n_
from bot.ui.lists import numbered
from bot.ui.notices import GREEN, GREY, layout, link_to
from bot.ui.text import link, name, plain

_SONGS_SHOWN = 15
_EPISODES_SHOWN = 8
_DESCRIPTION = 400

Tab = Annotated[str, one_of(*TABS)]


@component_id("{by}:{note}:{viewer}:{kind}:{page}")
class SearchButton(ComponentId):
    """Another tab or page of a search."""

    by: Literal["search", "tab"]
    note: Note
    viewer: Snowflake
    kind: Tab
    page: PageNumber


@component_id("pick:{note}:{viewer}:{kind}:{page}")
class ResultSelect(ComponentId):
    """Choose a result of a search, for the buttons below it."""

    note: Note
    viewer: Snowflake
    kind: Tab
    page: PageNumber


def _opener(thing: CatalogueItem) -> list[buttons.Button]:
    known = things.link_of(thing)
    if known is None:
        return []
    label = "OPEN SPOTIFY" if known.kind == "playlist" else "LISTEN ON SPOTIFY"
    return [*buttons.do_buttons(known), link_to(label, known.url)]


def thing_view(thing: CatalogueItem) -> ui.LayoutView:
    """Show a song, an episode, or anything else that was found."""
    if isinstance(thing, Track):
        return _track_view(thing)
    if isinstance(thing, Episode):
        return _episode_view(thing)
    text = f"## {things.titled(thing, 150)}\n{things.line(thing)}"
    return layout(
        things.beside_art(text, things.images_of(thing)),
        ui.TextDisplay(things.SPOTIFY),
        colour=GREEN,
        buttons=_opener(thing),
    )


def share_view(thing: CatalogueItem, by: str) -> ui.LayoutView:
    """Show what someone shares; its buttons act for the person who presses."""
    known, heading = things.link_of(thing), "-# 📣 " + _("{name} shares").format(name=name(by, 60))
    row = _opener(thing)
    if known is not None:
        row[0] = buttons.do_button("play", known, _("Play for me"))
    lines = [heading, f"## {things.titled(thing, 150)}", things.line_without_name(thing)]
    return layout(
        things.beside_art("\n".join(lines).rstrip(), things.images_of(thing)),
        ui.TextDisplay(things.SPOTIFY),
        colour=GREEN,
        buttons=row,
    )


def _track_view(track: Track) -> ui.LayoutView:
    lines = [f"## {things.titled(track, 150)}"]
    if track.artists:
        lines.append(things.artists(track.artists, 6, 60))
    if track.album is not None:
        album = link(track.album.name, _album_url(track), 120)
        lines.append(_("on {album}").format(album=album))
    facts = [things.length(track.duration_ms)]
    if track.album is not None and track.album.release_date:
        facts.append(track.album.release_date[:4])
    if track.number:
        facts.append(_("track {number}").format(number=track.number))
    return layout(
        things.beside_art("\n".join([*lines, things.dotted(*facts)]).rstrip(), track.images),
        ui.TextDisplay(things.SPOTIFY),
        colour=GREEN,
        buttons=_opener(track),
    )


def _album_url(track: Track) -> str | None:
    known = things.link_of(track.album) if track.album else None
    return known.url if known else None


def _episode_view(episode: Episode) -> ui.LayoutView:
    lines = [f"## {things.titled(episode, 150)}"]
    if episode.show is not None:
        lines.append("🎙 " + _("Podcast: {show}").format(show=things.titled(episode.show, 120)))
    facts = things.dotted(things.length(episode.duration_ms), episode.release_date)
    if facts:
        lines.append(facts)
    if episode.description:
        lines.append(name(episode.description, _DESCRIPTION))
    return layout(
        things.beside_art("\n".join(lines), things.images_of(episode)),
        ui.TextDisplay(things.SPOTIFY),
        colour=GREEN,
        buttons=_opener(episode),
    )


def album_view(page: AlbumPage) -> ui.LayoutView:
    """Show an album with its songs."""
    album = page.album
    facts = [things.album_kind(album), album.release_date[:4]]
    total = album.total_tracks or len(page.tracks)
    facts.append(n_("{count} song", "{count} songs", total))
    if len(page.tracks) == total:
        facts.append(things.total(page.tracks))
    head = [
        f"## {things.titled(album, 150)}",
        things.artists(album.artists, 6, 60),
        things.dotted(*facts),
    ]
    lines = [_song(place, one) for place, one in enumerate(page.tracks[:_SONGS_SHOWN], start=1)]
    more = total - len(lines)
    if more > 0:
        lines.append("-# " + n_("and {count} more", "and {count} more", more))
    return layout(
        things.beside_art("\n".join(line for line in head if line), album.images),
        ui.TextDisplay("\n".join([*lines, things.SPOTIFY])),
        colour=GREEN,
        buttons=_opener(album),
    )


def _song(place: int, track: Track) -> str:
    facts = things.dotted(things.titled(track, 80), things.length(track.duration_ms))
    return f"{place}\\. {facts}"


def show_view(page: ShowPage) -> ui.LayoutView:
    """Show a podcast with its newest episodes."""
    show = page.show
    head = [f"## {things.titled(show, 150)}"]
    if show.total_episodes:
        head.append(n_("{count} episode", "{count} episodes", show.total_episodes))
    if show.description:
        head.append(name(show.description, _DESCRIPTION))
    lines = [
        f"- {things.dotted(things.line(one), one.release_date)}"
        for one in page.episodes[:_EPISODES_SHOWN]
    ]
    return layout(
        things.beside_art("\n".join(head), show.images),
        ui.TextDisplay("\n".join([*lines, things.SPOTIFY])),
        colour=GREEN,
        buttons=_opener(show),
    )


def tab_words(kind: str) -> str:
    """Return what a tab of `search` is called."""
    return {
        "track": _("Songs"),
        "artist": _("Artists"),
        "album": _("Albums"),
        "playlist": _("Playlists"),
        "show": _("Podcasts"),
    }[kind]


def search_view(
    searched: Searched, *, note: str, viewer: int, chosen: str | None = None
) -> ui.LayoutView:
    """Show one page of one tab, with what can be done with the chosen result."""
    title = "## " + _("Search: {query}").format(query=name(searched.query, 100))
    page = searched.offset // 10
    tabs = [
        buttons.press(
            tab_words(kind),
            SearchButton("tab", note, viewer, kind, 0),
            style=_tab_style(kind == searched.kind),
            disabled=kind == searched.kind,
        )
        for kind in TABS
    ]
    found = searched.page.items
    if not found:
        text = _("Nothing found here. Try another tab, or other words.")
        return layout(ui.TextDisplay(f"{title}\n{text}"), colour=GREY, rows=[tabs])
    picked = next((one for one in found if one.id == chosen), found[0])
    last = min(max(0, searched.page.total - 1), MAX_OFFSET - 10) // 10
    listed = numbered(found, searched.offset + 1)
    known = things.link_of(picked)
    turn = partial(SearchButton, "search", note, viewer, searched.kind)
    rows: list[Sequence[ui.Item[Any]]] = [
        tabs,
        [_results(ResultSelect(note, viewer, searched.kind, page), found, picked)],
        buttons.page_buttons(turn, page, last),
        [*buttons.do_buttons(known), link_to("OPEN SPOTIFY", known.url)] if known else [],
    ]
    return layout(
        things.beside_art(f"{title}\n{listed}", things.images_of(picked)),
        ui.TextDisplay("-# " + _("Selected") + f": {name(picked.name, 80)}\n{things.SPOTIFY}"),
        colour=GREEN,
        rows=rows,
    )


def _tab_style(current: bool) -> discord.ButtonStyle:
    return discord.ButtonStyle.primary if current else discord.ButtonStyle.secondary


def _results(
    custom_id: ResultSelect, found: Sequence[CatalogueItem], picked: CatalogueItem
) -> buttons.Select:
    options = [
        discord.SelectOption(
            label=plain(one.name, 100),
            value=str(one.id),
            description=_by(one),
            default=one.id == picked.id,
        )
        for one in found
        if one.id
    ]
    return buttons.select(custom_id, _("Choose one"), options)


def _by(thing: CatalogueItem) -> str | None:
    match thing:
        case Track() | Episode():
            return plain(thing.by, 100) if thing.by else None
        case Artist():
            return None
        case _:
            owner = getattr(thing, "owner_name", None)
            refs = getattr(thing, "artists", ())
            words = owner or ", ".join(ref.name for ref in refs)
            return plain(words, 100) if words else None
