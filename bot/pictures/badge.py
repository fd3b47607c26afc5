"""The mark of explicit songs: an E on a rounded square."""

from __future__ import annotations

from PIL import Image

from bot.pictures.art import rounded
from bot.pictures.colours import Palette
from bot.pictures.fonts import Typesetter

_SMALLEST = 13
"""Pixels: the letter can be read from there on."""


def badge_side(size: int) -> int:
    """Return how wide the badge beside a title of `size` pixels is."""
    return max(_SMALLEST, round(size * 0.58))


def draw_badge(
    image: Image.Image, setter: Typesetter, colours: Palette, place: tuple[float, int], size: int
) -> None:
    """Draw it at `place` (left, baseline) beside a title of `size` pixels."""
    left, base = place
    side = badge_side(size)
    top = base - round(size * 0.36) - side // 2
    image.paste(colours.soft, (round(left), top), rounded((side, side), side / 6.5))
    letter = setter.line("E", round(side * 0.74), side, bold=True)
    middle = left + (side - letter.width) / 2
    setter.draw(image, middle, top + round(side * 0.77), letter, colours.bottom)
