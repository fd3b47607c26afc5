"""Pictures for answers: fetches covers, draws cards and charts in threads of their own.

The drawing code is an optional extra, imported in those threads for the first picture.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.music.charts import Chart, Ranked
from bot.music.errors import BadCover, NoPicturesHere
from bot.music.playlists import LARGEST_COVER
from bot.pictures.facts import CannotDraw, CardFacts, ChartCell, missing_libraries
from bot.spotify.art import Art
from bot.spotify.models import Image, Track

_log = logging.getLogger(__name__)
_AT_ONCE = 2
_COVERS_AT_ONCE = 8
_CARD_ART = 280
_CHART_ART = 200

T = TypeVar("T")


class Pictures:
    """Draws two pictures at a time; none if the extra isn't `installed`."""

    def __init__(self, art: Art) -> None:
        self.installed = not missing_libraries()
        self._art = art
        # Not asyncio's threads: those are for the disk and for name look-ups, which mustn't wait.
        self._threads = ThreadPoolExecutor(_AT_ONCE, "pictures")

    async def cover(self, images: Sequence[Image]) -> bytes | None:
        """Return a cover for a card; None if no card can be drawn."""
        return await self._art.of(images, _CARD_ART) if self.installed else None

    async def fetched(self, image: Image) -> bytes | None:
        """Return a Spotify picture by its URL; None if it is gone."""
        return await self._art.of((image,), 0)

    async def card(self, facts: CardFacts) -> bytes | None:
        """Draw a card; None if it can't be drawn, so that the answer uses words."""

        def draw() -> bytes:
            from bot.pictures.card import draw_card

            return draw_card(facts)

        return await self._drawn(draw)

    async def chart(self, chart: Chart, heading: str) -> bytes | None:
        """Draw a chart of covers or artists' pictures; None if it can't be drawn."""
        if not self.installed:
            return None
        gate = asyncio.Semaphore(_COVERS_AT_ONCE)

        async def cell(one: Ranked) -> ChartCell:
            async with gate:
                art = await self._art.of(one.thing.images, _CHART_ART)
            if isinstance(one.thing, Track):
                track = one.thing
                return ChartCell(track.name, track.by, art, one.rank, track.explicit)
            return ChartCell(one.thing.name, "", art, one.rank)

        cells = await asyncio.gather(*map(cell, chart.cells))

        def draw() -> bytes:
            from bot.pictures.chart import draw_chart

            return draw_chart(cells, chart.side, heading)

        return await self._drawn(draw)

    async def playlist_cover(self, data: bytes) -> bytes:
        """Make a JPEG that Spotify accepts as a playlist cover.

        Raises BadCover, and NoPicturesHere.
        """
        if not self.installed:
            raise NoPicturesHere

        def make() -> bytes | None:
            from bot.pictures.art import playlist_cover

            return playlist_cover(data, LARGEST_COVER)

        made = await self._in_thread(make)
        if made is None:
            raise BadCover
        return made

    async def _in_thread(self, make: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, make)

    async def _drawn(self, draw: Callable[[], bytes]) -> bytes | None:
        if not self.installed:
            return None
        try:
            return await self._in_thread(draw)
        except CannotDraw:
            _log.info("a picture could not be drawn: a font is missing (fonts-noto)")
            return None
