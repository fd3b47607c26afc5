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

_IGNORED = re.compile(
    rf"[\s`´ʼ′″\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff{re.escape(''.join(CLOSERS))}」』»›]+"
)


_MARKED = re.compile(
    r"(?P<mark>\*{1,3}|_{2}|~~|\|\||`{1,3})(?P<inside>\S(?:.*\S)?)(?P=mark)", re.DOTALL
)
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def visible(text: str) -> str:
    """Return a text without the characters that nobody sees, like those in names copied from us.

    What joins letters and emoji stays: it changes how they look.
    """
    return _UNSEEN.sub("", text)


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
    typed = visible(text).strip()
    end = quoted_end(typed)
    inside = typed[1:end].strip() if end is not None else ""
    return unescaped(inside) if end == len(typed) - 1 and inside else typed


def unmarked(text: str) -> str:
    """Return words without the Markdown around them: `**bold**`, `||spoiler||`, code."""
    found = _MARKED.fullmatch(text.strip())
    return unmarked(found["inside"]) if found else text.strip()


def unescaped(text: str) -> str:
    """Return a text whose escaped quotes are only quotes."""
    return re.sub(r"\\(?=[\"'“”„‘’«»「」])", "", text)


def folded(text: str) -> str:
    """Return what is compared of a name: without case, width, quotes, apostrophes, spaces."""
    # Both before and after: NFKC makes a space and an accent of ´.
    text = visible(text)
    shown = unicodedata.normalize("NFKC", _IGNORED.sub("", text) or text)
    kept = _IGNORED.sub("", shown.casefold()) or shown.casefold().strip()
    # What stood apart may have come together: a letter and its accent.
    return unicodedata.normalize("NFKC", kept)


def without_emoji(text: str) -> str:
    """Return what `folded` returns, without emoji and other symbols."""
    return folded("".join(one for one in text if unicodedata.category(one) not in ("So", "Sk")))


def word(text: str) -> str:
    """Return a command's or option's word: small, narrow, in one line."""
    return " ".join(unicodedata.normalize("NFKC", visible(text)).casefold().split())
