"""Text before it is drawn: made harmless, cut into what a reader calls characters, ordered."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import regex

# Far more than any picture shows; what lies beyond is never looked at.
_LONGEST = 2000
_MOST_CLUSTERS = 320
_MOST_MARKS = 6

_CLUSTER = regex.compile(r"\X")
_SPACE = regex.compile(r"[\s\p{Cc}]+")
_DROPPED = regex.compile(r"[\p{Bidi_Control}\u00ad\u200b\u2060-\u2064\ufeff]+")
_IGNORED = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cc}]+")
_PRIVATE = regex.compile(r"[\p{Co}\p{Cs}\p{Noncharacter_Code_Point}]")
_MARKS = regex.compile(rf"(\p{{M}}{{{_MOST_MARKS}}})\p{{M}}+")
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
JAPANESE, KOREAN, SIMPLIFIED, TRADITIONAL = 0, 1, 2, 3


def clusters(text: str) -> list[str]:
    """Return the text as grapheme clusters, on one line, without controls and without excess.

    Only the beginning of a huge text is kept, and only a few marks on each letter.
    """
    text = unicodedata.normalize("NFC", text[:_LONGEST])
    text = _SPACE.sub(" ", _DROPPED.sub("", text)).strip()
    found = _CLUSTER.findall(text)[:_MOST_CLUSTERS]
    return [_MARKS.sub(r"\1", cluster) for cluster in found]


def visible(cluster: str) -> str:
    """Return the characters of the cluster that need a glyph of their own."""
    return _IGNORED.sub("", cluster)


def is_private(characters: str) -> bool:
    """Say whether a character has no agreed meaning, so that any font's glyph would be a guess."""
    return _PRIVATE.search(characters) is not None


def is_emoji(cluster: str) -> bool:
    """Say whether the cluster asks for a coloured picture rather than a letter."""
    return _EMOJI.fullmatch(cluster) is not None


def needs_shaping(cluster: str) -> bool:
    """Say whether the cluster comes out wrong when glyphs are only put side by side."""
    if is_emoji(cluster):
        return len(visible(cluster)) > 1
    return _UNSHAPED.fullmatch(cluster) is None


def cjk_index(text: str) -> int:
    """Return the face of a CJK collection (JP, KR, SC, TC) whose forms suit the text."""
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
    """Say whether a line may end before cluster number `place`."""
    before, after = parts[place - 1], parts[place]
    if before == " " or after == " ":
        return True
    if _CLOSING.match(after):
        return False
    return bool(_IDEOGRAPH.match(before) or _IDEOGRAPH.match(after))
