"""Pictures for answers: covers are fetched, cards and charts drawn in a worker thread."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from bot.music.charts import Chart, Ranked
from bot.music.errors import BadCover
from bot.music.playlists import LARGEST_COVER
from bot.pictures.card import CardFacts, draw_card
from bot.pictures.chart import ChartCell, draw_chart
from bot.pictures.cover import playlist_cover
from bot.pictures.errors import CannotDraw
from bot.spotify.art import Art
from bot.spotify.models import Image, Track

_log = logging.getLogger(__name__)
_AT_ONCE = 2
_COVERS_AT_ONCE = 8
_CARD_ART = 280
_CHART_ART = 200


class Pictures:
    """Draws two pictures at a time."""

    def __init__(self, art: Art) -> None:
        self._art = art
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def cover(self, images: Sequence[Image]) -> bytes | None:
        """Return a cover for a card."""
        return await self._art.of(images, _CARD_ART)

    async def fetched(self, image: Image) -> bytes | None:
        """Return a picture of Spotify's by its address; None when it is gone."""
        return await self._art.of((image,), 0)

    async def card(self, facts: CardFacts) -> bytes | None:
        """Draw a card; None where no font here has the title: then words must do."""
        try:
            async with self._gate:
                return await asyncio.to_thread(draw_card, facts)
        except CannotDraw:
            _log.info("a card could not be drawn: a font is missing (fonts-noto)")
            return None

    async def chart(self, chart: Chart, heading: str) -> bytes | None:
        """Draw a chart of covers or artists' pictures; None where a font is missing."""
        gate = asyncio.Semaphore(_COVERS_AT_ONCE)

        async def cell(one: Ranked) -> ChartCell:
            async with gate:
                art = await self._art.of(one.thing.images, _CHART_ART)
            if isinstance(one.thing, Track):
                track = one.thing
                return ChartCell(track.name, track.by, art, one.rank, track.explicit)
            return ChartCell(one.thing.name, "", art, one.rank)

        cells = await asyncio.gather(*map(cell, chart.cells))
        try:
            async with self._gate:
                return await asyncio.to_thread(draw_chart, cells, chart.side, heading)
        except CannotDraw:
            _log.info("a chart could not be drawn: a font is missing (fonts-noto)")
            return None

    async def playlist_cover(self, data: bytes) -> bytes:
        """Make a JPEG that Spotify takes as a playlist's picture; raises BadCover."""
        async with self._gate:
            made = await asyncio.to_thread(playlist_cover, data, LARGEST_COVER)
        if made is None:
            raise BadCover
        return made
