"""Set lines of text in any script: split into runs per font, measure, fit and draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from PIL import Image, ImageDraw, ImageFont, features

from bot.pictures import text as words
from bot.pictures.colours import Colour
from bot.pictures.facts import CannotDraw
from bot.pictures.font_index import Face, faces

# The only bitmap size in NotoColorEmoji.
_EMOJI_SIZE = 109
_EMOJI_SCALE = 0.96
# A line is drawn inside this box (in ems), so that stacked marks don't reach other lines.
_ABOVE, _BELOW = 1.2, 0.5
# Room for glyphs that extend beyond their advance width.
_OVERHANG = 4


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one font and one direction, with its width in pixels."""

    text: str
    face: Face
    is_rtl: bool
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line ready to draw: its runs from left to right; sizes in pixels."""

    runs: tuple[Run, ...]
    size: int
    bold: bool
    width: float


class Typesetter:
    """Sets lines for one picture. Not shared between threads: each picture makes its own."""

    def __init__(self) -> None:
        self._raqm = features.check("raqm")
        self._open: dict[tuple[Face, int], ImageFont.FreeTypeFont] = {}
        self._chosen: dict[tuple[str, bool, int], Face] = {}

    def line(self, text: str, size: int, width: float, *, bold: bool = False) -> Line:
        """Return the text as one line of at most `width` pixels, cut with an ellipsis if needed.

        Raises CannotDraw if a character has no font.
        """
        return self._cut(words.clusters(text), size, width, bold)

    def lines(self, text: str, sizes: Sequence[int], width: float) -> list[Line]:
        """Return a bold title on one line in the first size that fits, or else on two lines.

        Two lines use the last size, and the second is cut with an ellipsis.
        Raises CannotDraw if a character has no font.
        """
        parts = words.clusters(text)
        for size in sizes:
            line = self._set(parts, size, True)
            if line.width <= width:
                return [line]
        size = sizes[-1]
        place = self._break(parts, size, width)
        first = "".join(parts[:place]).rstrip()
        rest = words.clusters("".join(parts[place:]))
        return [self._cut(words.clusters(first), size, width, True)] + (
            [self._cut(rest, size, width, True)] if rest else []
        )

    def draw(self, image: Image.Image, left: float, base: float, line: Line, ink: Colour) -> None:
        """Draw the line on the RGB image, starting at `left`, on the baseline `base`."""
        above, below = round(line.size * _ABOVE), round(line.size * _BELOW)
        layer = (round(line.width) + 2 * _OVERHANG, above + below)
        mask = Image.new("L", layer)
        pen = ImageDraw.Draw(mask)
        corner = (round(left) - _OVERHANG, round(base) - above)
        x = float(_OVERHANG)
        for run in line.runs:
            if run.face.emoji:
                picture = self._emoji(run, line.size)
                place = (corner[0] + round(x), round(base) - round(picture.height * 0.79))
                image.paste(picture, place, picture)
            else:
                font = self._font(run.face, line.size)
                direction = self._direction(run.face, run.is_rtl)
                pen.text((x, above), run.text, 255, font, "ls", direction=direction)
            x += run.width
        image.paste(ink, corner, mask)

    def _cut(self, parts: list[str], size: int, width: float, bold: bool) -> Line:
        whole = self._set(parts, size, bold)
        if whole.width <= width:
            return whole
        dots = self._dots(bold)
        low, high = 0, len(parts)
        while high - low > 1:
            middle = (low + high) // 2
            fits = self._set(_with_dots(parts[:middle], dots), size, bold).width <= width
            low, high = (middle, high) if fits else (low, middle)
        return self._set(_with_dots(parts[:low], dots), size, bold)

    def _break(self, parts: list[str], size: int, width: float) -> int:
        if len(parts) < 2:
            return len(parts)
        low, high = 1, len(parts)
        while high - low > 1:
            middle = (low + high) // 2
            fits = self._set(parts[:middle], size, True).width <= width
            low, high = (middle, high) if fits else (low, middle)
        # A word that takes up most of the line is broken at the line's end.
        for place in range(low, low // 3, -1):
            if words.can_break(parts, place):
                return place
        return low

    def _set(self, parts: Sequence[str], size: int, bold: bool) -> Line:
        if not parts:
            return Line((), size, bold, 0.0)
        index = words.cjk_index("".join(parts))
        chosen: list[Face] = []
        for part in parts:
            # A space uses its word's font; the emoji font's space is far too wide.
            face = chosen[-1] if part == " " and chosen else None
            if face is None or face.emoji or not face.has(part):
                face = self._face(part, bold, index)
            chosen.append(face)
        placed = [
            entry
            for entry in zip(words.levels(parts), chosen, parts, strict=True)
            if entry[2] not in words.ISOLATES
        ]
        runs: list[tuple[int, Run]] = []
        for (level, face), group in groupby(placed, key=lambda entry: entry[:2]):
            text = "".join(part for _, _, part in group)
            runs.append((level, self._run(text, face, size, level % 2 == 1)))
        ordered = tuple(words.visual_order(runs))
        return Line(ordered, size, bold, sum(run.width for run in ordered))

    def _run(self, text: str, face: Face, size: int, is_rtl: bool) -> Run:
        if not self._raqm:
            text = words.visible(text)
        font = self._font(face, size)
        width = font.getlength(text, direction=self._direction(face, is_rtl))
        return Run(text, face, is_rtl, width * _scale(size) if face.emoji else width)

    def _face(self, cluster: str, bold: bool, index: int) -> Face:
        key = (cluster, bold, index)
        face = self._chosen.get(key)
        if face is None:
            face = self._chosen[key] = self._find(cluster, bold, index)
        return face

    def _find(self, cluster: str, bold: bool, index: int) -> Face:
        if not self._raqm and words.needs_shaping(cluster):
            raise CannotDraw("the script needs a shaping library, and there is none")
        known = faces(bold, index)
        if words.is_emoji(cluster):
            known = tuple(sorted(known, key=lambda face: not face.emoji))
        needed = words.visible(cluster)
        if words.is_private(needed):
            raise CannotDraw("a private character")
        for face in known:
            if face.has(needed):
                return face
        raise CannotDraw(f"no font has U+{ord(cluster[0]):04X}")

    def _dots(self, bold: bool) -> list[str]:
        try:
            self._face("…", bold, words.JAPANESE)
        except CannotDraw:
            return ["."] * 3
        return ["…"]

    def _font(self, face: Face, size: int) -> ImageFont.FreeTypeFont:
        size = _EMOJI_SIZE if face.emoji else size
        font = self._open.get((face, size))
        if font is None:
            font = self._open[face, size] = self._load(face, size)
        return font

    def _load(self, face: Face, size: int) -> ImageFont.FreeTypeFont:
        if not face.path:
            inside = ImageFont.load_default(size)
            if isinstance(inside, ImageFont.FreeTypeFont):
                return inside
            raise CannotDraw("Pillow was built without FreeType")
        engine = ImageFont.Layout.RAQM if self._raqm else ImageFont.Layout.BASIC
        try:
            return ImageFont.truetype(face.path, size, face.index, layout_engine=engine)
        except OSError as error:
            raise CannotDraw(f"the font {face.path} can't be opened") from error

    def _direction(self, face: Face, is_rtl: bool) -> Literal["ltr", "rtl"] | None:
        # Only raqm supports a direction, and Pillow's built-in font never uses raqm.
        if not (self._raqm and face.path):
            return None
        return "rtl" if is_rtl else "ltr"

    def _emoji(self, run: Run, size: int) -> Image.Image:
        font = self._font(run.face, size)
        direction = self._direction(run.face, run.is_rtl)
        width = max(1, round(font.getlength(run.text, direction=direction)))
        canvas = Image.new("RGBA", (width, 136))
        pen = ImageDraw.Draw(canvas)
        pen.text(
            (0, 107), run.text, font=font, anchor="ls", embedded_color=True, direction=direction
        )
        scale = _scale(size)
        small = (max(1, round(width * scale)), max(1, round(136 * scale)))
        return canvas.resize(small, Image.Resampling.LANCZOS)


def _scale(size: int) -> float:
    return size / _EMOJI_SIZE * _EMOJI_SCALE


def _with_dots(parts: Sequence[str], dots: list[str]) -> list[str]:
    kept = list(parts)
    while kept and kept[-1] == " ":
        kept.pop()
    return kept + dots
