"""The `fields` parameter: `name,owner.id,items(total,items(item(name,artists)))`."""

from __future__ import annotations

from typing import Any

from sandbox.spotify.catalogue import Json

Wanted = dict[str, Any]


def only(data: Json, fields: str) -> Json:
    """Return the requested fields; all of them if none are requested."""
    wanted = _parsed(fields)
    return _filtered(data, wanted) if wanted else data


def _parsed(fields: str) -> Wanted:
    wanted: Wanted = {}
    for part in _split(fields):
        name, dot, rest = part.partition(".")
        if "(" in name or not dot:
            name, _, inner = part.partition("(")
            rest = inner.removesuffix(")")
        wanted.setdefault(name.strip(), {}).update(_parsed(rest))
    return wanted


def _split(fields: str) -> list[str]:
    """Split at the commas outside parentheses."""
    parts, depth = [""], 0
    for letter in fields:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part for part in parts if part.strip()]


def _filtered(data: Any, wanted: Wanted) -> Any:
    if isinstance(data, list):
        return [_filtered(one, wanted) for one in data]
    if not isinstance(data, dict) or not wanted:
        return data
    return {name: _filtered(value, wanted[name]) for name, value in data.items() if name in wanted}
