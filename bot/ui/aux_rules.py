"""What people are told about the rules of an aux's queue."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ui

from bot.spotify.links import parse_link
from bot.together.aux_blocks import AuxBlock, NewBlock
from bot.together.aux_queue import Undone
from bot.together.aux_sessions import AuxSession, AuxSong
from bot.ui import things
from bot.ui.language import _, n_
from bot.ui.notices import GREEN, layout
from bot.ui.text import link, name

_LISTED = 10


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


def block_view(block: NewBlock, taken_out: Sequence[AuxSong]) -> ui.LayoutView:
    """Say that something is blocked, and what that took out of the queue."""
    lines = ["🚫 " + _("Blocked in your auxes:") + f" {_line(block)}"]
    if taken_out:
        words = n_(
            "{count} song taken out of the queue",
            "{count} songs taken out of the queue",
            len(taken_out),
        )
        lines.append(f"-# {words}:")
        lines += _listed(taken_out)
        lines.append("-# " + _("`aux undo` allows it again, and puts them back."))
    return layout(ui.TextDisplay("\n".join([*lines, things.SPOTIFY])), colour=GREEN)


def undone_view(undone: Undone) -> ui.LayoutView:
    """Say what came back after what the owner did last."""
    lines = []
    if undone.block is not None:
        lines.append("↩️ " + _("Allowed again:") + f" {_line(undone.block)}")
    if undone.queued:
        lines += ["↩️ " + _("Back in the queue:"), *_listed(undone.queued)]
    if undone.asked:
        words = n_(
            "{count} suggestion is waiting for an answer again",
            "{count} suggestions are waiting for an answer again",
            len(undone.asked),
        )
        lines += [f"↩️ {words}:", *_listed(undone.asked)]
    return layout(ui.TextDisplay("\n".join([*lines, things.SPOTIFY])), colour=GREEN)


def unblock_view(block: NewBlock) -> ui.LayoutView:
    """Say that something is allowed again."""
    words = _("Allowed again:")
    return layout(ui.TextDisplay(f"➖ {words} {_line(block)}\n{things.SPOTIFY}"), colour=GREEN)


def blocked_view(blocks: Sequence[AuxBlock]) -> ui.LayoutView:
    """List what is blocked in an aux, with the numbers by which it's allowed again."""
    lines = [f"{number}\\. {_line(one)}" for number, one in enumerate(blocks, start=1)]
    if not lines:
        return layout(ui.TextDisplay("🚫 " + _("Nothing is blocked.")), colour=GREEN)
    head = "### 🚫 " + _("Blocked in this aux")
    return layout(ui.TextDisplay("\n".join([head, *lines, things.SPOTIFY])), colour=GREEN)


def _listed(songs: Sequence[AuxSong]) -> list[str]:
    lines = [f"-# {_linked(one.uri, one.title, one.artists)}" for one in songs[:_LISTED]]
    if len(songs) > _LISTED:
        more = len(songs) - _LISTED
        lines.append("-# " + n_("and {count} more", "and {count} more", more))
    return lines


def _line(block: NewBlock) -> str:
    if block.kind == "explicit":
        return _("explicit songs")
    return _linked(block.uri, block.name, block.artists)


def _linked(uri: str, title: str, artists: str) -> str:
    found = parse_link(uri)
    shown = link(title, found.url if found else None, 35)
    return things.dotted(shown, name(artists, 25)) if artists else shown
