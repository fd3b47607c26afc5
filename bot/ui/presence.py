"""How people's music is shown that Discord tells of, and what they read about that."""

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


def seen_words(*, on: bool) -> str:
    """Say whether others see what the reader's Discord shows."""
    if on:
        return _(
            "When your Discord shows a song on Spotify, people you share music with can see it "
            "here. It needs no link, and nothing about it is stored."
        )
    return _(
        "When your Discord shows a song on Spotify, nobody else sees it here. You can let people "
        "you share music with see it: it needs no link, and nothing about it is stored."
    )


def refusal_alone_words() -> str:
    """Say that nothing is left but what a deletion keeps."""
    return _(
        "Only that you don't want your Discord's song to be seen here. Deleting everything keeps "
        "that, so that it stays hidden."
    )


def after_deleting(by_default: bool | None, *, keeps_refusal: bool) -> str:
    """Say what becomes of the reader's Discord, for them alone.

    `by_default` is whether it's shown of people who said nothing; None if nobody's is looked at.
    """
    if keeps_refusal:
        return _(
            "Only this is kept: you don't want your Discord's song to be seen here. With "
            "`privacy` you can delete that too."
        )
    if by_default:
        return _(
            "The song that your Discord shows can still be seen here by people you share a server "
            "with. `privacy` hides it."
        )
    return ""


def after_unlinking(by_default: bool | None, *, keeps_refusal: bool) -> str:
    """Say the same where others may read it, so that it doesn't tell what the person chose."""
    if by_default:
        return _(
            "If you've hidden your Discord's song, only that is kept, so that it stays hidden. If "
            "not, it can still be seen here; `privacy` hides it."
        )
    if keeps_refusal or by_default is not None:
        return _(
            "If you've hidden your Discord's song, only that is kept, so that it stays hidden. "
            "With `privacy` you can delete that too."
        )
    return ""
