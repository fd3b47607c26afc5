"""`python -m bot db copy` and values that PostgreSQL stores differently, or not at all."""

from __future__ import annotations

import psycopg
import pytest

from bot.storage.copy_source import snapshot
from bot.storage.tables import metadata
from tests.needs import once_is_enough
from tests.wire.copying import Mover

pytestmark = once_is_enough

BAD_VALUES = [
    ("UPDATE aux_songs SET title = 'a' || char(0) WHERE id = 3", "aux_songs.title has a NUL"),
    ("UPDATE aux_songs SET title = x'41' WHERE id = 3", "aux_songs.title isn't text"),
    ("UPDATE aux_songs SET duration_ms = 3000000000 WHERE id = 3", "is too large a number"),
    ("UPDATE aux_songs SET added_by = 1e19 WHERE id = 3", "aux_songs.added_by is too large"),
    ("UPDATE aux_songs SET added_by = 'who' WHERE id = 3", "aux_songs.added_by isn't a number"),
    ("UPDATE accounts SET refresh_token = 'x' WHERE rowid = 3", "isn't a sealed value"),
]


@pytest.mark.parametrize(("change", "words"), BAD_VALUES)
async def test_what_postgresql_cannot_store_is_named_by_its_place(
    mover: Mover, change: str, words: str
) -> None:
    await mover.has()
    mover.execute(change)
    output = await mover.is_refused(words)
    assert "(rowid 3)" in output
    assert mover.has_nothing_there()


async def test_every_bad_value_is_named_at_once(mover: Mover) -> None:
    await mover.has(rows=20)
    mover.execute("UPDATE aux_songs SET title = 'a' || char(0)")
    mover.execute("UPDATE letters SET value = x'ff' WHERE id = 2")
    output = await mover.is_refused("letters.value isn't text (rowid 2)")
    assert "aux_songs.title has a NUL character (rowid 1, 2, 3, 4, 5 and 15 more)" in output


@pytest.mark.parametrize("wrong", ["ff41", "eda080"])
async def test_text_that_is_not_utf8_is_found_in_files_too_large_for_the_first_check(
    mover: Mover, wrong: str
) -> None:
    await mover.has()
    mover.execute(f"UPDATE aux_songs SET title = CAST(x'{wrong}' AS TEXT) WHERE id = 3")
    await mover.is_refused("is damaged or no database")
    table = metadata.tables["aux_songs"]
    with snapshot(mover.file) as source:
        (rows,) = source.batches(table, {"id": "bigint", "title": "text"})
        assert [row[0] for row in rows] == [1, 2, 4, 5, 6, 7]
        assert [str(one) for one in source.unfit] == [
            "aux_songs.title isn't valid UTF-8 text (rowid 3)"
        ]


async def test_times_with_fractions_are_cut_off_as_the_bot_does(mover: Mover) -> None:
    await mover.has()
    mover.execute("UPDATE accounts SET expires_at = 4102444800.75 WHERE rowid = 3")
    assert (await mover.copies())[0] == 0
    with psycopg.connect(mover.to) as connection:
        found = connection.execute("SELECT max(expires_at) FROM accounts").fetchone()
    assert found == (4102444800,)
