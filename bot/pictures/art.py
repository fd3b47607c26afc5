"""Opening covers that came over the network, and setting them whole into a tile."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageDraw, UnidentifiedImageError

from bot.pictures.colours import Colour

_FORMATS = ("JPEG", "PNG", "WEBP")
_LARGEST = 4096


def opened(data: bytes | None) -> Image.Image | None:
    """Return the picture; None for what is no picture, or too large a one."""
    if not data:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
            if max(picture.size) > _LARGEST:
                return None
            return picture.convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        return None


def set_tile(
    canvas: Image.Image, art: Image.Image | None, x: int, y: int, side: int, empty: Colour
) -> None:
    """Set a cover into a square, whole and in its own ratio, with corners of 8 pixels."""
    if art is None:
        ImageDraw.Draw(canvas).rounded_rectangle((x, y, x + side - 1, y + side - 1), 8, fill=empty)
        return
    scale = side / max(art.size)
    wide, high = max(1, round(art.width * scale)), max(1, round(art.height * scale))
    small = art.resize((wide, high), Image.Resampling.LANCZOS)
    mask = Image.new("L", (wide, high), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, wide - 1, high - 1), 8, fill=255)
    canvas.paste(small, (x + (side - wide) // 2, y + (side - high) // 2), mask)


def as_cover(data: bytes, limit: int) -> bytes | None:
    """Return a picture as a square JPEG of at most `limit` bytes, for a playlist; None if none."""
    picture = opened(data)
    if picture is None:
        return None
    side = min(640, *picture.size)
    left, top = (picture.width - min(picture.size)) // 2, (picture.height - min(picture.size)) // 2
    square = picture.crop((left, top, left + min(picture.size), top + min(picture.size)))
    for quality in (88, 75, 60, 40):
        out = io.BytesIO()
        square.resize((side, side), Image.Resampling.LANCZOS).save(out, "JPEG", quality=quality)
        if out.tell() <= limit:
            return out.getvalue()
    return None
