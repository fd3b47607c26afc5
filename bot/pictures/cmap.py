"""Which characters a font file has: its cmap table, read without drawing anything."""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from typing import BinaryIO

# The widest Unicode tables first; a font with none of these is not used.
_WANTED = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
_LARGEST_TABLE = 8 * 1024 * 1024


class Coverage:
    """The set of code points of one font, kept as sorted ranges."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        ranges = sorted(ranges)
        self._starts = array("I", (start for start, _ in ranges))
        self._ends = array("I", (end for _, end in ranges))

    def __contains__(self, code: object) -> bool:
        if not isinstance(code, int):
            return False
        place = bisect_right(self._starts, code) - 1
        return place >= 0 and code <= self._ends[place]


def read_coverage(path: str, index: int = 0) -> Coverage:
    """Return the code points that face `index` of the font file at `path` can draw.

    Understands formats 4 and 12, in single fonts and in collections. Raises ValueError for
    anything else and OSError when the file cannot be read.
    """
    try:
        with open(path, "rb") as file:
            place = _tables(file, index).get(b"cmap")
            if place is None:
                raise ValueError("the font has no cmap")
            file.seek(place[0])
            data = file.read(min(place[1], _LARGEST_TABLE))
        return Coverage(_ranges(data))
    except (struct.error, IndexError, OverflowError) as error:
        raise ValueError("the font's tables are damaged") from error


def has_bitmaps(path: str) -> bool:
    """Say whether the font file has coloured bitmap glyphs (CBDT), the only kind drawn here.

    Raises ValueError for a damaged file and OSError when it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            return b"CBDT" in _tables(file, 0)
    except struct.error as error:
        raise ValueError("the font's tables are damaged") from error


def _tables(file: BinaryIO, index: int) -> dict[bytes, tuple[int, int]]:
    start = 0
    head = file.read(12)
    if head[:4] == b"ttcf":
        if index >= struct.unpack(">I", head[8:12])[0]:
            raise ValueError("the collection has no such face")
        file.seek(12 + 4 * index)
        start = struct.unpack(">I", file.read(4))[0]
    file.seek(start)
    count = struct.unpack(">4xH6x", file.read(12))[0]
    entries = struct.iter_unpack(">4s4xII", file.read(16 * count))
    return {tag: (offset, length) for tag, offset, length in entries}


def _ranges(data: bytes) -> list[tuple[int, int]]:
    count = struct.unpack_from(">2xH", data)[0]
    records = struct.iter_unpack(">HHI", data[4 : 4 + 8 * count])
    offsets = {(platform, encoding): offset for platform, encoding, offset in records}
    for wanted in _WANTED:
        if wanted not in offsets:
            continue
        table = data[offsets[wanted] :]
        kind = struct.unpack_from(">H", table)[0]
        if kind == 12:
            return _format12(table)
        if kind == 4:
            return _format4(table)
    raise ValueError("the font has no Unicode table of a known format")


def _format12(table: bytes) -> list[tuple[int, int]]:
    count = struct.unpack_from(">12xI", table)[0]
    groups = struct.iter_unpack(">III", table[16 : 16 + 12 * count])
    return [(start + (glyph == 0), end) for start, end, glyph in groups]


def _format4(table: bytes) -> list[tuple[int, int]]:
    doubled = struct.unpack_from(">6xH", table)[0]
    count = doubled // 2

    def row(position: int) -> tuple[int, ...]:
        return struct.unpack_from(f">{count}H", table, position)

    ends, starts = row(14), row(16 + doubled)
    deltas, shifts = row(16 + 2 * doubled), row(16 + 3 * doubled)
    found: list[tuple[int, int]] = []
    for number in range(count):
        start, end = starts[number], min(ends[number], 0xFFFE)
        base = 16 + 3 * doubled + 2 * number + shifts[number]
        for code in range(start, end + 1):
            glyph = code
            if shifts[number]:
                glyph = struct.unpack_from(">H", table, base + 2 * (code - start))[0]
            if (not glyph and shifts[number]) or not (glyph + deltas[number]) & 0xFFFF:
                continue
            if found and found[-1][1] == code - 1:
                found[-1] = (found[-1][0], code)
            else:
                found.append((code, code))
    return found
