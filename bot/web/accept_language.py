"""Choose the language of a page from what the browser asks for."""

from __future__ import annotations

import math

from bot.ui.language import LANGUAGES

_LONGEST = 500
_KNOWN = {language.partition("_")[0].lower(): language for language in LANGUAGES}


def preferred_language(header: str) -> str:
    """Return the supported language that an Accept-Language header prefers, else English.

    RFC 9110, section 12.5.4; unreadable parts are skipped.
    """
    weighted: list[tuple[float, str]] = []
    for part in header[:_LONGEST].split(","):
        tag, _, rest = part.strip().partition(";")
        weight = _weight(rest)
        known = _KNOWN.get(tag.strip().replace("_", "-").partition("-")[0].lower())
        if known is not None and weight is not None and weight > 0:
            weighted.append((weight, known))
    return max(weighted, key=lambda choice: choice[0])[1] if weighted else "en"


def _weight(rest: str) -> float | None:
    """Return the q-value: 1 if there is none, None if it isn't a number from 0 to 1."""
    if not rest.strip():
        return 1.0
    name, _, value = rest.strip().partition("=")
    try:
        weight = float(value)
    except ValueError:
        return None
    fits = name.strip().lower() == "q" and math.isfinite(weight) and 0 <= weight <= 1
    return weight if fits else None
