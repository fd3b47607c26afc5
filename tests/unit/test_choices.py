"""Suggestions: no two names are the same, whatever they are for, and none is too long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.spotify.models import Album, Artist, ArtistRef, Playlist, Show, Track
from bot.ui.choices import LONGEST, told_apart
from bot.ui.text import units

_WORDS = st.text(max_size=130) | st.sampled_from(["Same", "same", "e\u0301" * 120, "👩‍👩‍👧‍👦" * 40])


def _track(name: str, album: str, year: str, length: int) -> Track:
    return Track(name, (ArtistRef("By"),), Album(album, "1", release_date=year), length, "x")


_THINGS = st.one_of(
    st.builds(_track, _WORDS, _WORDS, st.sampled_from(["", "1999"]), st.integers(0, 10**7)),
    st.builds(lambda name: Artist("a", name), _WORDS),
    st.builds(lambda name: Album(name, "b"), _WORDS),
    st.builds(lambda name: Playlist("c", name), _WORDS),
    st.builds(lambda name: Show(name, "d"), _WORDS),
)


@given(st.lists(_THINGS, max_size=25))
def test_names_are_unique_and_fit(found: list[Track | Artist | Album | Playlist | Show]) -> None:
    names = told_apart(found)
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < units(name) <= LONGEST for name in names)


def test_the_same_song_on_two_albums_shows_what_differs() -> None:
    one, two = _track("Song", "First", "1999", 60_000), _track("Song", "Second", "1999", 60_000)
    assert told_apart([one, two]) == ["Song · By · First", "Song · By · Second"]
    other = _track("Song", "First", "2001", 60_000)
    assert told_apart([one, other]) == ["Song · By · First · 1999", "Song · By · First · 2001"]
    longer = _track("Song", "First", "1999", 61_000)
    assert told_apart([one, longer])[1].endswith("1:01")
    assert told_apart([one, one])[1].endswith("(2)")
    lone = _track("Song", "First", "1999", 60_000)
    assert told_apart([lone]) == ["Song · By"]


def test_the_distinguishing_part_is_never_cut_off() -> None:
    names = told_apart([_track("x" * 120, "First", "", 1), _track("x" * 120, "Second", "", 1)])
    assert names[0].endswith("… · By · First")
    assert names[1].endswith("… · By · Second")
