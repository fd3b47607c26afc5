"""The now-playing card: the cover whole, and beside it what plays."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot.pictures import lines
from bot.pictures.art import opened, set_tile
from bot.pictures.colours import Colour, background, quiet, shade
from bot.pictures.lines import Style

WIDTH, HEIGHT = 1000, 340
_EDGE = 30
_ART = HEIGHT - 2 * _EDGE
_LEFT = _EDGE + _ART + 36
_ROOM = WIDTH - _LEFT - _EDGE - 6
_WHITE: Colour = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card says, translated and tidy; times in milliseconds, `art` a JPEG or PNG."""

    heading: str
    title: str
    artists: str
    album: str
    explicit: bool
    progress_ms: int | None
    duration_ms: int
    footer: str
    art: bytes | None


def draw_card(facts: CardFacts) -> bytes:
    """Draw a PNG of 1000 x 340 pixels. Raises CannotDraw."""
    art = opened(facts.art)
    colour = background(art)
    canvas = _ground(colour)
    set_tile(canvas, art, _EDGE, _EDGE, _ART, shade(colour, 0.4))
    soft = quiet(colour)
    head = Style(22, soft)
    heading = lines.fitted(lines.tidy(facts.heading), head, _ROOM - 110)
    lines.draw(canvas, _LEFT, 62, heading, head)
    below = _title(canvas, facts, soft)
    for text in (facts.artists, facts.album):
        if text:
            style = Style(26 if text is facts.artists else 22, soft)
            lines.draw(canvas, _LEFT, below, _cut(text, style), style)
            below += 38
    _progress(canvas, facts, soft)
    out = io.BytesIO()
    canvas.save(out, "PNG")
    return out.getvalue()


def _ground(colour: Colour) -> Image.Image:
    fade = Image.linear_gradient("L").rotate(90).resize((WIDTH, HEIGHT))
    dark = Image.new("RGB", (WIDTH, HEIGHT), shade(colour, 0.45))
    return Image.composite(dark, Image.new("RGB", (WIDTH, HEIGHT), colour), fade)


def _cut(text: str, style: Style) -> str:
    return lines.fitted(lines.tidy(text), style, _ROOM)


def _title(canvas: Image.Image, facts: CardFacts, soft: Colour) -> int:
    """Draw the title in one or two lines; return the next baseline."""
    text = lines.tidy(facts.title)
    style = next(
        (
            one
            for size in (46, 40, 36)
            if lines.width(text, one := Style(size, _WHITE, bold=True)) <= _ROOM - 50
        ),
        Style(34, _WHITE, bold=True),
    )
    shown = lines.wrapped(text, style, _ROOM - 50, 2)
    baseline = 122 if len(shown) == 1 else 104
    end = _LEFT
    for place, line in enumerate(shown):
        end = lines.draw(canvas, _LEFT, baseline + place * (style.size + 8), line, style)
    last = baseline + (len(shown) - 1) * (style.size + 8)
    if facts.explicit:
        _badge(canvas, end + 14, last, soft)
    return last + (44 if len(shown) == 1 else 40)


def _badge(canvas: Image.Image, x: int, baseline: int, soft: Colour) -> None:
    pen = ImageDraw.Draw(canvas)
    pen.rounded_rectangle((x, baseline - 24, x + 24, baseline), 4, fill=soft)
    style = Style(18, (20, 20, 20), bold=True)
    lines.draw(canvas, x + 12 - lines.width("E", style) // 2, baseline - 5, "E", style)


def _progress(canvas: Image.Image, facts: CardFacts, soft: Colour) -> None:
    pen = ImageDraw.Draw(canvas)
    right, y = WIDTH - _EDGE - 6, 260
    if facts.progress_ms is not None and facts.duration_ms > 0:
        share = min(1.0, facts.progress_ms / facts.duration_ms)
        at = _LEFT + int((right - _LEFT) * share)
        pen.rounded_rectangle((_LEFT, y - 3, right, y + 3), 3, fill=shade(soft, 0.45))
        if at > _LEFT + 6:
            pen.rounded_rectangle((_LEFT, y - 3, at, y + 3), 3, fill=_WHITE)
        pen.ellipse((at - 9, y - 9, at + 9, y + 9), fill=_WHITE)
        times = Style(20, soft)
        lines.draw(canvas, _LEFT, y + 36, _clock(facts.progress_ms), times)
        total = _clock(facts.duration_ms)
        lines.draw(canvas, right - lines.width(total, times), y + 36, total, times)
    mark = Style(20, _WHITE, bold=True)
    lines.draw(canvas, right - lines.width("Spotify", mark), 62, "Spotify", mark)
    if facts.footer:
        style = Style(20, soft)
        text = lines.fitted(lines.tidy(facts.footer), style, _ROOM - 260)
        middle = (_LEFT + right - lines.width(text, style)) // 2
        lines.draw(canvas, middle, y + 36, text, style)


def _clock(milliseconds: int) -> str:
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
