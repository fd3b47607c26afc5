"""Prepare text for drawing: make it harmless, split it into graphemes, put it in visual order."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import accumulate
from typing import Literal, TypeVar

import regex
from bidi import get_base_level, get_display

from bot.pictures.facts import CannotDraw

_T = TypeVar("_T")

# Far more than any picture shows; anything beyond is ignored.
_MAX_LENGTH = 2000
_MAX_CLUSTERS = 320
_MAX_MARKS = 6

_CLUSTER = regex.compile(r"\X")
_SPACE = regex.compile(r"[\s\p{Cc}]+")
# These two mark a name inside a sentence. They're kept but not drawn.
ISOLATES = ("\u2068", "\u2069")
_DROPPED = regex.compile(
    r"[[\p{Bidi_Control}--[\u2068\u2069]]\u00ad\u200b\u2060-\u2064\ufeff]+", regex.VERSION1
)
_IGNORED = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cc}]+")
_PRIVATE = regex.compile(r"[\p{Co}\p{Cs}\p{Noncharacter_Code_Point}]")
_MARKS = regex.compile(rf"(\p{{M}}{{{_MAX_MARKS}}})\p{{M}}+")
_EMOJI = regex.compile(
    r"[\p{Emoji}--[0-9#*©®]].*\ufe0f.*|[0-9#*©®]\ufe0f\u20e3?|\p{Emoji_Presentation}(?!\ufe0e).*"
    r"|\p{Emoji}[\p{Emoji_Modifier}\u200d].*",
    regex.VERSION1 | regex.DOTALL,
)
_UNSHAPED = regex.compile(
    r"[\p{Latin}\p{Cyrillic}\p{Greek}\p{Armenian}\p{Georgian}\p{Han}\p{Hiragana}\p{Katakana}"
    r"\p{Hangul}\p{Bopomofo}\p{Common}\p{Inherited}]*"
)
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_HANGUL = regex.compile(r"\p{Hangul}")
_HAN = regex.compile(r"\p{Han}")
_IDEOGRAPH = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
_CLOSING = regex.compile(r"[\p{Pe}\p{Pf}\p{Po}ーぁぃぅぇぉっゃゅょァィゥェォッャュョ]")
_MAYBE_RTL = regex.compile(r"[\p{bc=R}\p{bc=AL}\p{bc=AN}\p{Bidi_Control}]")
# Rule L1 of the bidirectional algorithm: blanks before a tab or the line's end get its level.
_BLANK_END = regex.compile(
    r"[\p{bc=WS}\p{bc=BN}\u202a-\u202e\u2066-\u2069]*(?:[\p{bc=B}\p{bc=S}]|$)"
)
_LEVEL = regex.compile(r"Level\(\s*(\d+)")
JAPANESE, KOREAN, SIMPLIFIED, TRADITIONAL = 0, 1, 2, 3


def clusters(text: str) -> list[str]:
    """Return the text as grapheme clusters on one line, without control characters.

    Only the start of a huge text is kept, and only a few marks on each letter.
    """
    text = unicodedata.normalize("NFC", text[:_MAX_LENGTH])
    text = _SPACE.sub(" ", _DROPPED.sub("", text)).strip()
    found = _CLUSTER.findall(text)[:_MAX_CLUSTERS]
    return [_MARKS.sub(r"\1", cluster) for cluster in found]


def visible(cluster: str) -> str:
    """Return the cluster's characters that need their own glyph."""
    return _IGNORED.sub("", cluster)


def is_private(characters: str) -> bool:
    """Return whether any character has no agreed meaning, so that a glyph would be a guess."""
    return _PRIVATE.search(characters) is not None


def is_emoji(cluster: str) -> bool:
    """Return whether the cluster is an emoji rather than a letter."""
    return _EMOJI.fullmatch(cluster) is not None


def needs_shaping(cluster: str) -> bool:
    """Return whether the cluster looks wrong if its glyphs are just placed side by side."""
    if is_emoji(cluster):
        return len(visible(cluster)) > 1
    return _UNSHAPED.fullmatch(cluster) is None


def cjk_index(text: str) -> int:
    """Return which face of a CJK collection (JP, KR, SC, TC) suits the text."""
    if _KANA.search(text):
        return JAPANESE
    if _HANGUL.search(text):
        return KOREAN
    han = "".join(_HAN.findall(text))
    for codec, index in (("gb2312", SIMPLIFIED), ("shift_jis", JAPANESE), ("big5", TRADITIONAL)):
        try:
            han.encode(codec)
        except UnicodeEncodeError:
            continue
        return index
    return JAPANESE


def can_break(parts: Sequence[str], place: int) -> bool:
    """Return whether a line may end before cluster number `place`."""
    before, after = parts[place - 1], parts[place]
    if before == " " or after == " ":
        return True
    if _CLOSING.match(after):
        return False
    return bool(_IDEOGRAPH.match(before) or _IDEOGRAPH.match(after))


def levels(parts: Sequence[str], base: Literal["L", "R"] | None = None) -> list[int]:
    """Return each cluster's embedding level: even is left to right, odd right to left.

    `base` is the line's direction; None means that its first strong character decides. Raises
    CannotDraw if python-bidi doesn't report the levels.
    """
    text = "".join(part[0] for part in parts)
    if base != "R" and not _MAYBE_RTL.search(text):
        return [0] * len(text)
    # The levels are in python-bidi's debug output, one for each UTF-8 byte of the text.
    report = str(get_display(text, base_dir=base, debug=True))
    found = _LEVEL.findall(report.partition("\n    levels: [")[2].partition("\n    ],")[0])
    *starts, end = accumulate((len(character.encode()) for character in text), initial=0)
    if len(found) != end:
        raise CannotDraw("python-bidi's debug output isn't like that of 0.6")
    result = [int(found[start]) for start in starts]
    line = get_base_level(text) if base is None else int(base == "R")
    for blank in _BLANK_END.finditer(text):
        result[blank.start() : blank.end()] = [line] * len(blank[0])
    return result


def visual_order(runs: Sequence[tuple[int, _T]]) -> list[_T]:
    """Return runs, given as (level, run) in reading order, from left to right."""
    order = list(runs)
    highest = max((level for level, _ in order), default=0)
    for level in range(highest, 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and order[end][0] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start) + 1
    return [run for _, run in order]
