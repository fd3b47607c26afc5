"""Without the pictures extra nothing fails: cards and charts come as text."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, cast

import pytest

from bot.doctor.checks import check_pictures
from bot.music.charts import Chart, Ranked
from bot.music.errors import NoPicturesHere
from bot.music.pictures import Pictures
from bot.pictures.facts import CardFacts, missing_libraries
from bot.spotify.art import Art
from bot.spotify.models import ArtistRef, Image, Track

LIBRARIES = {"PIL": "pillow", "fontTools": "fonttools", "bidi": "python-bidi"}
_SONG = Track("Song", (ArtistRef("By"),), None, 60_000, "x")


class NobodyFetches:
    """Fails the test if a cover is fetched for a picture that can't be drawn."""

    async def of(self, _images: list[Image], _least: int) -> bytes | None:
        raise AssertionError


@pytest.fixture(params=LIBRARIES)
def without(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a library impossible to import, and return its package's name."""
    monkeypatch.setitem(sys.modules, request.param, cast(Any, None))
    return LIBRARIES[request.param]


@pytest.fixture
def pictures(without: str) -> Pictures:
    assert without
    return Pictures(cast(Art, cast(Any, NobodyFetches())))


async def test_there_is_no_card(pictures: Pictures) -> None:
    facts = CardFacts("Mira is listening", "Song", "By", "", False, 0, 1, "", None)
    assert await pictures.cover([Image("https://i.scdn.co/image/x", 300)]) is None
    assert await pictures.card(facts) is None


async def test_there_is_no_chart(pictures: Pictures) -> None:
    chart = Chart((Ranked(1, _SONG),), side=3, asked=3, covers=1, same_cover=0)
    assert await pictures.chart(chart, "Top songs") is None


async def test_there_is_no_playlist_cover(pictures: Pictures) -> None:
    with pytest.raises(NoPicturesHere):
        await pictures.playlist_cover(b"a picture")


def test_the_doctor_says_so_and_how_to_get_pictures(without: str) -> None:
    finding = check_pictures()
    assert finding.verdict == "ok", "a host may choose that"
    assert without in finding.what
    assert "pip install '.[pictures]'" in finding.fix


def test_with_the_extra_nothing_is_missing() -> None:
    assert missing_libraries() == []
    assert check_pictures().fix == ""


def test_a_bot_that_draws_nothing_loads_no_drawing_library() -> None:
    program = (
        "import sys, bot.__main__, bot.run, bot.client, bot.build_cogs\n"
        f"print([name for name in {list(LIBRARIES)} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
