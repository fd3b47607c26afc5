"""Read untrusted JSON: each function accepts anything and returns a plain value or None."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import TypeVar

from bot.http.errors import Malformed

T = TypeVar("T")
Json = Mapping[str, object]

LONGEST_MS = 30 * 24 * 3600 * 1000
"""A month. Anything that claims to be longer has no believable length."""

_ID = re.compile(r"[A-Za-z0-9]{22}")
_NUMBER = re.compile(r"-?[0-9]{1,16}(?:\.[0-9]{1,16})?")
# Unicode counts these as letters, but they're invisible: fillers and the empty Braille cell.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def mapping(value: object) -> Json | None:
    """Return `value` if it's a JSON object."""
    return value if isinstance(value, Mapping) else None


def require_mapping(value: object) -> Json:
    """Return `value`, which must be a JSON object; raises Malformed."""
    found = mapping(value)
    if found is None:
        raise Malformed("expected a JSON object")
    return found


def text(source: Json, key: str) -> str | None:
    """Return the non-empty string at `key`, without lone surrogates."""
    value = source.get(key)
    if not isinstance(value, str) or not value:
        return None
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def require_text(source: Json, key: str) -> str:
    """Return the non-empty string at `key`; raises Malformed."""
    value = text(source, key)
    if value is None:
        raise Malformed(f"expected text in {key}")
    return value


def title(source: Json, key: str = "name") -> str | None:
    """Return the string at `key` if any of it is visible."""
    value = text(source, key)
    return value if value and any(map(_is_visible, value)) else None


def require_title(source: Json, key: str = "name") -> str:
    """Return the visible string at `key`; raises Malformed."""
    value = title(source, key)
    if value is None:
        raise Malformed(f"expected a name in {key}")
    return value


def _is_visible(letter: str) -> bool:
    # Unassigned (Cn) is often an emoji that's newer than this Python.
    return (
        letter not in _BLANK
        and (kind := unicodedata.category(letter))[0] not in "ZM"
        and (kind[0] != "C" or kind == "Cn")
    )


def identifier(source: Json, key: str = "id") -> str | None:
    """Return the ID at `key` if it's a valid Spotify ID, so that a link to it can work."""
    value = text(source, key)
    return value if value and _ID.fullmatch(value) else None


def require_identifier(source: Json, key: str = "id") -> str:
    """Return the ID at `key`; raises Malformed for anything else."""
    value = identifier(source, key)
    if value is None:
        raise Malformed(f"expected an ID in {key}")
    return value


def number(source: Json, key: str) -> int | None:
    """Return the whole number at `key`, also from text; fractions are cut off, nonsense is None."""
    value = source.get(key)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not math.isfinite(value) or abs(value) > 2**53:
        return None
    return int(value)


def count(source: Json, key: str) -> int | None:
    """Return the number at `key` if it isn't negative."""
    value = number(source, key)
    return value if value is not None and value >= 0 else None


def milliseconds(source: Json, key: str) -> int | None:
    """Return the time at `key`; negative becomes 0, more than LONGEST_MS becomes None."""
    value = number(source, key)
    return max(0, value) if value is not None and value <= LONGEST_MS else None


def flag(source: Json, key: str) -> bool:
    """Return True only for JSON's true."""
    return source.get(key) is True


def parse_list(value: object, parse: Callable[[Json], T | None]) -> tuple[T, ...]:
    """Parse the objects in a list; nulls and unreadable entries are left out."""
    if not isinstance(value, list):
        return ()
    parsed = (parse(entry) for entry in value if isinstance(entry, Mapping))
    return tuple(entry for entry in parsed if entry is not None)
