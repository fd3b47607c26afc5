"""What people type for positions, volumes and times: read strictly, never outside its limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.music import typed
from bot.music.errors import OutOfRange


@given(st.text(), st.integers(0, 10**8) | st.none())
def test_any_text_is_a_position_or_refused(text: str, now: int | None) -> None:
    try:
        found = typed.position(text, now)
    except OutOfRange:
        return
    assert 0 <= found <= 24 * 3_600_000 + (now or 0)


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_every_clock_time_is_read(hours: int, minutes: int, seconds: int) -> None:
    expected = ((hours * 60 + minutes) * 60 + seconds) * 1000
    assert typed.position(f"{hours}:{minutes:02}:{seconds:02}", None) == expected
    assert typed.position(f"{minutes}:{seconds:02}", None) == (minutes * 60 + seconds) * 1000


@given(st.integers(0, 10**7), st.integers(0, 86_400))
def test_steps_count_from_now_and_never_below_the_start(now: int, step: int) -> None:
    assert typed.position(f"+{step}", now) == now + step * 1000
    assert typed.position(f"-{step}", now) == max(0, now - step * 1000)
    with pytest.raises(OutOfRange):
        typed.position(f"+{step}", None)


@given(st.text(), st.integers(0, 100) | st.none())
def test_any_text_is_a_volume_or_refused(text: str, now: int | None) -> None:
    try:
        assert 0 <= typed.volume(text, now) <= 100
    except OutOfRange:
        return


@given(st.integers(-1000, 1000))
def test_volumes_outside_the_scale_are_refused(value: int) -> None:
    if 0 <= value <= 100:
        assert typed.volume(str(value), None) == value
    elif value > 100:
        with pytest.raises(OutOfRange):
            typed.volume(str(value), 50)


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [("up", 50, 60), ("down", 5, 0), ("up", 95, 100), ("+3", 50, 53), ("mute", None, 0)],
)
def test_volume_in_words(text: str, now: int | None, expected: int) -> None:
    assert typed.volume(text, now) == expected


@pytest.mark.parametrize("text", ["²", "٣", "1e3", "0x1", "½", "1_0", "99:99:99", ":", "--5"])
def test_odd_digits_are_refused(text: str) -> None:
    with pytest.raises(OutOfRange):
        typed.volume(text, 50)


@given(st.text())
def test_any_text_is_a_span_or_refused(text: str) -> None:
    try:
        assert typed.span(text) in ("short_term", "medium_term", "long_term")
    except OutOfRange:
        return


def test_spans_repeats_and_switches() -> None:
    assert typed.span("") == "medium_term"
    assert typed.span("4 WEEKS") == "short_term"
    assert typed.span("year") == "long_term"
    assert typed.repeat("", "off") == "context"
    assert typed.repeat("", "track") == "off"
    assert typed.repeat("song", "off") == "track"
    assert typed.switch("", True) is False
    assert typed.switch("ON", False) is True
    for read in (lambda: typed.switch("x", True), lambda: typed.repeat("x", "off")):
        with pytest.raises(OutOfRange):
            read()
