"""Bidirectional text: Unicode's own test of its algorithm (UAX #9)."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import bidi
import pytest

from bot.pictures import text as text_module
from bot.pictures.facts import CannotDraw
from bot.pictures.fonts import Typesetter
from bot.pictures.text import clusters, levels, visual_order
from bot.ui.chart import heading
from bot.ui.text import isolated
from tests.needs import needs_fonts_for

SAMPLE = Path(__file__).parents[1] / "data" / "BidiCharacterTest-sample.txt.gz"
WHOLE = Path("/usr/share/unicode/BidiCharacterTest.txt")
DIRECTIONS: dict[str, Literal["L", "R"] | None] = {"0": "L", "1": "R", "2": None}


def _cases(lines: Iterable[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _wrong(case: str) -> bool:
    codes, direction, _, wanted, order = case.split(";")
    found = levels([chr(int(code, 16)) for code in codes.split()], DIRECTIONS[direction])
    # An x is a formatting character, which isn't drawn.
    drawn = [place for place, level in enumerate(wanted.split()) if level != "x"]
    seen = visual_order([(found[place], place) for place in drawn])
    return [str(found[place]) for place in drawn] != [
        level for level in wanted.split() if level != "x"
    ] or seen != [int(place) for place in order.split()]


def test_unicode_cases() -> None:
    cases = _cases(gzip.decompress(SAMPLE.read_bytes()).decode().splitlines())
    assert len(cases) > 2500
    assert [case for case in cases if _wrong(case)] == []


@pytest.mark.skipif(
    not WHOLE.exists(), reason="needs Unicode's whole file: apt-get install unicode-data"
)
def test_all_unicode_cases() -> None:
    cases = _cases(WHOLE.read_text("utf-8").splitlines())
    assert len(cases) > 90_000
    assert [case for case in cases if _wrong(case)] == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("abc 12", "abc 12"),
        ("אבג abc דהו", " דהו|abc|אבג "),
        ("abc אבג 12 דהו", "abc | דהו|12|אבג "),
        ("אבג (feat. John)", ")|feat. John|אבג ("),
        ("אבג (Live) 2024", "2024|) |Live|אבג ("),
        ("אבג 50%", "50%|אבג "),
        ("قمر 50%", "%|50|قمر "),
        ("abc (אבג) 7:30", "abc (|אבג|) |7:30"),
        ("١٢ abc", "١٢| abc"),
    ],
)
def test_rtl_runs_are_in_the_right_order(text: str, seen: str) -> None:
    """`seen` is the runs from left to right, each in reading order."""
    parts = clusters(text)
    runs: list[tuple[int, str]] = []
    for level, part in zip(levels(parts), parts, strict=True):
        if runs and runs[-1][0] == level:
            runs[-1] = (level, runs[-1][1] + part)
        else:
            runs.append((level, part))
    assert "|".join(visual_order(runs)) == seen


def test_a_name_does_not_reorder_the_text_around_it() -> None:
    """Without isolates "is listening قمر" would be seen, and "4 · قمر" where a number follows."""
    needs_fonts_for("قمر")
    line = Typesetter().line(heading("tracks", "short_term", "قمر"), 20, 900)
    assert "".join(run.text for run in line.runs) == "Top songs of قمر · the last 4 weeks"
    for sentence in ("{} is listening", "Top von {} · 4 Wochen"):
        runs = Typesetter().line(sentence.format(isolated("قمر")), 20, 900).runs
        assert "".join(run.text for run in runs) == sentence.format("قمر")


def test_an_unknown_levels_format_is_not_guessed_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_module, "get_display", lambda *_, **__: bidi.get_display("אבג"))
    with pytest.raises(CannotDraw):
        levels(clusters("אבג"))
