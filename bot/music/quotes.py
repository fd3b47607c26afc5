"""Quotes and names as people and their phones type them: pure, and never an error."""

from __future__ import annotations

import re
import unicodedata

_DOUBLE = '”“„‟"＂〝〞'
_SINGLE = "’‘‚‛'＇"
CLOSERS = {
    **dict.fromkeys('"“”„‟＂〝〞', _DOUBLE),
    **dict.fromkeys("'‘’‚‛＇", _SINGLE),
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "「": "」",
    "『": "』",
    "｢": "｣",
    "﹁": "﹂",
    "﹃": "﹄",
    "《": "》",
    "〈": "〉",
    "⹂": "⹂",
}
"""What may close each opening quote: phones and languages mix them."""

_IGNORED = re.compile(rf"[\s`´ʼ′″\u200b-\u200f\u2060\ufeff{re.escape(''.join(CLOSERS))}」』»›]+")


def quoted_end(text: str, start: int = 0) -> int | None:
    """Return where the quote that opens at `start` closes; None when it is no closed quote.

    A quote closes where its partner ends a word, so that `12" mixes` and `'n' roll` stay whole.
    """
    closers = CLOSERS.get(text[start : start + 1])
    if closers is None:
        return None
    for place in range(start + 1, len(text)):
        ends_word = place + 1 == len(text) or text[place + 1].isspace()
        if text[place] in closers and ends_word and text[place - 1] != "\\":
            return place
    return None


def unquoted(text: str) -> str:
    """Return a text without the one pair of quotes around all of it, in any style."""
    typed = text.strip()
    end = quoted_end(typed)
    inside = typed[1:end].strip() if end is not None else ""
    return unescaped(inside) if end == len(typed) - 1 and inside else typed


def unescaped(text: str) -> str:
    """Return a text whose escaped quotes are only quotes."""
    return re.sub(r"\\(?=[\"'“”„‘’«»「」])", "", text)


def folded(text: str) -> str:
    """Return what is compared of a name: without case, width, quotes, apostrophes, spaces."""
    # Both before and after: NFKC makes a space and an accent of ´.
    shown = unicodedata.normalize("NFKC", _IGNORED.sub("", text) or text)
    return _IGNORED.sub("", shown.casefold()) or shown.casefold().strip()


def word(text: str) -> str:
    """Return a command's or option's word: small, narrow, in one line."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
