"""Names compared as people type them: case, width, apostrophes and spaces make no difference."""

from __future__ import annotations

import unicodedata

_MARKS = {
    **dict.fromkeys(map(ord, "’‘ʼ‛′`´＇"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»″＂"), '"'),
}


def folded(text: str) -> str:
    """Return a text for comparing it with another that went through here too."""
    # Marks first: the wide forms of some would become a space and an accent.
    wide = unicodedata.normalize("NFKC", text.translate(_MARKS)).translate(_MARKS)
    words = (_seen(word) for word in wide.casefold().split())
    return unicodedata.normalize("NFKC", " ".join(word for word in words if word))


def _seen(word: str) -> str:
    return "".join(one for one in word if unicodedata.category(one) not in ("Cf", "Cc"))
