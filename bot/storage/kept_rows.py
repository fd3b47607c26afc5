"""Rows kept in memory once they have been read, so that a warm command needs no statement.

`Changes` connects them to the writes: each transaction reports the tables it has changed, and rows
of those tables are dropped before the write returns. A write that says whose rows it changes
(`about`) drops only those; any other write drops the whole table's, so forgetting to say it is
slow, never wrong.

Rows are kept only while this process hears of every write. On SQLite that's so because it is the
only one (bot/storage/only_process.py). With several processes on PostgreSQL, a NOTIFY in the
writing transaction calls `Changes.written` in all of them (bot/storage/postgres_processes.py).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Iterable
from typing import Generic, TypeVar

from sqlalchemy import Table

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Drop = Callable[[int | None], None]


class Changes:
    """Tells kept rows about writes; `complete` says whether it hears of all of them."""

    def __init__(self, *, complete: bool) -> None:
        self.complete = complete
        self._drops: dict[str, list[Drop]] = {}

    def add(self, table: str, drop: Drop) -> None:
        """Call `drop` after each write to a table, with whose rows it changed (None: anyone's)."""
        self._drops.setdefault(table, []).append(drop)

    def written(self, tables: Iterable[str], about: int | None = None) -> None:
        """Report that rows of these tables have been written."""
        for table in tables:
            for drop in self._drops.get(table, ()):
                drop(about)

    @property
    def tables(self) -> set[str]:
        """The tables of which rows are kept."""
        return set(self._drops)

    def anything(self) -> None:
        """Report that anything may have been written: everything is read again."""
        self.written(list(self._drops))


class KeptRows(Generic[K, V]):
    """What was read of a table; at most `at_most`, the latest used.

    `by_subject` says that its keys are the Discord IDs that writes are `about`. Otherwise each
    write to the table drops everything.
    """

    def __init__(
        self, changes: Changes, table: Table, *, at_most: int, by_subject: bool = False
    ) -> None:
        self._changes = changes
        self._at_most = at_most
        self._by_person = by_subject
        self._kept: OrderedDict[Hashable, V] = OrderedDict()
        self._times_dropped = 0
        changes.add(table.name, self._drop)

    async def get(self, key: K, read: Callable[[], Awaitable[V]], *, fresh: bool = False) -> V:
        """Return what is kept, or else read and keep it; with `fresh`, always read it."""
        if key in self._kept and not fresh:
            self._kept.move_to_end(key)
            return self._kept[key]
        before = self._times_dropped
        value = await read()
        # If something was written in the meantime, this may be what was there before.
        if self._changes.complete and before == self._times_dropped:
            self._kept[key] = value
            self._kept.move_to_end(key)
            if len(self._kept) > self._at_most:
                self._kept.popitem(last=False)
        return value

    def _drop(self, about: int | None) -> None:
        self._times_dropped += 1
        if about is None or not self._by_person:
            self._kept.clear()
        else:
            self._kept.pop(about, None)
