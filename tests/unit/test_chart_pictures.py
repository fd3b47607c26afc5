"""A chart's picture shows each cover's rank and whether it's explicit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from bot.music.charts import Chart, Ranked
from bot.music.pictures import Pictures
from bot.spotify.art import Art
from bot.spotify.models import ArtistRef, Image, Track
from tests.needs import needs_fonts

_SONG = Track("Song", (ArtistRef("By"),), None, 60_000, "x")


class NoArt:
    """Finds no covers, so that only words and badges differ."""

    async def of(self, _images: Sequence[Image], _least: int) -> bytes | None:
        return None


async def _drawn(*cells: Ranked) -> bytes:
    chart = Chart(cells, side=3, asked=3, covers=len(cells), same_cover=0)
    picture = await Pictures(cast(Art, cast(Any, NoArt()))).chart(chart, "Top songs")
    assert picture is not None
    return picture


@needs_fonts
async def test_rank_and_explicit_mark_are_drawn() -> None:
    plain = await _drawn(Ranked(1, _SONG), Ranked(2, _SONG))
    assert await _drawn(Ranked(1, _SONG), Ranked(2, _SONG)) == plain
    assert await _drawn(Ranked(1, _SONG), Ranked(3, _SONG)) != plain
    assert await _drawn(Ranked(1, _SONG), Ranked(2, replace(_SONG, explicit=True))) != plain
