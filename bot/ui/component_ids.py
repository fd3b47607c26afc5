"""The custom IDs of buttons, selects and forms: each is a class, written and read in one place.

An ID says everything, so what was sent before a restart still works. Its form is text between
colons, with the values of the class's fields in braces:

    @component_id("code:{ref}")
    class Code(ComponentId):
        ref: Hex24

`Code("…").make()` is the custom ID, `Code.match(custom_id)` is the `Code` it was made from. Which
method answers it is said by `@answers(Code)` (bot/toolkit/component_router.py). An ID without
values is `PlainId("link:open")`.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Annotated, ClassVar, Literal, Self, TypeVar, dataclass_transform

LONGEST = 100
"""What Discord takes as a custom ID."""


class DoesNotFit(ValueError):
    """A value that its place in a custom ID cannot carry, so the ID could not be read back."""


@dataclass(frozen=True, slots=True)
class Part:
    """One value in an ID: the texts it may be, how long they are at most, and whether a number."""

    pattern: re.Pattern[str]
    longest: int
    choices: frozenset[str] = frozenset()
    is_number: bool = False

    def fits(self, text: str) -> bool:
        """Whether a text may stand here."""
        return self.pattern.fullmatch(text) is not None


def text_of(characters: str, least: int, most: int | None = None) -> Part:
    """Make a part of some of these characters (a regular expression's set)."""
    most = least if most is None else most
    return Part(re.compile(f"[{characters}]{{{least},{most}}}"), most)


def digits(most: int) -> Part:
    """Make a part that is a whole number of so many digits at most."""
    return Part(re.compile(f"[0-9]{{1,{most}}}"), most)


def one_of(*texts: str) -> Part:
    """Make a part that is one of some texts."""
    pattern = re.compile("|".join(map(re.escape, texts)))
    return Part(pattern, max(map(len, texts)), frozenset(texts))


Snowflake = Annotated[int, digits(20)]
"""What Discord calls a person."""

RowId = Annotated[int, digits(19)]
"""What our database calls a row."""

PageNumber = Annotated[int, digits(5)]
Seconds = Annotated[int, digits(12)]
Milliseconds = Annotated[int, digits(10)]
Hex24 = Annotated[str, text_of("0-9a-f", 24)]
Hex32 = Annotated[str, text_of("0-9a-f", 32)]
Note = Annotated[str, text_of(r"A-Za-z0-9_\-", 12)]
"""What bot/accounts/button_state.py calls what it keeps for a button."""

Waiting = Annotated[str, text_of(r"A-Za-z0-9_\-", 22)]
"""What bot/accounts/deferred_commands.py calls a command that waits."""

SpotifyId = Annotated[str, text_of("A-Za-z0-9", 22)]
SongKind = Annotated[str, one_of("track", "episode")]


@dataclass(frozen=True, slots=True)
class Form:
    """How an ID is written: fixed texts, and values by their field's name, between colons."""

    segments: tuple[str | tuple[str, Part], ...]

    def __post_init__(self) -> None:
        longest = sum(len(one) if isinstance(one, str) else one[1].longest for one in self.segments)
        if longest + len(self.segments) - 1 > LONGEST:
            raise ValueError(f"{self} can be longer than {LONGEST} characters")

    def __str__(self) -> str:
        return ":".join(one if isinstance(one, str) else f"{{{one[0]}}}" for one in self.segments)

    def write(self, values: Mapping[str, object]) -> str:
        """Return the ID with these values; raises DoesNotFit."""
        written = []
        for one in self.segments:
            text = one if isinstance(one, str) else str(values[one[0]])
            if not isinstance(one, str) and not one[1].fits(text):
                raise DoesNotFit(f"{text!r} is no {one[0]} of {self}")
            written.append(text)
        return ":".join(written)

    def read(self, custom_id: str) -> dict[str, int | str] | None:
        """Return the values of an ID of this form; None for any other."""
        texts = custom_id.split(":")
        if len(texts) != len(self.segments):
            return None
        values: dict[str, int | str] = {}
        for one, text in zip(self.segments, texts, strict=True):
            if isinstance(one, str):
                if one != text:
                    return None
                continue
            name, part = one
            if not part.fits(text):
                return None
            values[name] = int(text) if part.is_number else text
        return values

    def overlaps(self, other: Form) -> bool:
        """Whether a text could be of both forms; two patterns are taken to allow the same texts."""
        return len(self.segments) == len(other.segments) and all(
            map(_may_be_equal, self.segments, other.segments)
        )


def _may_be_equal(one: str | tuple[str, Part], other: str | tuple[str, Part]) -> bool:
    if isinstance(one, str):
        return one == other if isinstance(other, str) else other[1].fits(one)
    if isinstance(other, str) or other[1].choices:
        texts = (other,) if isinstance(other, str) else other[1].choices
        return any(map(one[1].fits, texts))
    return not one[1].choices or any(map(other[1].fits, one[1].choices))


@dataclass(frozen=True, slots=True)
class PlainId:
    """An ID without values."""

    text: str

    @property
    def form(self) -> Form:
        """How it is written."""
        return Form(tuple(self.text.split(":")))

    def make(self) -> str:
        """Return the custom ID."""
        return self.text


class ComponentId:
    """An ID with values: a frozen dataclass made by `@component_id`."""

    __slots__ = ()
    form: ClassVar[Form]

    def make(self) -> str:
        """Return the custom ID; raises DoesNotFit."""
        names = (one for one in self.form.segments if not isinstance(one, str))
        return self.form.write({name: getattr(self, name) for name, _ in names})

    @classmethod
    def match(cls, custom_id: str) -> Self | None:
        """Return the values of a custom ID of this form; None for any other."""
        values = cls.form.read(custom_id)
        return None if values is None else cls(**values)


AnyId = PlainId | ComponentId
C = TypeVar("C", bound=ComponentId)


@dataclass_transform(frozen_default=True)
def component_id(form: str) -> Callable[[type[C]], type[C]]:
    """Make a class the ID of this form; each of its fields stands in it once, in braces."""

    def decorate(cls: type[C]) -> type[C]:
        made = dataclass(frozen=True, slots=True)(cls)
        hints = typing.get_type_hints(made, include_extras=True)
        parts = {one.name: _part_of(hints[one.name]) for one in fields(made)}  # type: ignore[arg-type]
        named = [one.strip("{}") for one in form.split(":") if one.startswith("{")]
        if sorted(named) != sorted(parts):
            raise TypeError(f"{made.__name__} has other fields than {form}")
        made.form = Form(
            tuple(
                (one.strip("{}"), parts[one.strip("{}")]) if one.startswith("{") else one
                for one in form.split(":")
            )
        )
        return made

    return decorate


def _part_of(hint: object) -> Part:
    """Return what a field's type allows: a Literal, or a type with its Part."""
    if typing.get_origin(hint) is Literal:
        return one_of(*typing.get_args(hint))
    kind, part = typing.get_args(hint)
    if not isinstance(part, Part):
        raise TypeError(f"{hint} does not say how it is written")
    return Part(part.pattern, part.longest, part.choices, is_number=kind is int)
