"""Text in a picture: measured, cut, wrapped, and drawn in any script."""

from __future__ import annotations

from dataclasses import dataclass

import regex
from PIL import Image, ImageDraw

from bot.pictures.fonts import EMOJI_SIZE, Face, runs

Colour = tuple[int, int, int]

_GRAPHEME = regex.compile(r"\X")
_STACKED = regex.compile(r"(\p{M}{3})\p{M}+")
_RIGHT_TO_LEFT = regex.compile(r"[\p{Script=Arabic}\p{Script=Hebrew}]")
_STRONG = regex.compile(r"\p{L}")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set; `size` in pixels."""

    size: int
    colour: Colour
    bold: bool = False


def tidy(text: str) -> str:
    """Return a text in one line, without piled-up marks, of bounded length."""
    flat = _STACKED.sub(r"\1", " ".join(text[: 4 * _LONGEST].split()))
    return "".join(_GRAPHEME.findall(flat)[:_LONGEST])


def width(text: str, style: Style) -> int:
    """Return how wide a text is, in pixels. Raises CannotDraw."""
    return sum(_advance(face, piece, style) for face, piece in runs(text, bold=style.bold))


def _advance(face: Face, piece: str, style: Style) -> int:
    length = face.at(style.size).getlength(piece)
    return int(length * style.size / EMOJI_SIZE * 1.06 if face.emoji else length) + 1


def fitted(text: str, style: Style, most: int) -> str:
    """Return a text cut to `most` pixels on a grapheme boundary, with an ellipsis where cut."""
    if width(text, style) <= most:
        return text
    letters = _GRAPHEME.findall(text)
    low, high = 0, len(letters)
    while low < high:
        middle = (low + high + 1) // 2
        if width("".join(letters[:middle]).rstrip() + "…", style) <= most:
            low = middle
        else:
            high = middle - 1
    return "".join(letters[:low]).rstrip() + "…"


def wrapped(text: str, style: Style, most: int, lines: int) -> list[str]:
    """Return a text in at most `lines` lines of `most` pixels; the last one is cut."""
    found: list[str] = []
    rest = text
    while rest and len(found) < lines - 1 and width(rest, style) > most:
        line = _first_line(rest, style, most)
        found.append(line.rstrip())
        rest = rest[len(line) :].lstrip()
    if rest:
        found.append(fitted(rest, style, most))
    return found


def _first_line(text: str, style: Style, most: int) -> str:
    letters = _GRAPHEME.findall(text)
    low, high = 1, len(letters)
    while low < high:
        middle = (low + high + 1) // 2
        if width("".join(letters[:middle]), style) <= most:
            low = middle
        else:
            high = middle - 1
    line = "".join(letters[:low])
    space = line.rfind(" ")
    return line[:space] if space > len(line) // 3 else line


def draw(image: Image.Image, x: int, baseline: int, text: str, style: Style) -> int:
    """Draw a line from `x` on its baseline, and return where it ends. Raises CannotDraw."""
    pieces = runs(text, bold=style.bold)
    strong = _STRONG.search(text)
    if strong and _RIGHT_TO_LEFT.match(strong[0]):
        pieces.reverse()
    pen = ImageDraw.Draw(image)
    for face, piece in pieces:
        font = face.at(style.size)
        if face.emoji:
            _draw_emoji(image, x, baseline, face, piece, style)
        else:
            pen.text((x, baseline), piece, fill=style.colour, font=font, anchor="ls")
        x += _advance(face, piece, style)
    return x


def _draw_emoji(
    image: Image.Image, x: int, baseline: int, face: Face, piece: str, style: Style
) -> None:
    font = face.at(style.size)
    wide = max(1, int(font.getlength(piece)))
    sheet = Image.new("RGBA", (wide, 128), (0, 0, 0, 0))
    ImageDraw.Draw(sheet).text((0, 0), piece, font=font, embedded_color=True)
    scale = style.size / EMOJI_SIZE * 1.06
    small = sheet.resize((max(1, int(wide * scale)), max(1, int(128 * scale))))
    image.paste(small, (x, baseline - int(style.size * 0.92)), small)
