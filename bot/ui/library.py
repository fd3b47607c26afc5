"""Answers about saving, following and undoing, and the Undo button."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ui

from bot.music.library import Followable, Removed
from bot.music.undo import Undone
from bot.spotify.models import Artist, CatalogueItem, Playlist
from bot.ui import buttons, things
from bot.ui.component_ids import ComponentId, Note, component_id
from bot.ui.language import _
from bot.ui.notices import GREEN, GREY, layout
from bot.ui.player import about_view


@component_id("undo:{note}")
class UndoButton(ComponentId):
    """Undo a change."""

    note: Note


def undo_row(note: str | None) -> list[buttons.Button]:
    """Return the Undo button; nothing if the change can't be undone."""
    return [buttons.press(_("Undo"), UndoButton(note), emoji="↩️")] if note else []


def undone_view(what: Undone) -> ui.LayoutView:
    """Say that a change was undone."""
    words: dict[Undone, str] = {
        "rename": _("Undone: the playlist has its old name again."),
        "remove": _("Undone: the songs are back where they were."),
        "move": _("Undone: the song is back in its old place."),
        "cover": _("Undone: the old picture is back. Spotify may take a minute to show it."),
        "unsave": _("Undone: it's in your library again."),
    }
    return layout(ui.TextDisplay(f"↩️ {words[what]}"), colour=GREEN)


def saved_view(items: Sequence[CatalogueItem]) -> ui.LayoutView:
    """Say what was saved, and what is now followed."""
    followed = [one for one in items if isinstance(one, Artist | Playlist)]
    kept = [one for one in items if one not in followed]
    blocks = []
    for headline, group in (
        ("💚 " + _("Saved to your library"), kept),
        ("✅ " + _("You follow this now"), followed),
    ):
        if len(group) == len(items) == 1:
            return about_view(group[0], headline)
        if group:
            blocks += [f"### {headline}", *(f"- {things.line(one)}" for one in group[:20])]
    return layout(ui.TextDisplay("\n".join([*blocks, things.SPOTIFY])), colour=GREEN)


def removed_view(removed: Removed, undo: str | None) -> ui.LayoutView:
    """Say what was removed from a library, and what wasn't in it."""
    blocks = []
    if removed.gone:
        blocks.append("### 🤍 " + _("Removed from your library"))
        blocks += [f"- {things.line(one)}" for one in removed.gone[:20]]
    if removed.absent:
        blocks.append("### " + _("Not in your library"))
        blocks += [f"- {things.line(one)}" for one in removed.absent[:20]]
    words = ui.TextDisplay[ui.LayoutView]("\n".join([*blocks, things.SPOTIFY]))
    return layout(words, colour=GREEN if removed.gone else GREY, buttons=undo_row(undo))


def unfollowed_view(thing: Followable, undo: str | None, *, followed: bool) -> ui.LayoutView:
    """Say that an artist or playlist is no longer followed, or wasn't."""
    shown = things.titled(thing)
    words = (
        "✅ " + _("You no longer follow {name}.").format(name=shown)
        if followed
        else _("You don't follow {name}.").format(name=shown)
    )
    text = ui.TextDisplay[ui.LayoutView](words)
    return layout(text, colour=GREEN if followed else GREY, buttons=undo_row(undo))
