"""The Undo button, and what it says when it was pressed."""

from __future__ import annotations

from discord import ui

from bot.music.undo import Undone
from bot.ui import buttons
from bot.ui.component_ids import ComponentId, Note, component_id
from bot.ui.language import _
from bot.ui.notices import GREEN, layout


@component_id("undo:{note}")
class TakeBack(ComponentId):
    """Take a change back."""

    note: Note


def undo_row(note: str | None) -> list[buttons.Button]:
    """Return the button that takes a change back; nothing where that can't be done."""
    return [buttons.press(_("Undo"), TakeBack(note), emoji="↩️")] if note else []


def undone_view(what: Undone) -> ui.LayoutView:
    """Say that a change was taken back."""
    words: dict[Undone, str] = {
        "rename": _("Undone: the playlist has its old name again."),
        "remove": _("Undone: the songs are back where they were."),
        "move": _("Undone: the song is back in its old place."),
        "cover": _("Undone: the old picture is back. Spotify may take a minute to show it."),
        "unsave": _("Undone: it's in your library again."),
    }
    return layout(ui.TextDisplay(f"↩️ {words[what]}"), colour=GREEN)
