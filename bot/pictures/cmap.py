"""Which characters a font has, read from its cmap table (OpenType specification, cmap).

Pillow does not tell; formats 4 and 12 cover every font in use.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Coverage:
    """Characters as ranges, sorted by their beginnings."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, code: int) -> bool:
        place = bisect_right(self.starts, code) - 1
        return place >= 0 and code <= self.ends[place]


@cache
def coverage(path: Path, index: int = 0) -> Coverage:
    """Return what a font file (or one font of a collection) covers; nothing if unreadable."""
    try:
        ranges = _ranges(path.read_bytes(), index)
    except (OSError, struct.error, IndexError):
        ranges = []
    ranges.sort()
    return Coverage(tuple(one for one, _ in ranges), tuple(one for _, one in ranges))


def _ranges(data: bytes, index: int) -> list[tuple[int, int]]:
    start = 0
    if data[:4] == b"ttcf":
        (start,) = struct.unpack_from(">I", data, 12 + 4 * index)
    (tables,) = struct.unpack_from(">H", data, start + 4)
    for number in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * number)
        if tag == b"cmap":
            return _best(data, offset)
    return []


def _best(data: bytes, table: int) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", data, table + 2)
    found: dict[int, int] = {}
    for number in range(count):
        platform, _, offset = struct.unpack_from(">HHI", data, table + 4 + 8 * number)
        (kind,) = struct.unpack_from(">H", data, table + offset)
        if platform in (0, 3):
            found[kind] = table + offset
    if 12 in found:
        return _format_12(data, found[12])
    return _format_4(data, found[4]) if 4 in found else []


def _format_12(data: bytes, at: int) -> list[tuple[int, int]]:
    (groups,) = struct.unpack_from(">I", data, at + 12)
    rows = struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * groups])
    return [(first, last) for first, last, _ in rows]


def _format_4(data: bytes, at: int) -> list[tuple[int, int]]:
    (double,) = struct.unpack_from(">H", data, at + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + double)
    pairs = zip(starts, ends, strict=True)
    return [(first, last) for first, last in pairs if first != 0xFFFF]
