"""Decide from its first bytes whether an image may be decoded at all.

An image of a few hundred bytes can expand to gigabytes. We read its size from the header
ourselves, because Pillow's WebP reader allocates the whole canvas as soon as it opens a file.
"""

from __future__ import annotations

import struct

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 4_000_000
_MAX_SIDE = 4096
_MAX_SCANS = 100
"""Decoding a progressive JPEG takes one pass over all its pixels for each scan."""

_START_OF_SCAN = b"\xff\xda"
_FRAMES = frozenset(
    {0xC0, 0xC1, 0xC2, 0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}
)
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xDA)})


def may_be_decoded(data: bytes) -> bool:
    """Return whether this is a JPEG, PNG or WebP of at most 8 MB and four million pixels."""
    if len(data) > MAX_FILE_BYTES:
        return False
    size = size_of(data)
    if size is None or not _fits(size):
        return False
    return data[:2] != b"\xff\xd8" or data.count(_START_OF_SCAN) <= _MAX_SCANS


def size_of(data: bytes) -> tuple[int, int] | None:
    """Return the width and height from the header; None for any other kind of file."""
    try:
        if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR":
            width, height = struct.unpack(">II", data[16:24])
            return int(width), int(height)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
        if data[:2] == b"\xff\xd8":
            return _jpeg(data)
    except (struct.error, IndexError):
        return None
    return None


def _fits(size: tuple[int, int]) -> bool:
    width, height = size
    return 0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE and width * height <= MAX_PIXELS


def _webp(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        canvas = data[24:30]
        return (
            int.from_bytes(canvas[:3], "little") + 1,
            int.from_bytes(canvas[3:6], "little") + 1,
        )
    if kind == b"VP8L":
        bits = struct.unpack("<I", data[21:25])[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """Return the largest size of all frames, because a file can contain several."""
    at, largest = 2, None
    while at < len(data):
        if data[at] != 0xFF:
            return largest
        kind = data[at + 1]
        if kind == 0xFF:
            at += 1
            continue
        if kind in _WITHOUT_LENGTH:
            at += 2
            continue
        if kind == 0xDA:
            return largest
        if kind in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            largest = max(largest or (0, 0), (width, height), key=lambda size: size[0] * size[1])
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return largest
