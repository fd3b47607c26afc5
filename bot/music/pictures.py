"""Pictures for answers: fetches covers, and has cards and charts drawn in other processes.

The drawing code is an optional extra, and never imported here.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Sequence

from bot.music.charts import Chart, Ranked
from bot.music.errors import BadCover, NoPicturesHere
from bot.music.playlists import LARGEST_COVER
from bot.pictures.facts import (
    CannotDraw,
    CardFacts,
    ChartCell,
    ChartFacts,
    CoverFacts,
    missing_libraries,
)
from bot.pictures.processes import DrawingProcesses, NoPicture
from bot.spotify.art import Art
from bot.spotify.models import Image, Track

_log = logging.getLogger(__name__)
_AT_ONCE = 1 if (os.cpu_count() or 1) <= 2 else 2
"""How many pictures are drawn at a time; one processor is the bot's own."""

_COVERS_AT_ONCE = 8
_CARD_ART = 280
_CHART_ART = 200


class Pictures:
    """Draws a bounded number of pictures at a time; none if the extra isn't `installed`."""

    def __init__(self, art: Art) -> None:
        self.installed = not missing_libraries()
        self._art = art
        self._processes = DrawingProcesses(_AT_ONCE)

    async def close(self) -> None:
        """End the processes that draw."""
        await self._processes.close()

    async def cover(self, images: Sequence[Image]) -> bytes | None:
        """Return a cover for a card; None if no card can be drawn."""
        return await self._art.of(images, _CARD_ART) if self.installed else None

    async def fetched(self, image: Image) -> bytes | None:
        """Return a Spotify picture by its URL; None if it is gone."""
        return await self._art.of((image,), 0)

    async def card(self, facts: CardFacts) -> bytes | None:
        """Draw a card; None if it can't be drawn, so that the answer uses words."""
        return await self._drawn(facts)

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
        return await self._drawn(ChartFacts(tuple(cells), chart.side, heading))

    async def playlist_cover(self, data: bytes) -> bytes:
        """Make a JPEG that Spotify accepts as a playlist cover.

        Raises BadCover, also if a decoder hangs or takes too much memory, and NoPicturesHere.
        """
        if not self.installed:
            raise NoPicturesHere
        try:
            made = await self._processes.draw(CoverFacts(data, LARGEST_COVER))
        except NoPicture as error:
            _log.warning("a playlist's cover could not be made: %s", error)
            raise BadCover from error
        if made is None:
            raise BadCover
        return made

    async def _drawn(self, facts: CardFacts | ChartFacts) -> bytes | None:
        if not self.installed:
            return None
        try:
            return await self._processes.draw(facts)
        except CannotDraw:
            _log.info("a picture could not be drawn: a font is missing (fonts-noto)")
        except NoPicture as error:
            _log.warning("a picture could not be drawn: %s", error)
        return None
