"""Reading a message's words: every text is read, and closed quotes are removed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.music.playlist_names import TypedName, nearest, picks
from bot.spotify.models import Playlist
from bot.toolkit.command_parser import TolerantView
from bot.typed_text import CLOSERS, folded, unquoted
from bot.ui.mentions import readable
from bot.ui.text import name, plain

_ODD = st.text(alphabet="ab \\\n" + "".join(CLOSERS) + "」』»›", max_size=30)


@given(_ODD | st.text(max_size=60))
def test_every_text_is_read_to_its_end(text: str) -> None:
    view = TolerantView(text)
    for _ in range(len(text) + 2):
        view.skip_ws()
        if view.eof:
            break
        before = view.index
        assert view.get_quoted_word() is not None
        assert view.index > before
    assert view.eof


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"Road Trip" velvet', ["Road Trip", "velvet"]),
        ("“Road Trip” velvet", ["Road Trip", "velvet"]),
        ('“Road Trip" velvet', ["Road Trip", "velvet"]),
        ("„Road Trip“ velvet", ["Road Trip", "velvet"]),
        ("«Road Trip» velvet", ["Road Trip", "velvet"]),
        ("»Road Trip« velvet", ["Road Trip", "velvet"]),
        ("「夜 道」 velvet", ["夜 道", "velvet"]),
        ("‘Road Trip’ velvet", ["Road Trip", "velvet"]),
        ('12" mixes', ['12"', "mixes"]),
        ('"Road Trip velvet', ['"Road', "Trip", "velvet"]),
        ('say "a \\"b\\" c" d', ["say", 'a "b" c', "d"]),
        ("rock'n'roll isn't", ["rock'n'roll", "isn't"]),
        ("5'11\" tall", ["5'11\"", "tall"]),
        ('a"b"c', ['a"b"c']),
        ('"a"b c" d', ['a"b c', "d"]),
        ('""', [""]),
    ],
)
def test_words_and_quotes(text: str, words: list[str]) -> None:
    view, found = TolerantView(text), []
    while not view.eof:
        view.skip_ws()
        found.append(view.get_quoted_word())
    assert found == words


def test_the_last_argument_is_read_without_quotes_around_it() -> None:
    for text in ("add “Long Way Round”", 'add "Long Way Round"', "add 「Long Way Round」 "):
        view = TolerantView(text)
        view.get_word()
        assert view.read_rest() == "Long Way Round"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("“Heroes”", "Heroes"),
        (' "Heroes" ', "Heroes"),
        ("「Heroes」", "Heroes"),
        ("«Heroes»", "Heroes"),
        ('"Heroes" "Low"', '"Heroes" "Low"'),
        ('12"', '12"'),
        ('"Heroes', '"Heroes'),
        ("Heroes”", "Heroes”"),
        ('""', '""'),
    ],
)
def test_quotes_around_the_whole_text_are_removed(typed: str, read: str) -> None:
    assert unquoted(typed) == read


@given(st.text(max_size=40))
def test_unquoting_never_grows_the_text_and_ends(text: str) -> None:
    assert len(unquoted(text)) <= len(text)


def test_names_fold_case_width_apostrophes_and_spaces() -> None:
    for one in ("Mira's  Songs", "mira’s songs", "ＭＩＲＡＳ　ＳＯＮＧＳ", "MIRA´S SONGS"):
        assert folded(one) == "mirassongs"
    assert folded("''") == "''"


@pytest.mark.parametrize(
    ("typed", "found", "rest"),
    [
        ("Road Trip velvet", ["Road Trip ✨"], "velvet"),
        ("road trip ✨ velvet", ["Road Trip ✨"], "velvet"),
        ("Gym", ["Gym"], ""),
        ("gym 💪🏽 run", ["Gym 💪🏽"], "run"),
        ("Rain", ["🌧️ Rain", "Rain ☔"], ""),
        ("🔥", ["🔥"], ""),
        ("✨", [], ""),
    ],
)
def test_emoji_in_a_name_do_not_have_to_be_typed(typed: str, found: list[str], rest: str) -> None:
    names = ("Road Trip ✨", "Gym", "Gym 💪🏽", "🌧️ Rain", "Rain ☔", "🔥", "🌊")
    known = [Playlist(one, one) for one in names]
    picked = picks(TypedName(typed, whole=True), known)
    assert [one.playlist.name for one in picked] == found
    assert {one.rest for one in picked} <= {rest}


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=5), st.text(max_size=20))
def test_a_name_followed_by_more_words_is_found(names: list[str], rest: str) -> None:
    known = [Playlist(str(place), one) for place, one in enumerate(names)]
    words = names[0].split()
    if not words:
        return
    found = picks(TypedName(" ".join([*words, *rest.split()]), whole=True), known)
    assert found, "at least the one that was typed"
    best = max(len(folded(one.playlist.name)) for one in found)
    assert best >= len(folded(names[0]))
    assert len(nearest(TypedName("x", whole=True), known)) == len(known)


def test_mentions_are_never_shown_raw() -> None:
    raw = "<@123> <@!123> <@&5> <#6> <:cat:7> <a:cat:7> </play:8> <t:9:R> <id:browse> <3"
    for shown in (plain(raw, 300), name(raw, 300)):
        for part in ("123", "<@", "<#", "<:", "</", "<t", "<id"):
            assert part not in shown
    assert readable("<3 a<b") == "<3 a<b"
