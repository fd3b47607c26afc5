"""Interactions of the fuzz tests, made from what the bot declares: its IDs and its commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from bot.ui.button_ids import PASTED
from bot.ui.component_ids import ComponentId, PlainId
from bot.ui.settings import PREFIX_MODAL
from tests.fuzz import odd
from tests.unit.test_component_ids import DEFINED

Json = dict[str, Any]

FIELDS = ("address", "code", "text", "prefix", "name", "email", "what", "mail", "song", "value")
FORMS: list[PlainId | type[ComponentId]] = [
    *(one for one in DEFINED if isinstance(one, type) and one.__name__.endswith("Form")),
    *(PASTED, PREFIX_MODAL),
]
"""A form has the ID that the bot gave it: Discord sends no button's ID as a form's."""

_MOST = 100
_DAMAGES = ("", ":", ":0", ":٣", "\n", "\x00", " ", "9" * 20, "-1", "é", "x" * 100)


def _valid(kind: PlainId | type[ComponentId]) -> st.SearchStrategy[str]:
    if isinstance(kind, PlainId):
        return st.just(kind.text)
    parts = [st.from_regex(part.pattern, fullmatch=True) for part in kind.form.parts]
    return st.tuples(*parts).map(":".join)


@st.composite
def _damaged(draw: st.DrawFn, whole: st.SearchStrategy[str]) -> str:
    text = draw(whole)
    start = draw(st.integers(0, len(text)))
    end = min(len(text), start + draw(st.integers(0, 3)))
    return text[:start] + draw(st.sampled_from(_DAMAGES)) + text[end:]


def custom_ids(
    seen: list[str], kinds: Sequence[PlainId | type[ComponentId]] = DEFINED
) -> st.SearchStrategy[str]:
    """Make IDs: valid ones of these kinds, those that were `seen`, both damaged, and any text."""
    valid = st.sampled_from(kinds).flatmap(_valid)
    valid = valid | st.sampled_from(seen) if seen else valid
    return (
        valid | _damaged(valid) | odd.texts.map(lambda text: text[:_MOST]) | st.text(max_size=300)
    )


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed, a select chosen from, or a form sent; `on` is the message's number."""

    data: Json
    kind: int
    on: int
    who: int


def presses(seen: list[str]) -> st.SearchStrategy[Press]:
    """Make presses and submitted forms."""
    values = st.lists(odd.texts | st.integers(0, 10**20).map(str), max_size=3)
    pressed = st.fixed_dictionaries(
        {"custom_id": custom_ids(seen), "component_type": st.sampled_from((2, 2, 3, 5, 6, 7, 8))},
        optional={"values": values, "resolved": st.just({})},
    )
    field = st.fixed_dictionaries(
        {
            "type": st.just(4),
            "id": st.just(1),
            "custom_id": st.sampled_from(FIELDS),
            "value": odd.texts,
        }
    )
    row = st.builds(lambda one: {"type": 1, "id": 1, "components": [one]}, field)
    label = st.builds(lambda one: {"type": 18, "id": 1, "component": one}, field)
    form = st.fixed_dictionaries(
        {"custom_id": custom_ids([], FORMS), "components": st.lists(row | label, max_size=3)}
    )
    of = {"on": st.integers(0, 50), "who": st.integers(0, 3)}
    return st.builds(Press, data=pressed, kind=st.just(3), **of) | st.builds(
        Press, data=form, kind=st.just(5), **of
    )


@dataclass(frozen=True, slots=True)
class Ids:
    """What options can name: people, roles, channels, and files that were uploaded."""

    people: list[str]
    roles: list[str]
    channels: list[str]
    files: list[str]


def leaves(declared: list[Json]) -> dict[str, tuple[Json, tuple[Json, ...]]]:
    """Return every slash command that can be used: its top command, and the way to its options."""
    found: dict[str, tuple[Json, tuple[Json, ...]]] = {}

    def walk(top: Json, way: tuple[Json, ...]) -> None:
        here = way[-1] if way else top
        inner = [one for one in here.get("options") or [] if one["type"] in (1, 2)]
        for one in inner:
            walk(top, (*way, one))
        if not inner:
            found[" ".join([top["name"], *(one["name"] for one in way)])] = top, way

    for one in declared:
        if int(one.get("type") or 1) == 1:
            walk(one, ())
    return found


def options_of(top: Json, way: tuple[Json, ...], ids: Ids) -> st.SearchStrategy[list[Json]]:
    """Make options: of the declared types and limits, and now and then of others or missing."""
    declared = (way[-1] if way else top).get("options") or []
    made = [_option(one, ids) for one in declared]
    found = st.tuples(*made).map(lambda found: [one for one in found if one is not None])
    return st.tuples(found, st.integers(0, 5), _wrong).map(lambda one: _damage(*one))


_wrong = st.none() | st.booleans() | st.integers() | odd.texts | st.lists(st.none(), max_size=1)


def _damage(options: list[Json], which: int, value: Any) -> list[Json]:
    """Give one option a value of another type, now and then."""
    return [
        {**one, "value": value} if number == which else one for number, one in enumerate(options)
    ]


def _option(one: Json, ids: Ids) -> st.SearchStrategy[Json | None]:
    value = _value(one, ids)
    usual = st.builds(
        lambda value: {"name": one["name"], "type": one["type"], "value": value}, value
    )
    return usual if one.get("required") else st.none() | usual | usual


def _value(one: Json, ids: Ids) -> st.SearchStrategy[Any]:
    if one.get("choices"):
        return st.sampled_from([choice["value"] for choice in one["choices"]])
    match one["type"]:
        case 4:
            least, most = one.get("min_value", -(2**53)), one.get("max_value", 2**53)
            return st.integers(int(least), int(most))
        case 10:
            return st.floats(allow_nan=False, allow_infinity=False)
        case 5:
            return st.booleans()
        case 6 | 9:
            return st.sampled_from(ids.people)
        case 3:
            most = int(one.get("max_length") or 6000)
            least = int(one.get("min_length") or 0)
            return (odd.texts | arguments()).map(lambda text: text.ljust(least, "x")[:most])
        case 7:
            return st.sampled_from(ids.channels)
        case 8:
            return st.sampled_from(ids.roles)
        case 11:
            return st.sampled_from(ids.files)
        case other:
            raise ValueError(f"no value of type {other} is made yet")


def arguments() -> st.SearchStrategy[str]:
    """Make what people type after a command: words that mean something, and any others."""
    words = st.sampled_from(
        (
            *("tracks", "artists", "4w", "year", "5x5", "on", "off", "1:30", "+10", "50%", "99999"),
            *("list", "show", "add", "remove", "rename", "move", "create", "open", "close", "skip"),
            *("https://open.spotify.com/track/4iV5W9uYEdYUVa79Axb7Rh", "spotify:album:x"),
            *("https://spotify.link/abc", "https://[broken", "Velvet Harbour", "窓辺の切手", '"'),
            *(
                "<@1>",
                "<@99999999999999999999>",
                "<@&1>",
                "@everyone",
                "@here",
                "<#1>",
                "```",
                "||",
            ),
        )
    )
    return st.lists(words | odd.texts, max_size=4).map(" ".join)
