"""Choose a picture's colours from its cover, and keep enough contrast (WCAG 2)."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

from PIL import Image

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
FALLBACK: Colour = (0x19, 0x14, 0x14)
MIN_CONTRAST = 4.5

# Luminance of the brighter end of the background; white on it has a contrast of about 11.
_BRIGHT_END = 0.045
_DARK_END = 0.3
_SOFT_WHITE = 0.74


@dataclass(frozen=True, slots=True)
class Palette:
    """A background from `top` to `bottom`, and text colours that are readable on all of it."""

    top: Colour
    bottom: Colour
    ink: Colour
    soft: Colour
    accent: Colour


def luminance(colour: Colour) -> float:
    """Return the WCAG relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: Colour, b: Colour) -> float:
    """Return the WCAG contrast ratio of two colours, 1 (equal) to 21 (black and white)."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """Return the colour that's `share` (0 to 1) of the way from a to b."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def readable(ink: Colour, background: Colour, least: float = MIN_CONTRAST) -> Colour:
    """Return the ink, lightened just enough to be readable on a dark background."""
    for step in range(21):
        lighter = mix(ink, WHITE, step / 20)
        if contrast(lighter, background) >= least:
            return lighter
    return WHITE


def palette(art: Image.Image | None) -> Palette:
    """Return colours that suit the RGB cover, or Spotify's dark grey if there is none."""
    if art is None:
        return _around(FALLBACK, WHITE)
    strong = _strongest(art)
    hue, _, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in strong))
    return _around(_darkened(hue, min(saturation, 0.55)), _vivid(hue, saturation))


def _around(top: Colour, accent: Colour) -> Palette:
    bottom = mix(top, (0, 0, 0), 1 - _DARK_END if top != FALLBACK else 0.25)
    soft = readable(mix(top, WHITE, _SOFT_WHITE), top, 5.0)
    return Palette(top, bottom, WHITE, soft, readable(accent, top, 6.0))


def _strongest(art: Image.Image) -> Colour:
    """Return the cover's colour that's both frequent and vivid."""
    small = art.resize((48, 48), Image.Resampling.BOX).quantize(8, Image.Quantize.MEDIANCUT)
    counted = small.convert("RGB").getcolors(48 * 48) or []
    best, best_weight = FALLBACK, -1.0
    for count, colour in counted:
        if not isinstance(colour, tuple):
            continue
        red, green, blue = colour[:3]
        _, saturation, value = colorsys.rgb_to_hsv(red / 255, green / 255, blue / 255)
        weight = count * (0.15 + saturation * value)
        if weight > best_weight:
            best, best_weight = (red, green, blue), weight
    return best


def _darkened(hue: float, saturation: float) -> Colour:
    low, high = 0.0, 0.5
    for _ in range(12):
        middle = (low + high) / 2
        dark = luminance(_from_hls(hue, middle, saturation)) < _BRIGHT_END
        low, high = (middle, high) if dark else (low, middle)
    return _from_hls(hue, low, saturation)


def _vivid(hue: float, saturation: float) -> Colour:
    return _from_hls(hue, 0.72, min(0.9, saturation * 1.2))


def _from_hls(hue: float, lightness: float, saturation: float) -> Colour:
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
