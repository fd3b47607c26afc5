"""Custom IDs of buttons, selects and forms: each is a class, made and matched in one place.

An ID holds all state, so messages from before a restart still work. Its form is text between
colons, with the class's fields in braces:

    @component_id("code:{ref}")
    class CodeButton(ComponentId):
        ref: Hex24

`CodeButton("…").make()` is the custom ID; `CodeButton.match(custom_id)` is what it was made from.
`@on_component(CodeButton)` marks the method that handles it (bot/toolkit/component_router.py). An
ID without values is `PlainId("link:open")`. Names end in what people use: Button, Select or Form.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Annotated, ClassVar, Literal, Self, TypeVar, dataclass_transform

LONGEST = 100
"""The longest custom ID that Discord accepts."""

_LARGEST = 2**63 - 1
"""The largest number that a database's column holds; no ID that exists is larger."""


class DoesNotFit(ValueError):
    """A value that doesn't fit its part of a custom ID, so the ID couldn't be parsed."""


@dataclass(frozen=True, slots=True)
class Part:
    """What may be between two colons of an ID; `choices` lists it all if that is few values.

    `name` is the field it belongs to, empty for fixed text.
    """

    pattern: re.Pattern[str]
    longest: int
    choices: frozenset[str] = frozenset()
    name: str = ""
    is_number: bool = False

    def fits(self, text: str) -> bool:
        """Whether a value is allowed here."""
        if self.pattern.fullmatch(text) is None:
            return False
        return not self.is_number or int(text) <= _LARGEST

    def overlaps(self, other: Part) -> bool:
        """Whether a value may be allowed by both parts; two patterns are assumed to overlap."""
        if self.choices:
            return any(map(other.fits, self.choices))
        return not other.choices or any(map(self.fits, other.choices))


def text_of(characters: str, least: int, most: int | None = None) -> Part:
    """Make a part from a set of characters (as in a regular expression)."""
    most = least if most is None else most
    return Part(re.compile(f"[{characters}]{{{least},{most}}}"), most)


def digits(most: int) -> Part:
    """Make a part that is an integer with at most this many digits."""
    return Part(re.compile(f"[0-9]{{1,{most}}}"), most)


def one_of(*texts: str) -> Part:
    """Make a part that is one of several values."""
    pattern = re.compile("|".join(map(re.escape, texts)))
    return Part(pattern, max(map(len, texts)), frozenset(texts))


Snowflake = Annotated[int, digits(20)]
"""A user's Discord ID."""

RowId = Annotated[int, digits(19)]
"""The ID of a row in our database."""

PageNumber = Annotated[int, digits(5)]
Seconds = Annotated[int, digits(12)]
Milliseconds = Annotated[int, digits(10)]
Hex24 = Annotated[str, text_of("0-9a-f", 24)]
Hex32 = Annotated[str, text_of("0-9a-f", 32)]
Note = Annotated[str, text_of(r"A-Za-z0-9_\-", 12)]
"""What bot/accounts/button_state.py calls what it keeps for a button."""

Waiting = Annotated[str, text_of(r"A-Za-z0-9_\-", 22)]
"""What bot/accounts/waiting_commands.py calls a command that waits."""

SpotifyId = Annotated[str, text_of("A-Za-z0-9", 22)]
SongKind = Annotated[str, one_of("track", "episode")]


@dataclass(frozen=True, slots=True)
class Form:
    """The form of an ID: its parts, between colons."""

    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        if sum(one.longest + 1 for one in self.parts) - 1 > LONGEST:
            raise ValueError(f"{self} can be longer than {LONGEST} characters")

    @classmethod
    def of(cls, text: str, fields: Mapping[str, Part] | None = None) -> Form:
        """Parse a form that has field names in braces."""
        written = (one.removeprefix("{").removesuffix("}") for one in text.split(":"))
        known = fields or {}
        return cls(tuple(known[one] if one in known else one_of(one) for one in written))

    def __str__(self) -> str:
        return ":".join(f"{{{one.name}}}" if one.name else min(one.choices) for one in self.parts)

    def write(self, values: Mapping[str, object]) -> str:
        """Return the ID with these values; raises DoesNotFit."""
        written = []
        for one in self.parts:
            text = str(values[one.name]) if one.name else min(one.choices)
            if one.name and not one.fits(text):
                raise DoesNotFit(f"{text!r} is no {one.name} of {self}")
            written.append(text)
        return ":".join(written)

    def read(self, custom_id: str) -> dict[str, int | str] | None:
        """Return the values of an ID with this form; None for others."""
        texts = custom_id.split(":")
        if len(texts) != len(self.parts):
            return None
        pairs = list(zip(self.parts, texts, strict=True))
        if not all(part.fits(text) for part, text in pairs):
            return None
        return {
            part.name: int(text) if part.is_number else text for part, text in pairs if part.name
        }

    def overlaps(self, other: Form) -> bool:
        """Whether some ID could have both forms."""
        return len(self.parts) == len(other.parts) and all(
            map(Part.overlaps, self.parts, other.parts)
        )


@dataclass(frozen=True, slots=True)
class PlainId:
    """An ID without values."""

    text: str

    @property
    def form(self) -> Form:
        """The form of this ID."""
        return Form.of(self.text)

    def make(self) -> str:
        """Return the custom ID."""
        return self.text


class ComponentId:
    """An ID with values: a frozen dataclass made by `@component_id`."""

    __slots__ = ()
    form: ClassVar[Form]

    def make(self) -> str:
        """Return the custom ID; raises DoesNotFit."""
        names = (one.name for one in self.form.parts if one.name)
        return self.form.write({name: getattr(self, name) for name in names})

    @classmethod
    def match(cls, custom_id: str) -> Self | None:
        """Return the values of a custom ID with this form; None for others."""
        values = cls.form.read(custom_id)
        return None if values is None else cls(**values)


AnyId = PlainId | ComponentId
C = TypeVar("C", bound=ComponentId)


@dataclass_transform(frozen_default=True)
def component_id(form: str) -> Callable[[type[C]], type[C]]:
    """Make a class an ID with this form, which names each of its fields once, in braces."""

    def decorate(cls: type[C]) -> type[C]:
        made = dataclass(frozen=True, slots=True)(cls)
        hints = typing.get_type_hints(made, include_extras=True)
        names = [one.name for one in fields(made)]  # type: ignore[arg-type]
        made.form = Form.of(form, {name: _part_of(hints[name], name) for name in names})
        if sorted(one.name for one in made.form.parts if one.name) != sorted(names):
            raise TypeError(f"{made.__name__} has other fields than {form}")
        return made

    return decorate


def _part_of(hint: object, name: str) -> Part:
    """Return the part of a field's type: a Literal, or a type annotated with a Part."""
    if typing.get_origin(hint) is Literal:
        return replace(one_of(*typing.get_args(hint)), name=name)
    kind, part = typing.get_args(hint)
    if not isinstance(part, Part):
        raise TypeError(f"{name} does not say how it is written")
    return replace(part, name=name, is_number=kind is int)
