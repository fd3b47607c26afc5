"""What the tests of pictures share: a card of certain facts, and pictures to compare."""

from __future__ import annotations

import io

from PIL import Image, ImageChops

from bot.pictures.card import draw_card
from bot.pictures.facts import CardFacts


def facts(**changes: object) -> CardFacts:
    given: dict[str, object] = {
        "heading": "Mira is listening",
        "title": "Paper Lanterns",
        "artists": "Nora Vale",
        "album": "Letters",
        "explicit": False,
        "progress_ms": 83_000,
        "duration_ms": 225_000,
        "footer": "Living room",
        "art": None,
    }
    return CardFacts(**(given | changes))  # type: ignore[arg-type]


def card(**changes: object) -> Image.Image:
    return opened(draw_card(facts(**changes)))


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def slopes(width: int, height: int) -> Image.Image:
    """Return a cover in which every place has its own colour."""
    across = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_90)
    down = Image.linear_gradient("L")
    both = ImageChops.add(across, down, 2)
    return Image.merge("RGB", (across, down, both)).resize((width, height))


def difference(a: Image.Image, b: Image.Image) -> tuple[int, int, int, int] | None:
    return ImageChops.difference(a, b).getbbox()
