"""Which language a page is written in: what its person chose, or what the browser asks for."""

from __future__ import annotations

import math

from bot.ui.language import LANGUAGES

_LONGEST = 500
_KNOWN = {one.partition("_")[0].lower(): one for one in LANGUAGES}


def accepted(header: str) -> str:
    """Return the language of Earshot's that an Accept-Language header likes best, else English.

    RFC 9110, section 12.5.4; parts that cannot be read are passed over.
    """
    wishes: list[tuple[float, str]] = []
    for part in header[:_LONGEST].split(","):
        tag, _, rest = part.strip().partition(";")
        weight = _weight(rest)
        known = _KNOWN.get(tag.strip().replace("_", "-").partition("-")[0].lower())
        if known is not None and weight is not None and weight > 0:
            wishes.append((weight, known))
    return max(wishes, key=lambda wish: wish[0])[1] if wishes else "en"


def _weight(rest: str) -> float | None:
    """Return the q-value, 1 where there is none, None where it is no number from 0 to 1."""
    if not rest.strip():
        return 1.0
    name, _, value = rest.strip().partition("=")
    try:
        weight = float(value)
    except ValueError:
        return None
    fits = name.strip().lower() == "q" and math.isfinite(weight) and 0 <= weight <= 1
    return weight if fits else None
