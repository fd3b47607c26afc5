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
    spaced = " ".join(wide.casefold().split())
    seen = "".join(one for one in spaced if unicodedata.category(one) not in ("Cf", "Cc"))
    return unicodedata.normalize("NFKC", seen)
