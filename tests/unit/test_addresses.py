"""Every form of Spotify link that people paste, one per row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.spotify.links import (
    NotASpotifyLink,
    Place,
    ShortLink,
    SpotifyLink,
    UnsupportedLink,
    addresses_in,
    links_in,
    parse_link,
    without_addresses,
)
from bot.ui.words.addresses import not_a_link

ID = "4uLU6hMCjMI75M1A2tKUQC"
OWN = "37i9dQZF1DXcBWIGoYBM5M"

THINGS = {
    # With and without a scheme, in any case, with ports, dots and share parameters.
    f"https://open.spotify.com/track/{ID}": "track",
    f"http://open.spotify.com/track/{ID}": "track",
    f"open.spotify.com/track/{ID}": "track",
    f"//open.spotify.com/track/{ID}": "track",
    f"www.open.spotify.com/track/{ID}": "track",
    f"HTTPS://OPEN.SPOTIFY.COM/TRACK/{ID}": "track",
    f"Https://Open.Spotify.Com/Album/{ID}": "album",
    f"https://open.spotify.com./track/{ID}": "track",
    f"https://open.spotify.com:443/track/{ID}": "track",
    f"https:/open.spotify.com/track/{ID}": "track",
    f"https://open.spotify.com//track/{ID}/": "track",
    f"https://open.spotify.com/track/{ID}?si=0f3b&utm_source=copy-link&nd=1": "track",
    f"https://open.spotify.com/track/{ID}&si=0f3b": "track",
    f"https://open.spotify.com/track/{ID}?context=spotify%3Aplaylist%3A{OWN}": "track",
    f"https://open.spotify.com/album/{ID}?highlight=spotify:track:{OWN}": "album",
    f"https://open.spotify.com/track/{ID}#1:23": "track",
    f"https://open.spotify.com/track/{ID}?si=a&amp;nd=1": "track",
    # Every kind.
    f"https://open.spotify.com/album/{ID}": "album",
    f"https://open.spotify.com/artist/{ID}": "artist",
    f"https://open.spotify.com/playlist/{ID}": "playlist",
    f"https://open.spotify.com/show/{ID}": "show",
    f"https://open.spotify.com/episode/{ID}": "episode",
    f"https://open.spotify.com/audiobook/{ID}": "show",
    # Languages.
    f"https://open.spotify.com/intl-de/track/{ID}?si=x": "track",
    f"https://open.spotify.com/intl-pt-br/artist/{ID}": "artist",
    f"https://open.spotify.com/de/track/{ID}": "track",
    # Other hosts, embeds, links inside links.
    f"https://play.spotify.com/track/{ID}": "track",
    f"https://www.spotify.com/track/{ID}": "track",
    f"spotify.com/album/{ID}": "album",
    f"https://open.spotify.com/embed/track/{ID}?utm_source=generator&theme=0": "track",
    f"https://open.spotify.com/intl-fr/embed/album/{ID}": "album",
    f"https://open.spotify.com/embed-podcast/show/{ID}": "show",
    f"https://open.spotify.com/embed-podcast/episode/{ID}": "episode",
    f"https://open.spotify.com/embed/episode/{ID}/video": "episode",
    f"https://embed.spotify.com/?uri=spotify:track:{ID}": "track",
    f"https://embed.spotify.com/?uri=spotify%3Aalbum%3A{ID}&theme=white": "album",
    f"https://open.spotify.com/embed?uri=spotify:playlist:{ID}": "playlist",
    f"https://open.spotify.com/follow/1/?uri=spotify:artist:{ID}&size=basic": "artist",
    f"https://open.spotify.com/oembed?url=https%3A%2F%2Fopen.spotify.com%2Ftrack%2F{ID}": "track",
    f"https://spotify.app.link/?$full_url=https%3A%2F%2Fopen.spotify.com%2Ftrack%2F{ID}": "track",
    f"https://api.spotify.com/v1/tracks/{ID}": "track",
    # Playlists under their owners, pages about an item.
    f"https://open.spotify.com/user/mira/playlist/{ID}": "playlist",
    f"https://open.spotify.com/user/spotify/playlist/{ID}?si=1": "playlist",
    f"https://open.spotify.com/embed/user/mira/playlist/{ID}": "playlist",
    f"https://open.spotify.com/artist/{ID}/discography/all": "artist",
    f"https://open.spotify.com/artist/{ID}/discography/album?pageUri=spotify:album:{OWN}": "artist",
    f"https://open.spotify.com/artist/{ID}/related": "artist",
    f"https://open.spotify.com/artist/{ID}/concerts": "artist",
    f"https://open.spotify.com/track/{ID}/lyrics": "track",
    f"https://open.spotify.com/show/{ID}/about": "show",
    # URIs.
    f"spotify:track:{ID}": "track",
    f"SPOTIFY:Track:{ID}": "track",
    f"spotify:user:mira:playlist:{ID}": "playlist",
    f"spotify:user:spotify:playlist:{ID}": "playlist",
    f"spotify:track:{ID}#0:42": "track",
    f"spotify:track:{ID}?si=1": "track",
    f"spotify://track/{ID}": "track",
    f"spotify:/track/{ID}": "track",
    f"spotify:audiobook:{ID}": "show",
    f"spotify%3Atrack%3A{ID}": "track",
    f"https%3A%2F%2Fopen.spotify.com%2Ftrack%2F{ID}%3Fsi%3D1": "track",
    f"https://open.spotify.com/%74rack/{ID}": "track",
    # As chats wrap them.
    f"<https://open.spotify.com/track/{ID}>": "track",
    f"(https://open.spotify.com/track/{ID})": "track",
    f"**https://open.spotify.com/track/{ID}**": "track",
    f"_https://open.spotify.com/track/{ID}_": "track",
    f"||https://open.spotify.com/track/{ID}||": "track",
    f"`https://open.spotify.com/track/{ID}`": "track",
    f"“https://open.spotify.com/track/{ID}”": "track",
    f"「https://open.spotify.com/track/{ID}」": "track",
    f"https://open.spotify.com/track/{ID}.": "track",
    f"https://open.spotify.com/track/{ID}!?": "track",
}


@pytest.mark.parametrize(("text", "kind"), THINGS.items())
def test_a_link_is_read_alone_and_in_a_sentence(text: str, kind: str) -> None:
    wanted = SpotifyLink(kind, ID)
    assert parse_link(text) == wanted
    assert links_in(text) == [wanted]
    assert links_in(f"you must hear {text} , really") == [wanted]


IN_TEXTS = {
    f"[a song](https://open.spotify.com/track/{ID}?si=1)": [SpotifyLink("track", ID)],
    f"これhttps://open.spotify.com/track/{ID}最高": [SpotifyLink("track", ID)],
    f"song:https://open.spotify.com/track/{ID}": [SpotifyLink("track", ID)],
    f"https://open.spotify.com/track/{ID}https://open.spotify.com/album/{ID}": [
        SpotifyLink("track", ID),
        SpotifyLink("album", ID),
    ],
    f"https://open.spotify.com/track/{ID},https://spotify.link/Ab_": [
        SpotifyLink("track", ID),
        ShortLink("spotify.link", "Ab"),
    ],
    f"https://evil.example/?u=https://open.spotify.com/track/{ID}": [],
    f"https://evil.example/open.spotify.com/track/{ID}": [],
    f"https://open.spotify.com:8080/track/{ID}": [],
    f"me@open.spotify.com/track/{ID}": [],
}


@pytest.mark.parametrize(("text", "wanted"), IN_TEXTS.items())
def test_links_found_in_a_text(text: str, wanted: list[object]) -> None:
    assert addresses_in(text) == wanted


ELSEWHERE = {
    "https://open.spotify.com/user/mira": ("profile", "That's a profile"),
    "https://open.spotify.com/intl-de/user/mira?si=1": ("profile", "That's a profile"),
    "spotify:user:mira": ("profile", "That's a profile"),
    "https://open.spotify.com/user/mira/playlists": ("profile", "That's a profile"),
    "https://open.spotify.com/collection/tracks": ("liked", "That's Liked Songs"),
    "https://open.spotify.com/collection": ("liked", "That's Liked Songs"),
    "spotify:collection": ("liked", "That's Liked Songs"),
    "spotify:user:mira:collection": ("liked", "That's Liked Songs"),
    "https://open.spotify.com/collection/albums": ("library", "someone's library"),
    "spotify:user:mira:starred": ("library", "someone's library"),
    f"https://open.spotify.com/chapter/{ID}": ("chapter", "That's a chapter"),
    f"https://open.spotify.com/prerelease/{ID}?si=1": ("prerelease", "isn't out yet"),
    f"https://open.spotify.com/concert/{ID}": ("concert", "That's a concert"),
    "https://open.spotify.com/blend/invitation/abc": ("blend", "a Blend"),
    "https://open.spotify.com/socialsession/abc": ("jam", "a Jam"),
    "https://open.spotify.com/genre/0JQ5DAqbMKFEC4WFtoNRpw": ("genre", "a genre"),
    f"spotify:station:artist:{ID}": ("station", "a radio station"),
    "spotify:local:Band:Album:Song:200": ("local", "a file on someone's device"),
    "https://open.spotify.com/local/Band/Album/Song/200": ("local", "a file on someone's device"),
    "https://open.spotify.com/search/velvet%20harbour": ("search", "a Spotify search"),
    "spotify:search:velvet": ("search", "a Spotify search"),
    "https://open.spotify.com/": ("page", "a page on Spotify"),
    "https://www.spotify.com/de/premium/": ("page", "a page on Spotify"),
    "https://support.spotify.com/article/1": ("page", "a page on Spotify"),
    "https://open.spotify.com/track/4uLU6h": ("broken", "link is incomplete"),
    "spotify:track:": ("broken", "link is incomplete"),
    f"https://open.spotify.com/track/{ID}0": ("broken", "link is incomplete"),
    "https://spotify.link/": ("short", "where that short link leads"),
}


@pytest.mark.parametrize(("text", "kind", "words"), [(a, *b) for a, b in ELSEWHERE.items()])
def test_unsupported_links_are_named(text: str, kind: Place, words: str) -> None:
    with pytest.raises(NotASpotifyLink) as refused:
        parse_link(text)
    assert refused.value.kind == kind
    assert addresses_in(f"listen: {text} ok") == [UnsupportedLink(kind)]
    assert words in not_a_link(kind).title


SHORT = {
    "https://spotify.link/U1CqAwCm3Cb": ShortLink("spotify.link", "U1CqAwCm3Cb"),
    "spotify.link/U1CqAwCm3Cb?_branch_match_id=1": ShortLink("spotify.link", "U1CqAwCm3Cb"),
    "HTTP://SPOTIFY.LINK/U1CqAwCm3Cb": ShortLink("spotify.link", "U1CqAwCm3Cb"),
    "https://spotify.app.link/U1CqAwCm3Cb?_p=c1": ShortLink("spotify.app.link", "U1CqAwCm3Cb"),
    "https://link.tospotify.com/VM2myZxXwbb": ShortLink("link.tospotify.com", "VM2myZxXwbb"),
    "http://spoti.fi/2abcDE": ShortLink("spoti.fi", "2abcDE"),
    "https://open.spotify.com/s/2czejYu": ShortLink("open.spotify.com", "2czejYu"),
    "open.spotify.com/s/2czejYu?si=1": ShortLink("open.spotify.com", "2czejYu"),
}


@pytest.mark.parametrize(("text", "wanted"), SHORT.items())
def test_short_links_of_every_host(text: str, wanted: ShortLink) -> None:
    assert addresses_in(text) == [wanted]
    assert addresses_in(f"({text}), yes") == [wanted]


def test_playlists_made_by_spotify_are_recognised_by_their_id() -> None:
    assert SpotifyLink("playlist", OWN).is_made_by_spotify
    assert not SpotifyLink("playlist", ID).is_made_by_spotify
    assert not SpotifyLink("track", OWN).is_made_by_spotify


@pytest.mark.parametrize("text", ["spotify: the musical", "AC/DC", "Mr. Children", "a:b", "50/50"])
def test_words_are_not_links(text: str) -> None:
    assert parse_link(text) is None
    assert addresses_in(text) == []


@given(st.text())
def test_words_without_links_contain_none(text: str) -> None:
    assert "open.spotify.com/" not in without_addresses(f"{text} https://open.spotify.com/x")
