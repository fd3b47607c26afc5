"""Which found songs are offered as alternatives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.music.same_title import equally_fitting
from bot.spotify.models import Album, ArtistRef, CatalogueItem, Track


def song(title: str, *by: str, thing: str | None = None) -> Track:
    made = thing or f"{title}{by}"
    return Track(title, tuple(map(ArtistRef, by)), None, 180_000, id=made)


HOME, OTHER, AGAIN = song("Home", "Ada"), song("home", "Ben"), song("Home", "Ada", "Cem", thing="3")
LIVE = song("Home - Live", "Dora")


@pytest.mark.parametrize(
    ("query", "found", "fitting"),
    [
        ("home", [HOME, OTHER, LIVE], [HOME, OTHER]),
        ("  HOME ", [HOME, AGAIN, OTHER], [HOME, OTHER]),
        ("ｈｏｍｅ", [OTHER, HOME], [OTHER, HOME]),
        ("home ada", [HOME, OTHER], []),
        ("home", [HOME, AGAIN], []),
        ("home", [HOME, LIVE], []),
        ("home", [LIVE, HOME], [LIVE, HOME]),
        ("home", [], []),
        ("home", [Album("Home", "1"), HOME, OTHER], []),
        ("artist:ada", [HOME, OTHER], []),
    ],
)
def test_songs_of_that_title_by_other_artists_fit(
    query: str, found: list[CatalogueItem], fitting: list[Track]
) -> None:
    assert list(equally_fitting(query, found)) == fitting


titles = st.sampled_from(["Home", "home", "Home!", "Ｈｏｍｅ", "Harbour", "", "🏠", "'"])
artists = st.sampled_from(["Ada", "ada", "Ben", ""])


@given(titles | st.text(max_size=5), st.lists(st.builds(song, titles, artists), max_size=10))
def test_the_first_is_always_among_them_and_no_artist_comes_twice(
    query: str, found: list[Track]
) -> None:
    fitting = equally_fitting(query, found)
    assert len(fitting) != 1
    if fitting:
        assert fitting[0] == found[0]
        assert len({one.artists[0].name.casefold() for one in fitting}) == len(fitting)
