"""No text that someone can send keeps the bot busy: what reads it isn't quadratic in runs.

While one text is read, nobody else is answered. Random text doesn't find this
(tests/fuzz/test_parsers.py): it takes a run of what a pattern repeats, then something that it
doesn't end with.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest

from bot import logs, typed_text
from bot.linking import confirm_code
from bot.linking.context import Addresses
from bot.linking.errors import PasteRefused
from bot.linking.paste_callback import read_address
from bot.music import parse_arguments, parse_ranges
from bot.music.errors import OutOfRange
from bot.music.playlist_names import TypedName, nearest, picks
from bot.spotify import links
from bot.spotify.models import Playlist
from bot.ui import fit, mentions, text

HOST = "bot.example.org"
CALLBACK = f"{HOST}/callback?"
ADDRESSES = Addresses(
    f"https://{HOST}", f"https://{CALLBACK.removesuffix('?')}", "https://accounts.spotify.com"
)
LONGEST = 4000
"""The longest message, and the longest text in a form."""

AT_MOST = 1.0
"""Seconds of this process's own time, however busy the computer is."""

MANY = [Playlist(str(one), (("a" * 90, "a " * 40)[one % 2] + str(one))[:100]) for one in range(200)]
"""As many playlists as are read, with names as long as Spotify allows."""

REPEATED = (
    "a",
    "a.",
    "a-",
    "a ",
    "`*",
    "**",
    "__",
    "||",
    "[",
    "\\",
    ")",
    '"',
    "<@1",
    "1 ",
    "0:",
    "https://",
    "spotify:",
    "//",
    "a+",
    " .",
    "%25",
    "&amp;",
    "a\u0301",
    "A2B3",
    "code=",
    "Bot ",
    "/link/",
    "?url=",
    CALLBACK,
)
ENDS = ("", "x", "#")
READERS: dict[str, Callable[[str], object]] = {
    "pasted address": lambda it: read_address(it, ADDRESSES),
    "pasted addresses": lambda it: read_address(CALLBACK * 80 + it[-LONGEST // 2 :], ADDRESSES),
    "code": confirm_code.looks_like_a_code,
    "code after eight": lambda it: confirm_code.looks_like_a_code("A2B3C4D5" + it[8:]),
    "codes": confirm_code.codes_in,
    "link": links.parse_link,
    "links": links.addresses_in,
    "words": links.without_addresses,
    "quotes": lambda it: typed_text.unquoted('"' + it),
    "marks": typed_text.unmarked,
    "name": typed_text.folded,
    "position": lambda it: parse_arguments.position(it, 0),
    "span": parse_ranges.span,
    "escaped": text.name,
    "shortened": lambda it: fit.shortened(it, LONGEST // 2),
    "mentions": mentions.readable,
    "log": lambda it: logs.without_ids(logs.redact(it)),
}


PLAYLIST_READERS: dict[str, Callable[[str], object]] = {
    "one": lambda it: picks(TypedName(it, whole=True, leave=1), MANY),
    "similar": lambda it: nearest(TypedName(it, whole=True, leave=1), MANY),
    "similar, quoted": lambda it: nearest(TypedName(it), MANY),
}


def seconds_of(read: Callable[[str], object], many: str) -> float:
    began = time.process_time()
    with contextlib.suppress(PasteRefused, links.NotASpotifyLink, OutOfRange):
        read(many)
    return time.process_time() - began


@pytest.mark.parametrize("reader", READERS)
def test_t9f_no_text_takes_long_to_read(reader: str) -> None:
    read = READERS[reader]
    for repeated in REPEATED:
        for end in ENDS:
            many = (repeated * LONGEST)[: LONGEST - len(end)] + end
            took = seconds_of(read, many)
            assert took < AT_MOST, f"{repeated!r} … {end!r} took {took:.2f} s"


@pytest.mark.parametrize("reader", PLAYLIST_READERS)
@pytest.mark.parametrize("repeated", ["a", "a ", "ab "])
def test_t9f_no_playlists_name_takes_long_to_find(reader: str, repeated: str) -> None:
    assert seconds_of(PLAYLIST_READERS[reader], (repeated * LONGEST)[:LONGEST]) < AT_MOST


def test_t9f_marks_within_marks_are_all_taken_off() -> None:
    assert typed_text.unmarked("`*" * 900 + "song" + "*`" * 900) == "song"
    assert typed_text.unmarked("**`song`**") == "song"
