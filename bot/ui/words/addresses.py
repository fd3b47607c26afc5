"""Words for links that can't be used, naming what each one is."""

from __future__ import annotations

from typing import Final, Literal, TypedDict

from bot.spotify.links import Place
from bot.ui.language import _, later
from bot.ui.notices import Notice
from bot.ui.words.page import Message


def not_a_link(kind: Place | Literal[""]) -> Notice:
    """Return the words for a link; `kind` is empty for other sites."""
    if not kind:
        text = _("I only understand links to open.spotify.com, `spotify:` URIs, or a name.")
        return Notice(_("That's not a Spotify link"), text)
    words = _PLACES[kind]
    return Notice(_(words.title), _(words.text))


class _Places(TypedDict):
    """The words for each kind of Spotify link that can't be used."""

    profile: Message
    liked: Message
    library: Message
    blend: Message
    jam: Message
    local: Message
    chapter: Message
    prerelease: Message
    station: Message
    concert: Message
    genre: Message
    search: Message
    page: Message
    broken: Message
    short: Message


_PLACES: Final[_Places] = {
    "profile": Message(
        later("That's a profile"),
        later("I can't play a person. Send a song, album, artist, playlist or podcast."),
    ),
    "liked": Message(
        later("That's Liked Songs"),
        later("Spotify opens them only in its own app. `liked` shows yours here."),
    ),
    "library": Message(
        later("That's a page of someone's library"),
        later("Only its owner can open it. Send a song, album, artist, playlist or podcast."),
    ),
    "blend": Message(
        later("That's an invitation to a Blend"),
        later("Open it in Spotify to join. The playlist it makes has its own link."),
    ),
    "jam": Message(later("That's an invitation to a Jam"), later("Open it in Spotify to join.")),
    "local": Message(
        later("That's a file on someone's device"),
        later("It isn't on Spotify. Tell me the song's name and I'll look for it there."),
    ),
    "chapter": Message(
        later("That's a chapter of an audiobook"),
        later("Spotify doesn't let bots play single chapters. Send the audiobook's link."),
    ),
    "prerelease": Message(
        later("That's an album that isn't out yet"),
        later("You can play it once it's released. Until then, save it in Spotify."),
    ),
    "station": Message(
        later("That's a radio station"),
        later("Spotify plays stations only in its own app. Send the song or artist instead."),
    ),
    "concert": Message(
        later("That's a concert"), later("I can't play it, but the artist's link works.")
    ),
    "genre": Message(
        later("That's a genre page"),
        later("I can't play it, but a playlist from that page works."),
    ),
    "search": Message(
        later("That's a Spotify search"),
        later("Send the words instead; `search` will look for them."),
    ),
    "page": Message(
        later("That's a page on Spotify"),
        later("There's no music at that address. Use Share → Copy link on what you want."),
    ),
    "broken": Message(
        later("That Spotify link is incomplete"),
        later("The end is missing or wrong. Use Share → Copy link again."),
    ),
    "short": Message(
        later("I don't know where that short link leads"),
        later("Open it, and send me the address you end up at."),
    ),
}
