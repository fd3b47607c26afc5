"""Colours taken from the art, with contrast that can be read (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import colorsys

from PIL import Image

Colour = tuple[int, int, int]

FALLBACK: Colour = (0x19, 0x14, 0x14)
"""Spotify's own background where the art gives none."""

READABLE = 4.5
"""The least contrast of text that WCAG AA asks for."""

_WHITE: Colour = (255, 255, 255)
_BLACK: Colour = (0, 0, 0)


def luminance(colour: Colour) -> float:
    """Return WCAG's relative luminance, 0 to 1."""

    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(value) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Return WCAG's contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def background(art: Image.Image | None) -> Colour:
    """Return a dark, muted colour of the art, on which white text can be read."""
    if art is None:
        return FALLBACK
    small = art.convert("RGB").resize((32, 32))
    counted = small.quantize(6).convert("RGB").getcolors(1024) or []
    best = max(counted, key=lambda entry: _appeal(entry[0], entry[1]), default=None)
    if best is None or not isinstance(best[1], tuple):
        return FALLBACK
    hue, _, saturation = colorsys.rgb_to_hls(*(value / 255 for value in best[1]))
    for step in range(30, 0, -1):
        red, green, blue = colorsys.hls_to_rgb(hue, step / 100, min(0.6, saturation))
        colour = (int(red * 255), int(green * 255), int(blue * 255))
        if contrast(_WHITE, colour) >= 2 * READABLE:
            return colour
    return FALLBACK


def _appeal(count: int, colour: object) -> float:
    if not isinstance(colour, tuple):
        return 0.0
    _, lightness, saturation = colorsys.rgb_to_hls(*(value / 255 for value in colour))
    return count * (0.25 + saturation) * (0.3 + min(lightness, 1 - lightness))


def shade(colour: Colour, share: float) -> Colour:
    """Return a colour darkened by a share, 0 to 1."""
    red, green, blue = (int(value * (1 - share)) for value in colour)
    return red, green, blue


def quiet(colour: Colour) -> Colour:
    """Return a softer text colour than white that can still be read on `colour`."""
    for share in range(62, 101, 2):
        red, green, blue = (
            int(back + (front - back) * share / 100)
            for back, front in zip(colour, _WHITE, strict=True)
        )
        if contrast((red, green, blue), colour) >= READABLE + 0.3:
            return red, green, blue
    return _WHITE if contrast(_WHITE, colour) >= READABLE else _BLACK
