"""Answers of `playlist …`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import discord
from discord import ui

from bot.music.errors import WhichPlaylist
from bot.music.playlist_calls import PAGE, PlaylistPage
from bot.music.playlist_names import Pick
from bot.music.playlists import Added, Taken
from bot.spotify.links import SpotifyLink
from bot.spotify.models import Page, Playable, Playlist
from bot.ui import buttons, things
from bot.ui.component_ids import (
    ComponentId,
    Note,
    PageNumber,
    Snowflake,
    SpotifyId,
    Waiting,
    component_id,
)
from bot.ui.language import _, n_
from bot.ui.library import undo_row
from bot.ui.lists import entry_lines, pages
from bot.ui.notices import AMBER, GREEN, GREY, layout, link_to
from bot.ui.text import link, name, plain


@component_id("lists:{viewer}:{page}")
class ListPageButton(ComponentId):
    """Another page of someone's playlists."""

    viewer: Snowflake
    page: PageNumber


@component_id("plist:{viewer}:{thing}:{page}")
class EntryPageButton(ComponentId):
    """Another page of a playlist."""

    viewer: Snowflake
    thing: SpotifyId
    page: PageNumber


@component_id("which:{viewer}:{waiting}")
class WhichSelect(ComponentId):
    """Choose the playlist for a waiting command."""

    viewer: Snowflake
    waiting: Waiting


@component_id("anyway:{note}")
class AnywayButton(ComponentId):
    """Add what is already in a playlist."""

    note: Note


def playlists_view(found: Page[Playlist], *, viewer: int, page: int) -> ui.LayoutView:
    """List a person's playlists; `found` holds the 50 around this page."""
    first = page * PAGE % 50
    shown = found.items[first : first + PAGE]
    total = n_("{count} playlist", "{count} playlists", found.total)
    title = "## " + _("Your playlists") + f"\n-# {total}"
    if not shown:
        return layout(ui.TextDisplay(title + "\n" + _("You don't have any.")), colour=GREY)
    lines = "\n".join(
        f"{place}\\. {_line(one)}" for place, one in enumerate(shown, start=page * PAGE + 1)
    )
    row = buttons.page_buttons(partial(ListPageButton, viewer), page, pages(found.total, PAGE))
    return layout(
        things.beside_art(f"{title}\n{lines}", shown[0].images),
        ui.TextDisplay(things.SPOTIFY),
        colour=GREEN,
        buttons=row,
    )


def _line(playlist: Playlist) -> str:
    marks = ""
    if playlist.public is False:
        marks += " 🔒"
    if playlist.collaborative:
        marks += " 👥"
    return things.line(playlist) + marks


def playlist_view(shown: PlaylistPage, *, viewer: int, undo: str | None = None) -> ui.LayoutView:
    """Show a playlist's details, and its songs if Spotify returns them."""
    playlist = shown.playlist
    known = SpotifyLink("playlist", playlist.id)
    head = [f"## {link(playlist.name, known.url, 120)}"]
    facts = []
    if playlist.owner_name:
        facts.append(_("by {owner}").format(owner=name(playlist.owner_name, 60)))
    total = shown.entries.total if shown.entries else playlist.total
    if total is not None:
        facts.append(n_("{count} song", "{count} songs", total))
    if facts:
        head.append(" · ".join(facts))
    if playlist.description:
        head.append(name(playlist.description, 300))
    row = [
        buttons.do_button("play", known, _("Play")),
        *undo_row(undo),
        link_to("OPEN SPOTIFY", known.url),
    ]
    parts: list[ui.Item[Any]] = [things.beside_art("\n".join(head), playlist.images)]
    turning: list[buttons.Button] = []
    if shown.entries is None:
        why = _(
            "Spotify shows a playlist's songs only to bots of its owner and collaborators, "
            "and this one isn't yours."
        )
        parts.append(ui.TextDisplay(f"{why}\n{things.SPOTIFY}"))
    else:
        lines = entry_lines(shown.entries.items, shown.offset + 1) or _("It's empty.")
        parts.append(ui.TextDisplay(f"{lines}\n{things.SPOTIFY}"))
        turning = buttons.page_buttons(
            partial(EntryPageButton, viewer, playlist.id),
            shown.offset // PAGE,
            pages(shown.entries.total, PAGE),
        )
    return layout(*parts, colour=GREEN, rows=[turning, row])


def created_view(playlist: Playlist) -> ui.LayoutView:
    """Say that a playlist was created."""
    return _short(playlist, "✨ " + _("Created the playlist {playlist}."))


def _short(playlist: Playlist, sentence: str, undo: str | None = None) -> ui.LayoutView:
    known = SpotifyLink("playlist", playlist.id)
    shown = link(playlist.name, known.url, 100)
    return layout(
        ui.TextDisplay(f"{sentence.format(playlist=shown)}\n{things.SPOTIFY}"),
        colour=GREEN,
        buttons=[*undo_row(undo), link_to("OPEN SPOTIFY", known.url)],
    )


def added_view(result: Added, note: str | None) -> ui.LayoutView:
    """Say what was added, and ask about duplicates."""
    shown = link(result.playlist.name, SpotifyLink("playlist", result.playlist.id).url, 80)
    blocks = []
    if result.added:
        title = _("Added to {playlist}").format(playlist=shown)
        blocks.append("\n".join([f"### ➕ {title}", *_bullets(result.added)]))
    if result.duplicates:
        title = _("Already in {playlist}").format(playlist=shown)
        lines = [f"- {things.line(one)}" for one in result.duplicates[:10]]
        blocks.append("\n".join([f"### {title}", *lines, _("Add it again?")]))
    if not result.looked_at_all:
        blocks.append("-# " + _("It's a long playlist: only the last 200 entries were compared."))
    blocks.append(things.SPOTIFY)
    row = []
    if result.duplicates and note is not None:
        row = [buttons.press(_("Add anyway"), AnywayButton(note))]
    colour = AMBER if result.duplicates else GREEN
    return layout(ui.TextDisplay("\n".join(blocks)), colour=colour, buttons=row)


def _bullets(items: Sequence[Playable]) -> list[str]:
    return [f"- {things.line(one)}" for one in items[:20]]


def added_anyway_view(count: int) -> ui.LayoutView:
    """Say that duplicates were added."""
    words = n_("{count} song added again.", "{count} songs added again.", count)
    return layout(ui.TextDisplay(f"➕ {words}"), colour=GREEN)


def removed_view(result: Taken, undo: str | None) -> ui.LayoutView:
    """Say what was removed, or that it wasn't there."""
    if not result.items:
        return _short(result.playlist, _("That's not in {playlist}."))
    shown = link(result.playlist.name, SpotifyLink("playlist", result.playlist.id).url, 80)
    title = _("Removed from {playlist}").format(playlist=shown)
    lines = [f"### ➖ {title}", *_bullets(result.items)]
    if not result.looked_at_all:
        some = _("It's a long playlist: Undo only remembers positions among the last 200 entries.")
        lines.append(f"-# {some}")
    words = ui.TextDisplay[ui.LayoutView]("\n".join([*lines, things.SPOTIFY]))
    return layout(words, colour=GREEN, buttons=undo_row(undo))


def renamed_view(playlist: Playlist, new_name: str, undo: str | None) -> ui.LayoutView:
    """Say that a playlist has a new name."""
    words = _("{old} is now called {new}.").format(
        old=name(playlist.name, 80), new=f"**{name(new_name, 100)}**"
    )
    text = ui.TextDisplay[ui.LayoutView](f"✏️ {words}\n{things.SPOTIFY}")
    return layout(text, colour=GREEN, buttons=undo_row(undo))


def cover_view(playlist: Playlist, undo: str | None) -> ui.LayoutView:
    """Say that a playlist has a new picture."""
    words = "🖼️ " + _("{playlist} has a new picture. Spotify may take a minute to show it.")
    if undo is None:
        words += "\n-# " + _("It had none before, and Spotify doesn't let bots remove a picture.")
    return _short(playlist, words, undo)


def made_by_spotify_view(known: SpotifyLink) -> ui.LayoutView:
    """Say that a playlist made by Spotify can't be shown, and offer to play it."""
    title = _("A playlist made by Spotify")
    text = _("Spotify doesn't let bots read or change it, but you can play it.")
    row = [buttons.do_button("play", known, _("Play")), link_to("OPEN SPOTIFY", known.url)]
    words = ui.TextDisplay[ui.LayoutView](f"### {title}\n{text}\n{things.SPOTIFY}")
    return layout(words, colour=AMBER, buttons=row)


def which_view(unclear: WhichPlaylist, viewer: int, waiting: str) -> ui.LayoutView:
    """Ask which playlist is meant; the command then runs with it."""
    if unclear.equal:
        title = _("Which playlist?")
        text = _("You have several playlists with this name.")
    else:
        title = _("No such playlist")
        text = _("You have no playlist called {asked}.").format(asked=name(unclear.asked, 100))
    ask = _("Choose the one you mean, and your command runs with it.")
    options = [
        discord.SelectOption(
            label=plain(one.playlist.name, 100),
            value=one.playlist.id,
            description=plain(_facts_of(one), 100),
        )
        for one in unclear.options[:25]
    ]
    choice = buttons.select(WhichSelect(viewer, waiting), _("Which playlist?"), options)
    words = ui.TextDisplay[ui.LayoutView](f"### {title}\n{text} {ask}")
    return layout(words, colour=AMBER, rows=[[choice]])


def _facts_of(pick: Pick) -> str:
    playlist = pick.playlist
    facts = [n_("{count} song", "{count} songs", playlist.total or 0)]
    if playlist.owner_name:
        facts.append(playlist.owner_name)
    if pick.rest:
        facts.append(_("then: {words}").format(words=pick.rest))
    return " · ".join(facts)


def chosen_view() -> ui.LayoutView:
    """Say that the command continues with the chosen playlist."""
    return layout(
        ui.TextDisplay("✅ " + _("Running your command with that playlist.")), colour=GREEN
    )
