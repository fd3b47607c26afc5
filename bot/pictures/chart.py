"""The chart: covers side by side, whole, each with its name below."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from bot.pictures import lines
from bot.pictures.art import opened, set_tile
from bot.pictures.colours import FALLBACK, Colour, quiet
from bot.pictures.lines import Style

SMALLEST, LARGEST = 3, 7
_GAP = 18
_TOP = 92
_FOOT = 54
_WHITE: Colour = (255, 255, 255)
_EMPTY: Colour = (45, 40, 40)


@dataclass(frozen=True, slots=True)
class ChartCell:
    """One cover with its names, translated and tidy; `art` is a JPEG or PNG."""

    title: str
    subtitle: str
    art: bytes | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell's cover and words stand, in pixels; `words` is the height below the cover."""

    x: int
    y: int
    side: int
    words: int


def size_of(side: int) -> tuple[int, int]:
    """Return a cover's side and the height of the words below it, for a grid."""
    cover = {3: 300, 4: 250, 5: 220, 6: 190, 7: 168}[side]
    return cover, 62 if side <= 5 else 50


def places(count: int, side: int) -> list[Place]:
    """Return where `count` cells stand in a grid of `side` columns."""
    cover, words = size_of(side)
    return [
        Place(
            _GAP + (number % side) * (cover + _GAP),
            _TOP + (number // side) * (cover + words + _GAP),
            cover,
            words,
        )
        for number in range(count)
    ]


def draw_chart(cells: Sequence[ChartCell], side: int, heading: str) -> bytes:
    """Draw a JPEG of `side` columns and at most `side` rows.

    Raises CannotDraw, and ValueError for a size outside 3 to 7 or no cells.
    """
    if not SMALLEST <= side <= LARGEST or not cells:
        raise ValueError("a chart has 3 to 7 columns and at least one cell")
    shown = list(cells)[: side * side]
    cover, words = size_of(side)
    rows = (len(shown) + side - 1) // side
    wide = _GAP + side * (cover + _GAP)
    high = _TOP + rows * (cover + words + _GAP) + _FOOT
    canvas = Image.new("RGB", (wide, high), FALLBACK)
    title = Style(34, _WHITE, bold=True)
    text = lines.fitted(lines.tidy(heading), title, wide - 2 * _GAP)
    lines.draw(canvas, _GAP, 56, text, title)
    for cell, place in zip(shown, places(len(shown), side), strict=True):
        _cell(canvas, cell, place)
    mark = Style(22, _WHITE, bold=True)
    lines.draw(canvas, _GAP, high - 22, "Spotify", mark)
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=90)
    return out.getvalue()


def _cell(canvas: Image.Image, cell: ChartCell, place: Place) -> None:
    set_tile(canvas, opened(cell.art), place.x, place.y, place.side, _EMPTY)
    first = Style(20 if place.side > 200 else 17, _WHITE, bold=True)
    second = Style(17 if place.side > 200 else 14, quiet(FALLBACK))
    below = place.y + place.side
    title = lines.fitted(lines.tidy(cell.title), first, place.side)
    lines.draw(canvas, place.x, below + first.size + 8, title, first)
    if cell.subtitle:
        words = lines.fitted(lines.tidy(cell.subtitle), second, place.side)
        lines.draw(canvas, place.x, below + first.size + second.size + 15, words, second)
