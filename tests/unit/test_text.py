"""Text from outside is harmless wherever it's shown."""

from __future__ import annotations

import re

import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.text import clock, cut, link, name, plain, progress_bar, units, when

unseen = st.text(st.sampled_from("ab \u202a\u202e\u2066\u2069\u200e\u200f\u200b\u2060\ufeff"))
nasty = (
    st.text()
    | st.from_regex(r"(@everyone|<@!?\d+>|\[a\]\(https://x\)|\*\*|`|\|\|| ){1,8}")
    | unseen
)


@given(nasty, st.integers(2, 120))
def test_cuts_stay_within_the_limit_and_on_whole_characters(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert units(short) <= limit
    if units(text) > limit:
        kept = regex.findall(r"\X", short.removesuffix("…"))
        assert kept == regex.findall(r"\X", text)[: len(kept)]
    else:
        assert short == text


@given(nasty)
def test_t5b_names_ping_nobody_and_contain_no_active_markdown(text: str) -> None:
    shown = name(text)
    assert not re.search(r"@(everyone|here)|<@[!&\d]|<#|<t:", shown)
    assert not re.search(r"(?<!\\)[*_~`|\[\]()<>]", shown)
    assert not re.search(r"https?://", shown)
    inside = shown[1:-1]
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f]", inside)
    assert shown[0] == "\u2068"
    assert shown[-1] == "\u2069"


@given(nasty)
def test_plain_is_one_clean_line(text: str) -> None:
    label = plain(text, 80)
    assert 1 <= units(label) <= 80
    assert not re.search(r"[\n\r\t\x00-\x1f]", label)


def test_zalgo_is_thinned() -> None:
    assert len(plain("a" + "\u0301" * 1000, 100)) < 10


@given(nasty)
def test_links_lead_only_where_we_say(text: str) -> None:
    shown = link(text, "https://open.spotify.com/track/x")
    assert shown.endswith("](https://open.spotify.com/track/x)")
    assert link(text, None) == name(text)


@given(st.integers(-5, 10**8), st.integers(-5, 10**8), st.integers(2, 40))
def test_progress_bars_have_their_width_and_one_knob(at: int, total: int, width: int) -> None:
    bar = progress_bar(at, total, width)
    assert bar.count("🔘") == 1
    assert len(bar) == width


def test_clock_and_when() -> None:
    assert [clock(one) for one in (-1, 0, 61_000, 3_600_000)] == ["0:00", "0:00", "1:01", "1:00:00"]
    assert when(12.9, "t") == "<t:12:t>"
