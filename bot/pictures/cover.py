"""A playlist's own picture, made from what a person attached."""

from __future__ import annotations

import io

from PIL import Image

from bot.pictures.art import open_art

_SIDE = 640


def playlist_cover(data: bytes, limit: int) -> bytes | None:
    """Return the middle square as a JPEG of at most `limit` bytes; None for no picture."""
    picture = open_art(data)
    if picture is None:
        return None
    short = min(picture.size)
    left, top = (picture.width - short) // 2, (picture.height - short) // 2
    square = picture.crop((left, top, left + short, top + short)).convert("RGB")
    small = square.resize((min(_SIDE, short),) * 2, Image.Resampling.LANCZOS)
    for quality in (88, 75, 60, 40):
        out = io.BytesIO()
        small.save(out, "JPEG", quality=quality)
        if out.tell() <= limit:
            return out.getvalue()
    return None
