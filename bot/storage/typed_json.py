"""Frozen dataclasses as JSON, and back: what is stored is read by its types, not trusted.

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
    """Return a dataclass as the text of a JSON object."""
    return json.dumps(to_object(value))


def from_text(text: str, kind: type[T]) -> T:
    """Return a stored text as a dataclass; raises Misfit."""
    return from_object(parsed(text), kind)


def parsed(text: str) -> Mapping[str, object]:
    """Return a stored JSON object as it is; raises Misfit."""
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError):
        raise Misfit("not JSON") from None
    if not isinstance(stored, dict):
        raise Misfit("not an object")
    return stored


def to_object(value: object) -> dict[str, object]:
    """Return a dataclass as a JSON object: its fields by name."""
    plain = _plain(value)
    if not isinstance(plain, dict):
        raise TypeError(f"{type(value).__name__} is no dataclass")
    return plain


def from_object(stored: Mapping[str, object], kind: type[T]) -> T:
    """Return a stored JSON object as a dataclass; raises Misfit.

    Fields that it lacks get their defaults; what it has beyond them is ignored.
    """
    hints = get_type_hints(kind)
    known = [name for name in hints if name in stored]
    values = {name: _typed(hints[name], stored[name]) for name in known}
    try:
        return kind(**values)
    except TypeError:
        raise Misfit(f"fields of {kind.__name__} are missing") from None


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


def _typed(hint: object, stored: object) -> object:
    """Return a stored value as what a type hint says; raises Misfit."""
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Literal:
        fits = stored in inside
    elif origin in (Union, types.UnionType):
        return _any_of(inside, stored)
    elif origin is tuple and isinstance(stored, list):
        return _tuple(inside, stored)
    elif origin is Mapping and isinstance(stored, dict):
        return {str(key): _typed(inside[1], one) for key, one in stored.items()}
    elif isinstance(hint, type) and dataclasses.is_dataclass(hint) and isinstance(stored, dict):
        return from_object(stored, hint)
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
