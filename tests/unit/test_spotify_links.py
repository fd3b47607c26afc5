"""Which texts are Spotify links, which are names, and which are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.spotify.links import NotASpotifyLink, SpotifyLink, parse_link

ID = "A" * 22


@pytest.mark.parametrize(
    "text",
    [
        f"https://open.spotify.com/artist/{ID}",
        f"http://open.spotify.com/intl-pt/artist/{ID}/?si=1#x",
        f"<https://open.spotify.com/artist/{ID}>",
        f"open.spotify.com/artist/{ID}",
        f" spotify:artist:{ID} ",
    ],
)
def test_spotify_links_are_read(text: str) -> None:
    assert parse_link(text) == SpotifyLink("artist", ID)


@pytest.mark.parametrize(
    "text",
    [
        f"https://openXspotify.com/artist/{ID}",
        f"https://open.spotify.com@evil.example/artist/{ID}",
        f"https://evil.example/https://open.spotify.com/artist/{ID}",
        f"ftp://open.spotify.com/artist/{ID}",
        f"https://open.spotify.com/user/{ID}",
        "https://open.spotify.com/artist/../me",
        "https://[broken",
        "spotify:artist:x:y",
        "www.example.org",
    ],
)
def test_foreign_and_broken_links_are_refused(text: str) -> None:
    with pytest.raises(NotASpotifyLink):
        parse_link(text)


@pytest.mark.parametrize("text", ["AC/DC", "will.i.am", "a: b", "Sigur Rós", "...", "50%"])
def test_names_are_not_links(text: str) -> None:
    assert parse_link(text) is None


@given(
    st.text()
    | st.from_regex(
        r"(https?://)?open\.spotify\.com/(intl-[a-z]{2}/)?[a-z]{4,8}/[A-Za-z0-9./]{20,24}(\?si=.)?",
        fullmatch=True,
    )
)
def test_any_text_is_a_link_a_name_or_refused(text: str) -> None:
    try:
        found = parse_link(text)
    except NotASpotifyLink:
        return
    assert found is None or found.url.startswith("https://open.spotify.com/")
