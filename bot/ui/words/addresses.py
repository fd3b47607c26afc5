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
        text = _("I only read addresses of open.spotify.com and `spotify:` URIs, or simply a name.")
        return Notice(_("That is not a Spotify link"), text)
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
        later("Only they can open it. Send a song, album, artist, playlist or podcast."),
    ),
    "blend": Message(
        later("That's an invitation to a Blend"),
        later("Open it in Spotify to join. The playlist it makes has a link of its own."),
    ),
    "jam": Message(later("That's an invitation to a Jam"), later("Open it in Spotify to join.")),
    "local": Message(
        later("That's a file on someone's device"),
        later("It isn't on Spotify. Name the song, and I'll look for it there."),
    ),
    "chapter": Message(
        later("That's a chapter of an audiobook"),
        later("Spotify doesn't let bots play single chapters. Send the audiobook's link."),
    ),
    "prerelease": Message(
        later("That's an album that isn't out yet"),
        later("It can be played once it's released. Until then, save it in Spotify."),
    ),
    "station": Message(
        later("That's a radio station"),
        later("Spotify plays stations only in its own app. Send the song or artist instead."),
    ),
    "concert": Message(
        later("That's a concert"), later("I can't play it. The artist's link works.")
    ),
    "genre": Message(
        later("That's a page of a genre"),
        later("I can't play it. A playlist from that page works."),
    ),
    "search": Message(
        later("That's a search in Spotify"),
        later("Send the words instead: `search` looks for them."),
    ),
    "page": Message(
        later("That's a page of Spotify"),
        later("There's no music at that address. Use Share → Copy link on what you mean."),
    ),
    "broken": Message(
        later("That Spotify link is incomplete"),
        later("Its end is missing or wrong. Use Share → Copy link again."),
    ),
    "short": Message(
        later("That short link leads nowhere I know"),
        later("Open it, and send me the address it ends at."),
    ),
}
