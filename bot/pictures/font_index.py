"""This machine's fonts: where they are, in what order they're tried, what they contain."""

from __future__ import annotations

import logging
import os
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

import regex
from fontTools.ttLib import TTFont

_log = logging.getLogger(__name__)

_NAME = regex.compile(
    r"(?P<family>Noto(?:Sans|Serif|Naskh|Kufi|Music)\w*?|DejaVuSans|LiberationSans)"
    r"(?:-(?P<weight>Regular|Bold)|\[[\w,]+\])?\.(?:ttf|otf|ttc)"
)
_EMOJI_NAME = "NotoColorEmoji.ttf"
_FIRST = (
    "NotoSans",
    "NotoSansArabic",
    "NotoSansHebrew",
    "NotoSansThai",
    "NotoSansDevanagari",
    "NotoSansCJK",
)
_SECOND = ("DejaVuSans", "LiberationSans", "NotoSansSymbols", "NotoSansSymbols2")
_BASIC_LATIN = array("I", (*range(0x20, 0x7F), 0xA0))
_NOTHING = array("I")


class UnreadableFont(Exception):
    """A font file is damaged, or doesn't have that face."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file; an empty path means the small font built into Pillow."""

    path: str
    index: int = 0
    emoji: bool = False

    def has(self, characters: str) -> bool:
        """Return whether this face has all of the characters."""
        codes = _codes(self.path, self.index)
        return all(_contains(codes, ord(character)) for character in characters)


def faces(bold: bool, cjk_index: int) -> tuple[Face, ...]:
    """Return the faces to try, best first; `cjk_index` is the face inside CJK collections.

    The last is the small font built into Pillow; on a machine without fonts it's the only one.
    """
    return _ordered(_folders(), bold, cjk_index)


def read_codes(path: str, index: int = 0) -> array[int]:
    """Return the code points, in order, that face `index` of the font file at `path` can draw.

    Raises UnreadableFont.
    """
    try:
        with TTFont(path, fontNumber=index, lazy=True) as font:
            # Numbers instead of names: reading Noto CJK's names takes twice the time and memory.
            font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])
            known = font.getBestCmap() or {}
            codes = array("I", sorted(code for code, glyph in known.items() if glyph != "0"))
            # The font and its tables reference each other: megabytes until garbage collection.
            font.tables.clear()
            return codes
    # fontTools raises all kinds of errors on damaged files, and all mean the same.
    except Exception as error:
        raise UnreadableFont(path) from error


def _folders() -> tuple[str, ...]:
    extra = os.environ.get("EARSHOT_FONTS", "")
    named = [part for part in extra.split(os.pathsep) if part]
    usual = ["/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts"]
    return tuple(os.path.expanduser(folder) for folder in (*named, *usual))


@lru_cache(maxsize=64)
def _ordered(folders: tuple[str, ...], bold: bool, cjk_index: int) -> tuple[Face, ...]:
    families, emoji = _files(folders)
    chosen: list[Face] = []
    for family in sorted(families, key=_rank):
        weights = families[family]
        path = (bold and weights.get("Bold")) or weights.get("Regular") or weights["Bold"]
        chosen.append(Face(path, cjk_index if path.endswith(".ttc") else 0))
    chosen.extend(Face(path, emoji=True) for path in emoji)
    return (*chosen, Face(""))


@lru_cache(maxsize=4)
def _files(folders: tuple[str, ...]) -> tuple[dict[str, dict[str, str]], tuple[str, ...]]:
    families: dict[str, dict[str, str]] = {}
    emoji: list[str] = []
    for folder in folders:
        for path in _fonts_below(folder):
            match = _NAME.fullmatch(path.name)
            if path.name == _EMOJI_NAME and _drawable_emoji(str(path)):
                emoji.append(str(path))
            elif match is not None:
                weights = families.setdefault(match["family"], {})
                weights.setdefault(match["weight"] or "Regular", str(path))
    return families, tuple(emoji[:1])


def _fonts_below(folder: str) -> list[Path]:
    """Return the files of fonts in a folder and below; none where this user may not look."""
    walked = ((Path(at), name) for at, _, names in os.walk(folder) for name in names)
    return sorted(at / name for at, name in walked if fnmatch(name, "*.[to]t[fc]"))


def _drawable_emoji(path: str) -> bool:
    """Return whether the emoji are colour bitmaps (CBDT), the only kind we can draw."""
    try:
        with TTFont(path, lazy=True) as font:
            return "CBDT" in font
    except Exception:  # damaged, as above
        return False


def _rank(family: str) -> tuple[int, int, str]:
    if family in _FIRST:
        return 0, _FIRST.index(family), ""
    if family in _SECOND:
        return 2, _SECOND.index(family), ""
    return (1 if family.startswith("NotoSans") else 3), 0, family


def _contains(codes: array[int], code: int) -> bool:
    index = bisect_left(codes, code)
    return index < len(codes) and codes[index] == code


@lru_cache(maxsize=1024)
def _codes(path: str, index: int) -> array[int]:
    if not path:
        return _BASIC_LATIN
    try:
        return read_codes(path, index)
    except UnreadableFont:
        _log.warning("can't read the font file %s, so it isn't used", path)
        return _NOTHING
