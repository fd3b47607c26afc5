"""Covers: opened with care, shown whole; and the shapes and marks around them."""

from __future__ import annotations

import io
import threading

from PIL import Image, ImageDraw, ImageFilter

from bot.pictures.bounds import MOST_PIXELS, may_be_decoded
from bot.pictures.colours import WHITE, Colour, Palette, mix
from bot.pictures.fonts import Typesetter

_FORMATS = ("JPEG", "PNG", "WEBP")
_LARGEST_SIDE = 1280
"""Pixels; nothing that is drawn here shows a cover larger."""

_SQUARE = 640
"""Pixels; the largest square that is made of a picture: a JPEG is decoded no finer than that."""
_FINER = 4
CORNER = 8
_SMALLEST_BADGE = 13
"""Pixels: its letter can be read from there on."""

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


def playlist_cover(data: bytes, limit: int) -> bytes | None:
    """Return the middle square as a JPEG of at most `limit` bytes; None for no picture."""
    picture = open_art(data)
    if picture is None:
        return None
    short = min(picture.size)
    left, top = (picture.width - short) // 2, (picture.height - short) // 2
    square = picture.crop((left, top, left + short, top + short))
    small = square.resize((min(_SQUARE, short),) * 2, Image.Resampling.LANCZOS)
    for quality in (88, 75, 60, 40):
        out = io.BytesIO()
        small.save(out, "JPEG", quality=quality)
        if out.tell() <= limit:
            return out.getvalue()
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


def badge_side(size: int) -> int:
    """Return how wide the mark of explicit songs is beside a title of `size` pixels."""
    return max(_SMALLEST_BADGE, round(size * 0.58))


def draw_badge(
    image: Image.Image, setter: Typesetter, colours: Palette, place: tuple[float, int], size: int
) -> None:
    """Draw the mark, an E on a square, at `place` (left, baseline) beside a title of `size`."""
    left, base = place
    side = badge_side(size)
    top = base - round(size * 0.36) - side // 2
    image.paste(colours.soft, (round(left), top), rounded((side, side), side / 6.5))
    letter = setter.line("E", round(side * 0.74), side, bold=True)
    middle = left + (side - letter.width) / 2
    setter.draw(image, middle, top + round(side * 0.77), letter, colours.bottom)


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
