"""Draw covers on the fly: gradients and shapes that depend only on the image's ID."""

from __future__ import annotations

import colorsys
import hashlib
import io
import random
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter


@lru_cache(maxsize=256)
def cover(seed: str, size: int) -> bytes:
    """Return a square JPEG of `size` pixels."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
    dice = random.Random(number)  # noqa: S311 - a picture, not a secret
    hue = dice.random()
    image = Image.linear_gradient("L").resize((256, 256)).rotate(dice.randrange(0, 360, 90))
    low, high = _colour(hue, 0.75, 0.35), _colour(hue + 0.12 + dice.random() * 0.2, 0.7, 0.95)
    canvas = Image.composite(
        Image.new("RGB", (256, 256), high), Image.new("RGB", (256, 256), low), image
    )
    draw = ImageDraw.Draw(canvas, "RGBA")
    for _ in range(dice.randint(3, 6)):
        _shape(draw, dice, hue)
    smooth = canvas.filter(ImageFilter.GaussianBlur(0.6)).resize(
        (size, size), Image.Resampling.LANCZOS
    )
    out = io.BytesIO()
    smooth.save(out, "JPEG", quality=88)
    return out.getvalue()


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return int(red * 255), int(green * 255), int(blue * 255)


def _shape(draw: ImageDraw.ImageDraw, dice: random.Random, hue: float) -> None:
    x, y, radius = dice.randint(0, 256), dice.randint(0, 256), dice.randint(24, 110)
    colour = (*_colour(hue + dice.random() * 0.5, 0.6, 1.0), dice.randint(60, 150))
    kind = dice.randrange(3)
    if kind == 0:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    elif kind == 1:
        points = [
            (x + dice.randint(-radius, radius), y + dice.randint(-radius, radius)) for _ in "abc"
        ]
        draw.polygon(points, fill=colour)
    else:
        for ring in range(0, radius, 14):
            draw.ellipse((x - ring, y - ring, x + ring, y + ring), outline=colour, width=4)
