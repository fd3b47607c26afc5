"""The card for one song: its whole cover, with its names and progress next to it."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from bot.pictures.art import bar, draw_badge, gradient, open_art, place_tile, shadow
from bot.pictures.colours import Colour, Palette, mix, palette
from bot.pictures.facts import CardFacts
from bot.pictures.fonts import Line, Typesetter

WIDTH, HEIGHT = 1000, 340
TILE = (32, 32, 276)
LEFT, RIGHT = 346, 962
_TITLE_SIZES = (44, 40, 36, 32)
_HEADING_BASE, _FOOTER_BASE = 52, 305
_BAR = (240, 246)
_TIMES_BASE = 271
_BLOCK = (74, 224)
_BELOW_TITLE, _BELOW_ARTISTS = 38, 31
_KNOB = 8

_COMPRESSION = 4
"""zlib's level: 8 % more bytes than with Pillow's `optimize`, in a tenth of the time."""


@dataclass(slots=True)
class _Canvas:
    image: Image.Image
    setter: Typesetter
    colours: Palette

    def write(self, left: float, base: float, line: Line, ink: Colour) -> None:
        self.setter.draw(self.image, left, base, line, ink)

    def write_right(self, base: float, line: Line, ink: Colour) -> None:
        self.write(RIGHT - line.width, base, line, ink)


def draw_card(facts: CardFacts) -> bytes:
    """Return the card as a PNG of 1000 x 340 pixels.

    A cover that's missing, damaged or too large becomes a neutral tile. Raises CannotDraw if a
    character has no font on this machine.
    """
    art = open_art(facts.art)
    colours = palette(art)
    canvas = _Canvas(gradient((WIDTH, HEIGHT), colours), Typesetter(), colours)
    shadow(canvas.image, *TILE, blur=10)
    place_tile(canvas.image, *TILE, art, colours)
    _frame(canvas, facts)
    _song(canvas, facts)
    _progress(canvas, facts)
    out = io.BytesIO()
    canvas.image.save(out, "PNG", compress_level=_COMPRESSION)
    return out.getvalue()


def clock(milliseconds: int) -> str:
    """Return a time as m:ss, or h:mm:ss from one hour on; negative times count as zero."""
    seconds = max(0, milliseconds) // 1000
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _frame(canvas: _Canvas, facts: CardFacts) -> None:
    setter, colours = canvas.setter, canvas.colours
    heading = setter.line(facts.heading, 20, RIGHT - LEFT, bold=True)
    canvas.write(LEFT, _HEADING_BASE, heading, colours.accent)
    credit = setter.line("Spotify", 19, 200, bold=True)
    canvas.write_right(_FOOTER_BASE, credit, colours.ink)
    footer = setter.line(facts.footer, 18, RIGHT - LEFT - credit.width - 28)
    canvas.write(LEFT, _FOOTER_BASE, footer, colours.soft)


def _song(canvas: _Canvas, facts: CardFacts) -> None:
    """Write title, artists and album as one vertically centred block."""
    setter, colours = canvas.setter, canvas.colours
    room = RIGHT - LEFT - (48 if facts.explicit else 0)
    titles = setter.lines(facts.title, _TITLE_SIZES, room)
    artists = setter.line(facts.artists, 25, RIGHT - LEFT)
    album = setter.line(facts.album, 20, RIGHT - LEFT)
    size = titles[-1].size
    step = round(size * 1.2)
    height = round(size * 0.72) + step * (len(titles) - 1) + _BELOW_TITLE
    height += _BELOW_ARTISTS if album.runs else 0
    spare = _BLOCK[1] - _BLOCK[0] - height
    base = _BLOCK[0] + max(0, spare // 2) + round(size * 0.72)
    for line in titles:
        canvas.write(LEFT, base, line, colours.ink)
        base += step
    base -= step
    if facts.explicit:
        place = (LEFT + titles[-1].width + 14, base)
        draw_badge(canvas.image, setter, colours, place, size)
    canvas.write(LEFT, base + _BELOW_TITLE, artists, colours.soft)
    canvas.write(LEFT, base + _BELOW_TITLE + _BELOW_ARTISTS, album, colours.soft)


def _progress(canvas: _Canvas, facts: CardFacts) -> None:
    setter, colours = canvas.setter, canvas.colours
    if facts.duration_ms > 0:
        total = setter.line(clock(facts.duration_ms), 17, 120)
        canvas.write_right(_TIMES_BASE, total, colours.soft)
    bar(canvas.image, (LEFT, _BAR[0], RIGHT, _BAR[1]), mix(colours.top, colours.ink, 0.24))
    if facts.progress_ms is None:
        return
    passed = max(0, facts.progress_ms)
    if facts.duration_ms > 0:
        passed = min(passed, facts.duration_ms)
    canvas.write(LEFT, _TIMES_BASE, setter.line(clock(passed), 17, 120), colours.soft)
    if facts.duration_ms <= 0:
        return
    share = passed / facts.duration_ms
    knob = round(LEFT + _KNOB + (RIGHT - LEFT - 2 * _KNOB) * share)
    middle = sum(_BAR) // 2
    bar(canvas.image, (LEFT, _BAR[0], knob, _BAR[1]), colours.ink)
    box = (knob - _KNOB, middle - _KNOB, knob + _KNOB, middle + _KNOB)
    bar(canvas.image, box, colours.ink)
