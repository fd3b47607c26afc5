"""Words for addresses that can't be used: each is named as what it is."""

from __future__ import annotations

from bot.ui.language import _
from bot.ui.notices import Notice


def not_a_link(kind: str) -> Notice:
    """Return the words for a link; `kind` is one of UnsupportedLink's, or empty."""
    for words in (_people, _not_music, _music_elsewhere):
        found = words(kind)
        if found is not None:
            return Notice(*found)
    text = _("I only read addresses of open.spotify.com and `spotify:` URIs, or simply a name.")
    return Notice(_("That is not a Spotify link"), text)


def _people(kind: str) -> tuple[str, str] | None:
    return {
        "profile": (
            _("That's a profile"),
            _("I can't play a person. Send a song, album, artist, playlist or podcast."),
        ),
        "liked": (
            _("That's Liked Songs"),
            _("Spotify opens them only in its own app. `liked` shows yours here."),
        ),
        "library": (
            _("That's a page of someone's library"),
            _("Only they can open it. Send a song, album, artist, playlist or podcast."),
        ),
        "blend": (
            _("That's an invitation to a Blend"),
            _("Open it in Spotify to join. The playlist it makes has a link of its own."),
        ),
        "jam": (_("That's an invitation to a Jam"), _("Open it in Spotify to join.")),
        "local": (
            _("That's a file on someone's device"),
            _("It isn't on Spotify. Name the song, and I'll look for it there."),
        ),
    }.get(kind)


def _music_elsewhere(kind: str) -> tuple[str, str] | None:
    return {
        "chapter": (
            _("That's a chapter of an audiobook"),
            _("Spotify doesn't let bots play single chapters. Send the audiobook's link."),
        ),
        "prerelease": (
            _("That's an album that isn't out yet"),
            _("It can be played once it's released. Until then, save it in Spotify."),
        ),
        "station": (
            _("That's a radio station"),
            _("Spotify plays stations only in its own app. Send the song or artist instead."),
        ),
    }.get(kind)


def _not_music(kind: str) -> tuple[str, str] | None:
    return {
        "concert": (_("That's a concert"), _("I can't play it. The artist's link works.")),
        "genre": (
            _("That's a page of a genre"),
            _("I can't play it. A playlist from that page works."),
        ),
        "search": (
            _("That's a search in Spotify"),
            _("Send the words instead: `search` looks for them."),
        ),
        "page": (
            _("That's a page of Spotify"),
            _("There's no music at that address. Use Share → Copy link on what you mean."),
        ),
        "broken": (
            _("That Spotify link is incomplete"),
            _("Its end is missing or wrong. Use Share → Copy link again."),
        ),
        "short": (
            _("That short link leads nowhere I know"),
            _("Open it, and send me the address it ends at."),
        ),
    }.get(kind)
