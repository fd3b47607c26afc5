"""Finding fonts on this computer, and the one that has a character.

None is bundled: Debian's fonts-noto-core, -cjk and -color-emoji (in the Docker image) cover what
music is written in. Where no font has a character, CannotDraw is raised rather than a box drawn.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import regex
from PIL import ImageFont, features

from bot.pictures.cmap import coverage
from bot.pictures.errors import CannotDraw

Font = ImageFont.FreeTypeFont

_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
_REGULAR = (
    "NotoSans-Regular.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansHebrew-Regular.ttf",
    "NotoSansThai-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansCJK-Regular.ttc",
    "NotoSansSymbols-Regular.ttf",
    "NotoSansSymbols2-Regular.ttf",
    "DejaVuSans.ttf",
    "LiberationSans-Regular.ttf",
)
_EMOJI = "NotoColorEmoji.ttf"
EMOJI_SIZE = 109
"""The only size, in pixels, that the colour emoji font has."""

_UNSEEN = regex.compile(r"[\p{Cf}\p{Cc}\ufe00-\ufe0f\s]")
_PICTOGRAPH = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3")
_NEEDS_SHAPING = regex.compile(
    r"[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}\p{Script=Devanagari}]"
)


@dataclass(frozen=True, slots=True)
class Face:
    """A font file, regular or bold."""

    path: Path
    emoji: bool = False

    def at(self, size: int) -> Font:
        """Return the font at a size in pixels (emoji have one size only)."""
        return _loaded(self.path, EMOJI_SIZE if self.emoji else size)


@lru_cache(maxsize=128)
def _loaded(path: Path, size: int) -> Font:
    return ImageFont.truetype(str(path), size, layout_engine=_engine())


def _engine() -> ImageFont.Layout:
    return ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC


@cache
def _files() -> dict[str, Path]:
    found: dict[str, Path] = {}
    own = os.environ.get("EARSHOT_FONTS", "")
    for folder in (*filter(None, own.split(os.pathsep)), *_FOLDERS):
        for path in sorted(Path(folder).expanduser().rglob("*.tt[cf]")):
            found.setdefault(path.name, path)
    return found


@cache
def _faces(bold: bool) -> tuple[Face, ...]:
    files = _files()
    faces = []
    for name in _REGULAR:
        heavy = name.replace("-Regular", "-Bold").replace("DejaVuSans.", "DejaVuSans-Bold.")
        path = files.get(heavy if bold else name) or files.get(name)
        if path is not None:
            faces.append(Face(path))
    return tuple(faces)


@cache
def _emoji() -> Face | None:
    path = _files().get(_EMOJI)
    return Face(path, emoji=True) if path is not None else None


def runs(text: str, *, bold: bool) -> list[tuple[Face, str]]:
    """Split a text into pieces that one font each can draw, in reading order.

    Raises CannotDraw when a character is in no font.
    """
    if _NEEDS_SHAPING.search(text) and not features.check("raqm"):
        raise CannotDraw("this script needs shaping")
    pieces: list[tuple[Face, str]] = []
    for cluster in regex.findall(r"\X", text):
        face = _face_for(cluster, bold=bold, last=pieces[-1][0] if pieces else None)
        if pieces and pieces[-1][0] == face:
            pieces[-1] = (face, pieces[-1][1] + cluster)
        else:
            pieces.append((face, cluster))
    return pieces


def _face_for(cluster: str, *, bold: bool, last: Face | None) -> Face:
    codes = [ord(letter) for letter in cluster if not _UNSEEN.match(letter)]
    emoji = _emoji()
    if emoji is not None and _PICTOGRAPH.search(cluster) and _has(emoji, codes):
        return emoji
    faces: Iterable[Face] = _faces(bold)
    if last is not None and not last.emoji:
        faces = (last, *faces)
    for face in faces:
        if _has(face, codes):
            return face
    raise CannotDraw("no font has this character")


def _has(face: Face, codes: list[int]) -> bool:
    known = coverage(face.path)
    return all(code in known for code in codes)
