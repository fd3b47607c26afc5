"""What people type for positions, volumes and times is read strictly and within limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.music import parse_arguments, parse_ranges
from bot.music.errors import NotTold, OutOfRange

as_typed = st.text() | st.text("0123456789+-:%. ", max_size=9)
"""Nearly no text of any letters is a number: half of these look like one."""


@given(as_typed, st.integers(0, 10**8) | st.none())
def test_any_text_is_a_position_or_refused(text: str, now: int | None) -> None:
    try:
        found = parse_arguments.position(text, now)
    except OutOfRange:
        return
    except NotTold:
        assert now is None
        return
    assert 0 <= found <= 24 * 3_600_000 + (now or 0)


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_every_clock_time_is_read(hours: int, minutes: int, seconds: int) -> None:
    expected = ((hours * 60 + minutes) * 60 + seconds) * 1000
    assert parse_arguments.position(f"{hours}:{minutes:02}:{seconds:02}", None) == expected
    assert (
        parse_arguments.position(f"{minutes}:{seconds:02}", None) == (minutes * 60 + seconds) * 1000
    )


@given(st.integers(0, 10**7), st.integers(0, 86_400))
def test_steps_count_from_now_and_never_below_the_start(now: int, step: int) -> None:
    assert parse_arguments.position(f"+{step}", now) == now + step * 1000
    assert parse_arguments.position(f"-{step}", now) == max(0, now - step * 1000)
    with pytest.raises(NotTold):
        parse_arguments.position(f"+{step}", None)


@given(as_typed, st.integers(0, 100) | st.none())
def test_any_text_is_a_volume_or_refused(text: str, now: int | None) -> None:
    try:
        assert 0 <= parse_arguments.volume(text, now) <= 100
    except OutOfRange:
        return
    except NotTold:
        assert now is None
        return


@given(st.integers(0, 100))
def test_every_volume_of_the_scale_is_read(value: int) -> None:
    assert parse_arguments.volume(str(value), None) == value


@given(st.integers(101, 10**6))
def test_volumes_outside_the_scale_are_refused(value: int) -> None:
    with pytest.raises(OutOfRange):
        parse_arguments.volume(str(value), 50)


@given(st.integers(0, 100), st.integers(0, 999))
def test_volume_steps_count_from_now_and_stay_on_the_scale(now: int, step: int) -> None:
    assert parse_arguments.volume(f"+{step}", now) == min(100, now + step)
    assert parse_arguments.volume(f"-{step}", now) == max(0, now - step)
    with pytest.raises(NotTold):
        parse_arguments.volume(f"-{step}", None)


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [("up", 50, 60), ("down", 5, 0), ("up", 95, 100), ("+3", 50, 53), ("mute", None, 0)],
)
def test_volume_in_words(text: str, now: int | None, expected: int) -> None:
    assert parse_arguments.volume(text, now) == expected


@pytest.mark.parametrize("text", ["²", "٣", "1e3", "0x1", "½", "1_0", "99:99:99", ":", "--5"])
def test_odd_digits_are_refused(text: str) -> None:
    with pytest.raises(OutOfRange):
        parse_arguments.volume(text, 50)


@given(st.text() | st.from_regex(r"[0-9]{0,2} ?(weeks?|months?|years?|w|m|y|d)", fullmatch=True))
def test_any_text_is_a_time_range_or_refused(text: str) -> None:
    try:
        assert parse_ranges.span(text) in ("short_term", "medium_term", "long_term")
    except OutOfRange:
        return


def test_time_ranges_repeats_and_switches() -> None:
    assert parse_ranges.span("") == "medium_term"
    assert parse_ranges.span("4 WEEKS") == "short_term"
    assert parse_ranges.span("year") == "long_term"
    assert parse_arguments.repeat("", "off") == "context"
    assert parse_arguments.repeat("", "track") == "off"
    assert parse_arguments.repeat("song", "off") == "track"
    assert parse_arguments.switch("", True) is False
    assert parse_arguments.switch("ON", False) is True
    for read in (
        lambda: parse_arguments.switch("x", True),
        lambda: parse_arguments.repeat("x", "off"),
    ):
        with pytest.raises(OutOfRange):
            read()


SHORT, MEDIUM, LONG = "short_term", "medium_term", "long_term"


@pytest.mark.parametrize(
    ("span", "texts"),
    [
        (SHORT, "w|week|1w|4w|4 weeks|4 Weeks|m|month|1m|last month|MONTH|30d|28 days|weekly"),
        (
            SHORT,
            "past 4 weeks|Woche|4 Wochen|Monat|semaine|mois|mes|semana|mês|週|4週間|1か月|今月",
        ),
        (MEDIUM, "6m|6 months|6 month|half year|half a year|half|halfyear|180 days|26w|3 months"),
        (
            MEDIUM,
            "Halbjahr|halbes Jahr|6 Monate|6 mois|semestre|6 meses|medio año|半年|6か月|６ months",
        ),
        (
            LONG,
            "y|year|1y|a year|last year|the last year|12 months|12m|all|alltime|all time|overall",
        ),
        (LONG, "ever|total|long|Jahr|immer|an|1 an|toujours|año|siempre|ano|sempre|年|1年|全期間"),
    ],
)
def test_time_ranges_as_people_write_them(span: str, texts: str) -> None:
    for text in texts.split("|"):
        assert parse_ranges.span(text) == span, text


@pytest.mark.parametrize(
    ("text", "kind", "span"),
    [
        ("", "tracks", MEDIUM),
        ("songs 4w", "tracks", SHORT),
        ("MONTH Artists", "artists", SHORT),
        ("artist all time", "artists", LONG),
        ("a year", "tracks", LONG),
        ("a y", "tracks", LONG),
        ("albums month", "albums", SHORT),
        ("Künstler Jahr", "artists", LONG),
        ("曲 半年", "tracks", MEDIUM),
    ],
)
def test_top_lists_in_any_order(text: str, kind: str, span: str) -> None:
    assert parse_ranges.top(text, "tracks") == (kind, span)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ("tracks", 3, MEDIUM)),
        ("artists 5 year", ("artists", 5, LONG)),
        ("5x5 4 weeks songs", ("tracks", 5, SHORT)),
        ("4w 7", ("tracks", 7, SHORT)),
        ("6 months", ("tracks", 3, MEDIUM)),
        ("6 6 months", ("tracks", 6, MEDIUM)),
        ("5 year albums", ("albums", 5, LONG)),
        ("1 year", ("tracks", 3, LONG)),
        ("7 w", ("tracks", 3, SHORT)),
        ("alltime 4×4", ("tracks", 4, LONG)),
    ],
)
def test_charts_in_any_order(text: str, wanted: tuple[str, int, str]) -> None:
    assert parse_ranges.chart(text) == wanted


@pytest.mark.parametrize("text", ["nonsense", "8x8", "2", "month of sundays", "4 elephants"])
def test_unknown_words_are_refused(text: str) -> None:
    with pytest.raises(OutOfRange):
        parse_ranges.chart(text)
