"""QR codes, for phones that look at a screen."""

from __future__ import annotations

import io
from functools import lru_cache

import segno

_SCALE = 8
"""Pixels of one square: sharp on a phone's screen, and read from across a room on a large one."""


@lru_cache(maxsize=256)
def qr_code(address: str) -> bytes:
    """Return a QR code (ISO/IEC 18004) of an address as a PNG picture, with its quiet zone."""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="png", scale=_SCALE, border=4)
    return picture.getvalue()
