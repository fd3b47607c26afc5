"""Frozen dataclasses as JSON text, and back: what is stored is read by its types, not trusted.

A row may be older than the code. One that no longer fits is a Misfit, and its reader drops it.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Mapping
from typing import Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class Misfit(Exception):
    """A stored text is not the JSON of the expected type."""


def to_text(value: object) -> str:
    """Return a dataclass as a JSON object: its fields by name."""
    return json.dumps(_plain(value))


def from_text(text: str, *kinds: type[T]) -> T:
    """Return the first of some dataclasses that a stored text fits; raises Misfit.

    Fields that the text lacks get their defaults; what it has beyond them is ignored.
    """
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError):
        raise Misfit("not JSON") from None
    for kind in kinds:
        try:
            found = _record(kind, stored)
        except Misfit:
            continue
        if isinstance(found, kind):
            return found
    raise Misfit(f"not {' or '.join(one.__name__ for one in kinds)}")


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


def _record(kind: type, stored: object) -> object:
    if not isinstance(stored, Mapping):
        raise Misfit("not an object")
    hints = get_type_hints(kind)
    fields = [one for one in dataclasses.fields(kind) if one.name in stored]
    values = {one.name: _typed(hints[one.name], stored[one.name]) for one in fields}
    try:
        return kind(**values)
    except TypeError:
        raise Misfit("fields are missing") from None


def _typed(hint: object, stored: object) -> object:
    """Return a stored value as what a type hint says; raises Misfit."""
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Literal:
        fits = stored in inside
    elif origin in (Union, types.UnionType):
        return _any_of(inside, stored)
    elif origin is tuple and isinstance(stored, list):
        return _tuple(inside, stored)
    elif origin is Mapping and isinstance(stored, Mapping):
        return {str(key): _typed(inside[1], one) for key, one in stored.items()}
    else:
        fits = isinstance(hint, type) and type(stored) is hint
    if not fits:
        raise Misfit("a field of another type")
    return stored


def _any_of(hints: tuple[object, ...], stored: object) -> object:
    for hint in hints:
        try:
            return _typed(hint, stored)
        except Misfit:
            continue
    raise Misfit("a field of another type")


def _tuple(inside: tuple[object, ...], stored: list[object]) -> tuple[object, ...]:
    each = inside[:1] * len(stored) if inside[-1] is Ellipsis else inside
    if len(each) != len(stored):
        raise Misfit("a list of another length")
    return tuple(_typed(hint, one) for hint, one in zip(each, stored, strict=True))
