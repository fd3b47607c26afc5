"""What people are told about the rules of an aux's queue."""

from __future__ import annotations

from discord import ui

from bot.together.aux_sessions import AuxSession
from bot.ui.language import _
from bot.ui.notices import GREEN, layout


def voice_view(channel_id: int | None) -> ui.LayoutView:
    """Say where the song is a voice channel's status."""
    words = (
        _("No voice channel's status shows the song.")
        if channel_id is None
        else _("{channel} shows the song as its status until the aux ends.").format(
            channel=f"<#{channel_id}>"
        )
    )
    return layout(ui.TextDisplay(f"🎛️ {words}"), colour=GREEN)


def turns_view(session: AuxSession) -> ui.LayoutView:
    """Say whether people's songs take turns from now on."""
    words = (
        _("New songs take turns: everyone's first, then everyone's second.")
        if session.turns == "fair"
        else _("New songs play in the order in which they're added.")
    )
    return layout(ui.TextDisplay(f"🎛️ {words}"), colour=GREEN)
