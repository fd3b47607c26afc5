"""Reading untrusted JSON: each function takes whatever came and gives a plain value or nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeVar

from bot.spotify.errors import Malformed

T = TypeVar("T")
Json = Mapping[str, object]


def mapping(value: object) -> Json | None:
    """Return `value` if it is a JSON object."""
    return value if isinstance(value, Mapping) else None


def demand(value: object) -> Json:
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


def demand_text(source: Json, key: str) -> str:
    """Return the non-empty string at `key`; raises Malformed."""
    value = text(source, key)
    if value is None:
        raise Malformed(f"expected text in {key}")
    return value


def number(source: Json, key: str) -> int | None:
    """Return the whole number at `key`; fractions are cut, nonsense is None."""
    value = source.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not math.isfinite(value) or abs(value) > 2**53:
        return None
    return int(value)


def flag(source: Json, key: str) -> bool:
    """Return True only for JSON's true."""
    return source.get(key) is True


def each(value: object, parse: Callable[[Json], T | None]) -> tuple[T, ...]:
    """Parse the objects of a list; nulls and what cannot be read are left out."""
    if not isinstance(value, list):
        return ()
    parsed = (parse(entry) for entry in value if isinstance(entry, Mapping))
    return tuple(entry for entry in parsed if entry is not None)
