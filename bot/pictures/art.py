"""Open covers safely, show them whole, and draw the shapes and marks around them."""

from __future__ import annotations

import io
import threading
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter

from bot.pictures.bounds import MAX_PIXELS, may_be_decoded
from bot.pictures.colours import WHITE, Colour, Palette, mix
from bot.pictures.fonts import Typesetter

_FORMATS = ("JPEG", "PNG", "WEBP")
_MAX_SIDE = 1280
"""In pixels; no picture here shows a cover larger than this."""

_MAX_SQUARE = 640
"""In pixels; the largest square made from an image. A JPEG is decoded at about this size."""

_OVERSAMPLING = 4
CORNER = 8
_MIN_BADGE = 13
"""In pixels; any smaller and its letter can't be read."""

_one_at_a_time = threading.Lock()


def open_art(data: bytes | None) -> Image.Image | None:
    """Return the cover as an RGB image, or None if it's missing, damaged or too large.

    It's shrunk to the largest size ever shown. Only one is decoded at a time. Never raises.
    """
    if not data or not may_be_decoded(data):
        return None
    try:
        with _one_at_a_time, Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                return None
            # A JPEG is shrunk while it's decoded, other formats afterwards.
            image.draft("RGB", (_MAX_SQUARE, _MAX_SQUARE))
            image.thumbnail((_MAX_SIDE, _MAX_SIDE))
            if image.mode == "RGB":
                return image.copy()
            flat = Image.new("RGBA", image.size, WHITE)
            flat.alpha_composite(image.convert("RGBA"))
            return flat.convert("RGB")
    # Decoders raise all kinds of errors on hostile bytes, and all mean the same.
    except Exception:
        return None


def playlist_cover(data: bytes, limit: int) -> bytes | None:
    """Return the middle square as a JPEG of at most `limit` bytes; None if it isn't an image."""
    picture = open_art(data)
    if picture is None:
        return None
    short = min(picture.size)
    left, top = (picture.width - short) // 2, (picture.height - short) // 2
    square = picture.crop((left, top, left + short, top + short))
    small = square.resize((min(_MAX_SQUARE, short),) * 2, Image.Resampling.LANCZOS)
    for quality in (88, 75, 60, 40):
        out = io.BytesIO()
        small.save(out, "JPEG", quality=quality)
        if out.tell() <= limit:
            return out.getvalue()
    return None


def fitted(art: Image.Image, side: int) -> Image.Image:
    """Return the whole cover in its own aspect ratio, with `side` as its longer side."""
    scale = side / max(art.size)
    size = (max(1, round(art.width * scale)), max(1, round(art.height * scale)))
    return art.resize(size, Image.Resampling.LANCZOS)


def place_tile(
    image: Image.Image, left: int, top: int, side: int, art: Image.Image | None, colours: Palette
) -> None:
    """Draw the whole cover in a square tile on the RGB image; None gives a neutral tile."""
    background = (
        mix(colours.top, WHITE, 0.1) if art is None else mix(colours.bottom, (0, 0, 0), 0.3)
    )
    tile = Image.new("RGB", (side, side), background)
    if art is None:
        _note(tile, mix(colours.top, WHITE, 0.35))
    else:
        cover = fitted(art, side)
        tile.paste(cover, ((side - cover.width) // 2, (side - cover.height) // 2))
    image.paste(tile, (left, top), rounded((side, side), CORNER))


def shadow(image: Image.Image, left: int, top: int, side: int, blur: int) -> None:
    """Draw a soft shadow on the RGB image, below where a tile will go."""
    margin = blur * 3
    place = (left - margin, top - margin + blur // 2)
    image.paste((0, 0, 0), place, _shadow_mask(side, blur, margin))


# The masks below are kept and shared by all threads, so they must never be drawn on.


@lru_cache(maxsize=16)
def _shadow_mask(side: int, blur: int, margin: int) -> Image.Image:
    mask = Image.new("L", (side + 2 * margin, side + 2 * margin))
    ImageDraw.Draw(mask).rounded_rectangle(
        (margin, margin, margin + side, margin + side), CORNER, 120
    )
    return mask.filter(ImageFilter.GaussianBlur(blur))


@lru_cache(maxsize=64)
def rounded(size: tuple[int, int], radius: float) -> Image.Image:
    """Return a smooth mask ("L") of a rectangle with rounded corners; sizes in pixels."""
    width, height = size
    fine = Image.new("L", (width * _OVERSAMPLING, height * _OVERSAMPLING))
    ImageDraw.Draw(fine).rounded_rectangle(
        (0, 0, width * _OVERSAMPLING - 1, height * _OVERSAMPLING - 1), radius * _OVERSAMPLING, 255
    )
    return fine.resize(size, Image.Resampling.BOX)


def gradient(size: tuple[int, int], colours: Palette) -> Image.Image:
    """Return a gradient from the upper left (`top`) to the lower right (`bottom`)."""
    bottom, top = Image.new("RGB", size, colours.bottom), Image.new("RGB", size, colours.top)
    return Image.composite(bottom, top, _slope(size))


@lru_cache(maxsize=3)  # a chart's is up to 3 MB
def _slope(size: tuple[int, int]) -> Image.Image:
    down = Image.linear_gradient("L")
    across = down.transpose(Image.Transpose.ROTATE_90)
    return Image.blend(down, across, 0.45).resize(size, Image.Resampling.BICUBIC)


def bar(image: Image.Image, box: tuple[int, int, int, int], colour: Colour) -> None:
    """Draw a bar with round ends on the RGB image; `box` is left, top, right, bottom."""
    left, top, right, bottom = box
    if right > left:
        size = (right - left, bottom - top)
        image.paste(colour, (left, top), rounded(size, min(size) / 2))


def badge_side(size: int) -> int:
    """Return the width of the explicit badge next to a title of `size` pixels."""
    return max(_MIN_BADGE, round(size * 0.58))


def draw_badge(
    image: Image.Image, setter: Typesetter, colours: Palette, place: tuple[float, int], size: int
) -> None:
    """Draw the explicit badge, an E on a square, at `place` (left, baseline)."""
    left, base = place
    side = badge_side(size)
    top = base - round(size * 0.36) - side // 2
    image.paste(colours.soft, (round(left), top), rounded((side, side), side / 6.5))
    letter = setter.line("E", round(side * 0.74), side, bold=True)
    middle = left + (side - letter.width) / 2
    setter.draw(image, middle, top + round(side * 0.77), letter, colours.bottom)


def _note(tile: Image.Image, colour: Colour) -> None:
    """Draw two quavers, to show that there's no cover."""
    side = tile.width
    fine = Image.new("L", (side * _OVERSAMPLING, side * _OVERSAMPLING))
    pen = ImageDraw.Draw(fine)
    unit = side * _OVERSAMPLING / 100
    for x, y in ((36, 62), (58, 57)):
        pen.ellipse([unit * n for n in (x - 7, y - 5.5, x + 7, y + 5.5)], 255)
        pen.rectangle([unit * n for n in (x + 4, y - 25, x + 7, y)], 255)
    beam = [(40, 37), (65, 31), (65, 38), (40, 44)]
    pen.polygon([(x * unit, y * unit) for x, y in beam], 255)
    tile.paste(colour, (0, 0), fine.resize((side, side), Image.Resampling.BOX))
