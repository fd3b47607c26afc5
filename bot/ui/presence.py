"""How `nowplaying` shows what Discord tells of someone's music, whose player isn't linked."""

from __future__ import annotations

from bot.spotify.models import Playable
from bot.spotify.playing import Playback
from bot.ui import buttons, things
from bot.ui.language import _
from bot.ui.notices import GREY, Notice, link_to
from bot.ui.text import name


def nothing_shown(person_name: str) -> Notice:
    """Say that Discord shows no music."""
    text = _(
        "Discord shows no song on Spotify for {name}: nothing is playing, it's a podcast or a "
        "private session, or they don't show Spotify on Discord."
    ).format(name=name(person_name, 60))
    return Notice(_("Nothing to see"), text, GREY)


def source(item: Playable) -> str:
    """Return the line that says where it is from, and why it has no link where that's so."""
    if things.link_of(item) is None:
        return _("As Discord shows it, which doesn't say which song on Spotify it is")
    return _("As Discord shows it")


def rows(
    playback: Playback, item: Playable, refresh: buttons.Button, *, own: bool, read_at: float
) -> list[list[buttons.Button]]:
    """Return the buttons: each acts on the own Spotify of the person who presses."""
    known = things.link_of(item)
    if known is None:
        return [[refresh]]
    first = [buttons.queue_for_me_button(known)]
    if playback.progress_ms is not None:
        at = playback.progress_ms
        first.append(buttons.here_button(known, at, int(read_at), item.duration_ms))
    if not own:
        first.append(buttons.like_for_me_button(known))
    return [first, [refresh, link_to("LISTEN ON SPOTIFY", known.url)]]
