"""What buttons keep: typed, for a while, and taken once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Literal

import pytest
from sqlalchemy import update

from bot.storage.button_state import ButtonState, Kept, Use
from bot.storage.database import Database
from bot.storage.tables import memos

MIRA = 7


@dataclass(frozen=True, slots=True)
class Inner:
    what: Literal["inner"] = "inner"
    places: tuple[tuple[int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    what: Literal["other"] = "other"
    count: int = 0


@dataclass(frozen=True, slots=True)
class Value:
    text: str
    inner: Inner | Other
    maybe: str | None = None


USE = Use("test", Value, 600)
VALUE = Value("„ü“", Inner(places=((1, ("a", "b")), (5, ()))))


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_a_value_comes_back_as_it_was_until_its_time_is_over(database: Database) -> None:
    clock = Clock()
    state = ButtonState(database, clock)
    note = await state.put(USE, MIRA, VALUE)
    other = await state.put(USE, MIRA, Value("", Other(count=3), "x"))
    assert await state.get(USE, note) == Kept(MIRA, VALUE)
    assert await state.get(USE, other) == Kept(MIRA, Value("", Other(count=3), "x"))
    assert await state.get(Use("else", Value), note) is None
    clock.now += 601
    assert await state.get(USE, note) is None
    assert await state.take(USE, note) is None


async def test_only_one_of_several_who_press_at_once_takes_it(database: Database) -> None:
    state = ButtonState(database, Clock())
    note = await state.put(USE, MIRA, VALUE)
    taken = await asyncio.gather(*(state.take(USE, note) for _ in range(5)))
    assert [one for one in taken if one is not None] == [Kept(MIRA, VALUE)]
    await state.restore(USE, note, MIRA, VALUE)
    assert await state.take(USE, note) == Kept(MIRA, VALUE)


async def test_changes_at_once_are_both_kept(database: Database) -> None:
    state = ButtonState(database, Clock())
    note = await state.put(USE, MIRA, VALUE)
    await asyncio.gather(
        state.change(USE, note, lambda value: replace(value, text="new")),
        state.change(USE, note, lambda value: replace(value, maybe="yes")),
        state.change(USE, "no such note", lambda value: value),
    )
    assert await state.get(USE, note) == Kept(MIRA, replace(VALUE, text="new", maybe="yes"))


@pytest.mark.parametrize("stored", ["", "[]", "{}", '{"text": 1}', '{"text": "", "inner": {}}'])
async def test_what_cannot_be_read_counts_as_gone(database: Database, stored: str) -> None:
    state = ButtonState(database, Clock())
    note = await state.put(USE, MIRA, VALUE)
    async with database.write() as connection:
        await connection.execute(update(memos).values(value=stored))
    await state.change(USE, note, lambda value: value)
    expected = Kept(MIRA, Value("", Inner())) if "inner" in stored else None
    assert await state.get(USE, note) == expected
