"""Covers: opened with care, shown whole; and the shapes around them."""

from __future__ import annotations

import io
import threading

from PIL import Image, ImageDraw, ImageFilter

from bot.pictures.bounds import MOST_PIXELS, may_be_decoded
from bot.pictures.colours import WHITE, Colour, Palette, mix

_FORMATS = ("JPEG", "PNG", "WEBP")
_LARGEST_SIDE = 1280
"""Pixels; nothing that is drawn here shows a cover larger."""

_SQUARE = 640
"""Pixels; the largest square that is made of a picture: a JPEG is decoded no finer than that."""

_FINER = 4
CORNER = 8
_one_at_a_time = threading.Lock()


def open_art(data: bytes | None) -> Image.Image | None:
    """Return the cover as an RGB picture, or None when it is missing, damaged or too large.

    It is shrunk to what is ever shown. One is decoded at a time. Never raises.
    """
    if not data or not may_be_decoded(data):
        return None
    try:
        with _one_at_a_time, Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            # A JPEG is shrunk while it is decoded, the others afterwards.
            image.draft("RGB", (_SQUARE, _SQUARE))
            image.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
            if image.mode == "RGB":
                return image.copy()
            flat = Image.new("RGBA", image.size, WHITE)
            flat.alpha_composite(image.convert("RGBA"))
            return flat.convert("RGB")
    # Decoders raise errors of many kinds on hostile bytes; all mean the same.
    except Exception:
        return None


def fitted(art: Image.Image, side: int) -> Image.Image:
    """Return the whole cover in its own ratio, scaled so that its longer side is `side`."""
    scale = side / max(art.size)
    size = (max(1, round(art.width * scale)), max(1, round(art.height * scale)))
    return art.resize(size, Image.Resampling.LANCZOS)


def place_tile(
    image: Image.Image, left: int, top: int, side: int, art: Image.Image | None, colours: Palette
) -> None:
    """Put the cover, whole, into a square tile on the RGB image; None gives a neutral tile."""
    ground = mix(colours.top, WHITE, 0.1) if art is None else mix(colours.bottom, (0, 0, 0), 0.3)
    tile = Image.new("RGB", (side, side), ground)
    if art is None:
        _note(tile, mix(colours.top, WHITE, 0.35))
    else:
        cover = fitted(art, side)
        tile.paste(cover, ((side - cover.width) // 2, (side - cover.height) // 2))
    image.paste(tile, (left, top), rounded((side, side), CORNER))


def shadow(image: Image.Image, left: int, top: int, side: int, blur: int) -> None:
    """Darken the RGB image softly below a tile that will be placed there."""
    room = blur * 3
    mask = Image.new("L", (side + 2 * room, side + 2 * room))
    ImageDraw.Draw(mask).rounded_rectangle((room, room, room + side, room + side), CORNER, 120)
    mask = mask.filter(ImageFilter.GaussianBlur(blur))
    image.paste((0, 0, 0), (left - room, top - room + blur // 2), mask)


def rounded(size: tuple[int, int], radius: float) -> Image.Image:
    """Return a smooth mask ("L") of a rectangle with rounded corners, in pixels."""
    width, height = size
    fine = Image.new("L", (width * _FINER, height * _FINER))
    ImageDraw.Draw(fine).rounded_rectangle(
        (0, 0, width * _FINER - 1, height * _FINER - 1), radius * _FINER, 255
    )
    return fine.resize(size, Image.Resampling.BOX)


def gradient(size: tuple[int, int], colours: Palette) -> Image.Image:
    """Return a background that runs from the upper left (`top`) to the lower right."""
    down = Image.linear_gradient("L")
    across = down.transpose(Image.Transpose.ROTATE_90)
    slope = Image.blend(down, across, 0.45).resize(size, Image.Resampling.BICUBIC)
    bottom, top = Image.new("RGB", size, colours.bottom), Image.new("RGB", size, colours.top)
    return Image.composite(bottom, top, slope)


def bar(image: Image.Image, box: tuple[int, int, int, int], colour: Colour) -> None:
    """Draw a bar with round ends (left, top, right, bottom) on the RGB image."""
    left, top, right, bottom = box
    if right > left:
        size = (right - left, bottom - top)
        image.paste(colour, (left, top), rounded(size, min(size) / 2))


def _note(tile: Image.Image, colour: Colour) -> None:
    """Draw two quavers: a sign that there is no cover."""
    side = tile.width
    fine = Image.new("L", (side * _FINER, side * _FINER))
    pen = ImageDraw.Draw(fine)
    unit = side * _FINER / 100
    for x, y in ((36, 62), (58, 57)):
        pen.ellipse([unit * n for n in (x - 7, y - 5.5, x + 7, y + 5.5)], 255)
        pen.rectangle([unit * n for n in (x + 4, y - 25, x + 7, y)], 255)
    beam = [(40, 37), (65, 31), (65, 38), (40, 44)]
    pen.polygon([(x * unit, y * unit) for x, y in beam], 255)
    tile.paste(colour, (0, 0), fine.resize((side, side), Image.Resampling.BOX))
