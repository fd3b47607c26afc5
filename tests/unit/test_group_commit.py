"""What several callers write within a moment is one transaction, and nobody's write is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.storage import group_commit
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import DatabaseBusy
from bot.storage.group_commit import GroupCommit
from bot.storage.live_messages import LiveMessageStore
from bot.storage.records import LiveMessageRecord


class Saved:
    """What was saved, transaction by transaction."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.error: Exception | None = None

    async def __call__(self, rows: Sequence[int]) -> None:
        self.batches.append(list(rows))
        if self.error is not None:
            raise self.error


async def test_rows_of_the_same_moment_are_saved_together() -> None:
    saved = Saved()
    group = GroupCommit(saved)
    await asyncio.gather(*(group.add(number) for number in range(5)))
    assert saved.batches == [[0, 1, 2, 3, 4]]
    await group.add(5)
    assert saved.batches[1:] == [[5]]


async def test_a_row_written_during_a_save_is_in_the_next_one() -> None:
    going, go_on = asyncio.Event(), asyncio.Event()
    batches: list[list[int]] = []

    async def save(rows: Sequence[int]) -> None:
        batches.append(list(rows))
        going.set()
        await go_on.wait()

    group = GroupCommit(save)
    first = asyncio.create_task(group.add(1))
    await going.wait()
    second = asyncio.create_task(group.add(2))
    await asyncio.sleep(0)
    assert not first.done()
    go_on.set()
    await asyncio.gather(first, second)
    assert batches == [[1], [2]]


async def test_a_cancelled_caller_s_row_is_saved() -> None:
    saved = Saved()
    group = GroupCommit(saved)
    caller = asyncio.create_task(group.add(1))
    await asyncio.sleep(0)
    caller.cancel()
    await group.add(2)
    assert saved.batches == [[1, 2]]


async def test_everyone_is_told_what_went_wrong_and_the_next_moment_works() -> None:
    saved = Saved()
    saved.error = DatabaseBusy("locked")
    group = GroupCommit(saved)
    found = await asyncio.gather(group.add(1), group.add(2), return_exceptions=True)
    assert [type(one) for one in found] == [DatabaseBusy, DatabaseBusy]
    saved.error = None
    await group.add(3)
    assert saved.batches[-1] == [3]


def a_message(number: int, viewer: int) -> LiveMessageRecord:
    return LiveMessageRecord(number, 1, viewer, 5, 0.0, 9999, "{}")


@pytest.mark.parametrize(
    ("at_once", "kept"),
    [
        ([(1, 11), (2, 12)], {1, 2}),
        ([(1, 11), (2, 11)], {2}),
        ([(1, 11), (1, 12)], {1}),
    ],
    ids=["two people", "one person's newer one", "one message for two"],
)
async def test_live_messages_begun_at_once_replace_each_other_as_one_after_the_other(
    database: Database, at_once: list[tuple[int, int]], kept: set[int]
) -> None:
    store = LiveMessageStore(database, Cipher([bytes(32)]))
    await asyncio.gather(*(store.put(a_message(number, viewer)) for number, viewer in at_once))
    assert {one.message_id for one in await store.due(1, hold=5)} == kept


def test_nobody_waits_long() -> None:
    assert group_commit.MOMENT <= 0.3
