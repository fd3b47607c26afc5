"""The chart: a grid of whole covers, each with its names below it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from bot.pictures.art import badge_side, draw_badge, gradient, open_art, place_tile, shadow
from bot.pictures.colours import Palette, palette
from bot.pictures.facts import ChartCell
from bot.pictures.fonts import Typesetter

# What draw_chart returns. Covers are photographs, so JPEG always makes the smaller file.
CHART_FORMAT = "JPEG"
CHART_EXTENSION = "jpg"

_MARGIN = 44
_HEADER = 118
_FOOTER = 90
_QUALITY = 90


@dataclass(frozen=True, slots=True)
class Geometry:
    """The layout of a chart, in pixels."""

    side: int
    rows: int
    tile: int
    gap: int
    title_size: int

    @property
    def subtitle_size(self) -> int:
        """Return the size of the second line of names."""
        return max(13, round(self.title_size * 0.84))

    @property
    def names(self) -> int:
        """Return the height of the names below a cover."""
        return round(self.title_size * 1.6 + self.subtitle_size * 1.55)

    @property
    def size(self) -> tuple[int, int]:
        """Return the width and height of the whole picture."""
        width = 2 * _MARGIN + self.side * self.tile + (self.side - 1) * self.gap
        rows = self.rows * (self.tile + self.names) + (self.rows - 1) * self.gap
        return width, _HEADER + rows + _FOOTER

    def corner(self, number: int) -> tuple[int, int]:
        """Return the left and top of cover `number`, counted from 0 in reading order."""
        row, column = divmod(number, self.side)
        left = _MARGIN + column * (self.tile + self.gap)
        return left, _HEADER + row * (self.tile + self.names + self.gap)


# Per side: tile, gap and size of the titles.
_PLANS = {
    3: (348, 32, 25),
    4: (288, 28, 22),
    5: (238, 26, 19),
    6: (198, 22, 17),
    7: (170, 19, 16),
}


def geometry(count: int, side: int) -> Geometry:
    """Return the layout of `count` cells in a grid of `side` columns, without empty rows.

    Raises ValueError if `side` isn't 3 to 7, or `count` isn't 1 to side x side.
    """
    if side not in _PLANS:
        raise ValueError("a chart has 3 to 7 covers on a side")
    if not 1 <= count <= side * side:
        raise ValueError("a chart has 1 to side x side covers")
    return Geometry(side, -(-count // side), *_PLANS[side])


def draw_chart(cells: Sequence[ChartCell], side: int, heading: str) -> bytes:
    """Return a JPEG (`CHART_FORMAT`) of a grid of covers, at most 1400 pixels wide.

    A cover that's missing, damaged or too large becomes a neutral tile. Raises CannotDraw if a
    character has no font on this machine, and ValueError as `geometry` does.
    """
    layout = geometry(len(cells), side)
    width, height = layout.size
    setter = Typesetter()
    colours = palette(next((art for art in (open_art(cell.art) for cell in cells) if art), None))
    image = gradient((width, height), colours)
    title = setter.line(heading, 40, width - 2 * _MARGIN, bold=True)
    setter.draw(image, _MARGIN, 76, title, colours.ink)
    for number, cell in enumerate(cells):
        left, top = layout.corner(number)
        shadow(image, left, top, layout.tile, blur=5)
        place_tile(image, left, top, layout.tile, open_art(cell.art), colours)
        base = top + layout.tile + round(layout.title_size * 1.45)
        _title(image, setter, colours, cell, (left, base), layout)
        below = setter.line(cell.subtitle, layout.subtitle_size, layout.tile)
        base += round(layout.subtitle_size * 1.5)
        setter.draw(image, left, base, below, colours.soft)
    credit = setter.line("Spotify", 26, 300, bold=True)
    setter.draw(image, width - _MARGIN - credit.width, height - 36, credit, colours.ink)
    return _encoded(image)


def _title(
    image: Image.Image,
    setter: Typesetter,
    colours: Palette,
    cell: ChartCell,
    place: tuple[int, int],
    layout: Geometry,
) -> None:
    """Write rank, title and explicit badge on one line, as wide as the cover."""
    left, base, size, room = float(place[0]), place[1], layout.title_size, float(layout.tile)
    if cell.rank is not None:
        rank = setter.line(str(cell.rank), size, room, bold=True)
        setter.draw(image, left, base, rank, colours.soft)
        left, room = left + rank.width + size * 0.4, room - rank.width - size * 0.4
    mark = badge_side(size) + size * 0.35 if cell.explicit else 0.0
    line = setter.line(cell.title, size, room - mark, bold=True)
    setter.draw(image, left, base, line, colours.ink)
    if cell.explicit:
        draw_badge(image, setter, colours, (left + line.width + size * 0.35, base), size)


def _encoded(image: Image.Image) -> bytes:
    out = io.BytesIO()
    # Full colour resolution keeps small letters clean on a coloured background.
    image.save(out, CHART_FORMAT, quality=_QUALITY, subsampling=0)
    return out.getvalue()
