"""What an aux's owner is told about its page for guests."""

from __future__ import annotations

from discord import ui

from bot.together.aux_sessions import AuxSession
from bot.ui.language import _
from bot.ui.notices import GREEN, GREY, layout
from bot.ui.text import name


def page_view(session: AuxSession, address: str) -> ui.LayoutView:
    """Show where guests without Discord add songs; the address is as good as an invitation."""
    title = _("{name}'s aux is open to guests").format(name=name(session.owner_name, 40))
    text = _("Anyone with this link can add songs and vote, without Discord or Spotify.")
    return layout(
        ui.TextDisplay(f"### 🎛️ {title}\n{text}\n{address}"),
        colour=GREEN,
        buttons=[ui.Button(label=_("Open the page"), url=address)],
    )


def page_closed_view() -> ui.LayoutView:
    """Say that guests can no longer use the page."""
    return layout(ui.TextDisplay("🎛️ " + _("The page for guests is closed.")), colour=GREY)
