"""`python -m tools.icons`: draw the pictures of buttons (bot/ui/icons.py) into their folder."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

from bot.ui.icons import FOLDER, ICONS

SIZE = 128
_FINE = 4
"""Drawn so many times larger, then made smaller: smooth edges."""

_TILE = "#5b3df5"
_WHITE = "#ffffff"
_GRID = 24
_STROKE = 2.2

Point = tuple[float, float]


class Drawing:
    """A tile with a white drawing on it, on a grid of 24 by 24."""

    def __init__(self) -> None:
        side = SIZE * _FINE
        self._scale = side / _GRID
        self.image = Image.new("RGBA", (side, side))
        self._draw = ImageDraw.Draw(self.image)
        self._draw.rounded_rectangle((0, 0, side - 1, side - 1), side // 4, fill=_TILE)

    def filled(self, *points: Point, colour: str = _WHITE) -> None:
        """Fill a polygon."""
        self._draw.polygon([self._at(one) for one in points], fill=colour)

    def line(self, *points: Point, colour: str = _WHITE, stroke: float = _STROKE) -> None:
        """Draw a line with round ends."""
        width = round(stroke * self._scale)
        placed = [self._at(one) for one in points]
        self._draw.line(placed, fill=colour, width=width, joint="curve")
        for x, y in placed:
            half = width / 2
            self._draw.ellipse((x - half, y - half, x + half, y + half), fill=colour)

    def _at(self, point: Point) -> Point:
        return point[0] * self._scale, point[1] * self._scale


def arc(centre: Point, radius: float, start: float, end: float) -> list[Point]:
    """Return the points of an arc; degrees count clockwise from the right."""
    steps = 40
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [
        (centre[0] + radius * math.cos(one), centre[1] + radius * math.sin(one)) for one in angles
    ]


def _heart() -> list[Point]:
    left, right = arc((9, 10), 3.2, 140, 320), arc((15, 10), 3.2, 220, 400)
    return [*left, *right, (12, 18.2)]


def _play(on: Drawing) -> None:
    on.filled((8, 5.5), (18.5, 12), (8, 18.5))


def _back(on: Drawing) -> None:
    on.filled((16, 5.5), (5.5, 12), (16, 18.5))


def _pause(on: Drawing) -> None:
    on.filled((7, 6), (10.4, 6), (10.4, 18), (7, 18))
    on.filled((13.6, 6), (17, 6), (17, 18), (13.6, 18))


def _next(on: Drawing) -> None:
    on.filled((6, 6), (14.5, 12), (6, 18))
    on.filled((15.2, 6), (18, 6), (18, 18), (15.2, 18))


def _previous(on: Drawing) -> None:
    on.filled((18, 6), (9.5, 12), (18, 18))
    on.filled((6, 6), (8.8, 6), (8.8, 18), (6, 18))


def _refresh(on: Drawing) -> None:
    on.line(*arc((12, 12), 5.8, -20, 270))
    on.filled((11.5, 2.6), (16.6, 6.2), (11.5, 9.8))


def _queue(on: Drawing) -> None:
    on.line((6, 7.5), (18, 7.5))
    on.line((6, 12), (18, 12))
    on.line((6, 16.5), (13, 16.5))


def _add(on: Drawing) -> None:
    on.line((12, 6), (12, 18))
    on.line((6, 12), (18, 12))


def _like(on: Drawing) -> None:
    heart = _heart()
    on.line(*heart, heart[0], stroke=1.8)


def _liked(on: Drawing) -> None:
    heart = _heart()
    on.filled(*heart)
    on.line(*heart, heart[0], stroke=1.8)


def _from_here(on: Drawing) -> None:
    on.line(*arc((12, 12), 6, 0, 360), stroke=1.8)
    on.filled(*arc((12, 12), 2.6, 0, 360))


def _undo(on: Drawing) -> None:
    on.line((8.5, 9), (14, 9), *arc((14, 13), 4, -90, 90), (9, 17))
    on.filled((4.8, 9), (9.6, 5.2), (9.6, 12.8))


def _vote(on: Drawing) -> None:
    on.line((5.5, 12.5), (18.5, 12.5), (18.5, 18.5), (5.5, 18.5), (5.5, 12.5), stroke=1.8)
    on.filled((9, 12), (10.6, 5), (15.6, 6.4), (14, 12))


def _notify(on: Drawing) -> None:
    on.filled(*arc((12, 10), 4.6, 180, 360), (16.6, 14), (18.4, 16.6), (5.6, 16.6), (7.4, 14))
    on.filled(*arc((12, 17.4), 1.9, 0, 180))


def _mute(on: Drawing) -> None:
    _notify(on)
    on.line((5.4, 5.2), (18.8, 18.8), colour=_TILE, stroke=4.2)
    on.line((5.4, 5.2), (18.8, 18.8), stroke=1.8)


def _link(on: Drawing) -> None:
    on.line((10.2, 7.6), (12.2, 5.9), *arc((15, 8.9), 3.6, -130, 40), (15.8, 13.2), stroke=2)
    on.line((13.8, 16.4), (11.8, 18.1), *arc((9, 15.1), 3.6, 50, 220), (8.2, 10.8), stroke=2)
    on.line((9.6, 14.4), (14.4, 9.6), stroke=2)


DRAWN: dict[str, Callable[[Drawing], None]] = {
    "play": _play,
    "pause": _pause,
    "next": _next,
    "previous": _previous,
    "back": _back,
    "refresh": _refresh,
    "queue": _queue,
    "add": _add,
    "like": _like,
    "liked": _liked,
    "from_here": _from_here,
    "undo": _undo,
    "vote": _vote,
    "notify": _notify,
    "mute": _mute,
    "link": _link,
}


def picture(name: str) -> Image.Image:
    """Draw one icon."""
    drawing = Drawing()
    DRAWN[name](drawing)
    return drawing.image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)


def main(folder: Path = FOLDER) -> int:
    """Write every icon; return the exit code."""
    folder.mkdir(exist_ok=True)
    for name in ICONS.values():
        picture(name).save(folder / f"{name}.png", optimize=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
