"""Normalizes quotes and names as people and phones type them; no I/O, never an error."""

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
"""The possible closing quotes of each opening quote: phones and languages mix them."""

_IGNORED = re.compile(
    rf"[\s`´ʼ′″\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff{re.escape(''.join(CLOSERS))}」』»›]+"
)


_MARKED = re.compile(
    r"(?P<mark>\*{1,3}|_{2}|~~|\|\||`{1,3})(?P<inside>\S(?:.*\S)?)(?P=mark)", re.DOTALL
)
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def visible(text: str) -> str:
    """Return a text without invisible characters, such as those in names copied from us.

    Joiners between letters and emoji stay: they change how those look.
    """
    return _UNSEEN.sub("", text)


def quoted_end(text: str, start: int = 0) -> int | None:
    """Return where the quote opened at `start` closes; None if it never does.

    The closing quote must end a word, so that `12" mixes` and `'n' roll` stay whole.
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
    """Return a text without the pair of quotes around all of it, in any style."""
    typed = visible(text).strip()
    end = quoted_end(typed)
    inside = typed[1:end].strip() if end is not None else ""
    return unescaped(inside) if end == len(typed) - 1 and inside else typed


def unmarked(text: str) -> str:
    """Return words without the Markdown around them: `**bold**`, `||spoiler||`, code."""
    inside = text.strip()
    while found := _MARKED.fullmatch(inside):
        inside = found["inside"].strip()
    return inside


def unescaped(text: str) -> str:
    """Return a text with its escaped quotes unescaped."""
    return re.sub(r"\\(?=[\"'“”„‘’«»「」])", "", text)


def folded(text: str) -> str:
    """Return the form of a name for comparing: without case, width, quotes or spaces."""
    # Both before and after: NFKC makes a space and an accent of ´.
    text = visible(text)
    shown = unicodedata.normalize("NFKC", _IGNORED.sub("", text) or text)
    kept = _IGNORED.sub("", shown.casefold()) or shown.casefold().strip()
    # Characters may have joined: a letter and its accent.
    return unicodedata.normalize("NFKC", kept)


def without_emoji(text: str) -> str:
    """Return what `folded` returns, without emoji and other symbols."""
    return folded("".join(one for one in text if unicodedata.category(one) not in ("So", "Sk")))


def word(text: str) -> str:
    """Return a command's or option's word: lower case, half-width, in one line."""
    return " ".join(unicodedata.normalize("NFKC", visible(text)).casefold().split())
