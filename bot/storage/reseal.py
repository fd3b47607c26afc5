"""Seal stored values again with the newest key, in small steps and while bots run.

Each value is replaced only if it's still the one that was read, so nothing that is saved meanwhile
is lost; a run that was killed is simply run again.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.engine import Row

from bot.storage.cipher import Cipher, key_id
from bot.storage.database import Database
from bot.storage.errors import Undecryptable
from bot.storage.keys import KEY_CHECK, sealed_word
from bot.storage.sealed_columns import SEALED, SealedColumn
from bot.storage.settings import SettingStore

BATCH = 200
_PASSES = 5
_CHECK = f"settings.{KEY_CHECK}"

Tell = Callable[[str], None]
"""Is told how far it is."""

_Row = Row[tuple[object, ...]]


@dataclass(slots=True)
class KeyUse:
    """How many values of a column are sealed with which key, and which rows can't be opened."""

    place: str
    by_key: Counter[str] = field(default_factory=Counter)
    unreadable: list[str] = field(default_factory=list)

    def older(self, newest: str) -> int:
        """Return how many can be opened, but aren't sealed with the newest key."""
        return self.by_key.total() - self.by_key[newest]


async def key_use(database: Database, cipher: Cipher) -> list[KeyUse]:
    """Open every sealed value once, and return what was found; changes nothing."""
    found = [await _use_of(database, cipher, one) for one in SEALED]
    check = KeyUse(_CHECK)
    stored = await SettingStore(database).get("bot", 0, KEY_CHECK)
    if stored is not None:
        check.by_key[key_id(base64.b64decode(stored))] += 1
    return [*found, check]


async def reseal(database: Database, cipher: Cipher, tell: Tell) -> int:
    """Seal everything with the newest key, and return how many values were sealed again.

    The word that a start checks comes last: until all is done, no start works without the former
    keys. What can't be opened stays as it is.
    """
    done = 0
    for _ in range(_PASSES):
        for one in SEALED:
            changed = await _reseal_column(database, cipher, one)
            if changed:
                tell(f"{one.place}: {changed:,} sealed again")
            done += changed
        used = await key_use(database, cipher)
        if not any(use.older(cipher.newest) for use in used if use.place != _CHECK):
            break
    else:
        return done
    await SettingStore(database).put("bot", 0, KEY_CHECK, sealed_word(cipher))
    await database.scrub()
    return done


async def _use_of(database: Database, cipher: Cipher, column: SealedColumn) -> KeyUse:
    use = KeyUse(column.place)
    async for rows in _batches(database, column):
        for row in rows:
            sealed: bytes = row._mapping[column.name]
            if _opened(cipher, column, row) is None:
                use.unreadable.append(f"{column.key.name} {row._mapping[column.key.name]}")
            else:
                use.by_key[key_id(sealed)] += 1
    return use


async def _reseal_column(database: Database, cipher: Cipher, column: SealedColumn) -> int:
    done = 0
    async for rows in _batches(database, column):
        changes = [
            (row, plain)
            for row in rows
            if key_id(row._mapping[column.name]) != cipher.newest
            and (plain := _opened(cipher, column, row)) is not None
        ]
        if not changes:
            continue
        async with database.write(alone=False) as connection:
            for row, plain in changes:
                sealed = cipher.seal(plain, *column.context(row))
                change = update(column.table).where(*_unchanged(column, row))
                result = await connection.execute(change.values({column.name: sealed}))
                done += result.rowcount
    return done


def _unchanged(column: SealedColumn, row: _Row) -> list[ColumnElement[bool]]:
    """Whether a row is still the one that was read, and so what its value is bound to."""
    names = {column.key.name, column.name, *column.bound_to}
    return [column.table.c[name] == row._mapping[name] for name in sorted(names)]


async def _batches(database: Database, column: SealedColumn) -> AsyncIterator[Sequence[_Row]]:
    """Yield the rows that have a value, in the order of their keys."""
    names = dict.fromkeys((column.key.name, column.name, *column.bound_to))
    wanted = select(*(column.table.c[name] for name in names)).where(column.column.is_not(None))
    wanted = wanted.order_by(column.key).limit(BATCH)
    query = wanted
    while True:
        async with database.read() as connection:
            rows = (await connection.execute(query)).all()
        if not rows:
            return
        yield rows
        query = wanted.where(column.key > rows[-1]._mapping[column.key.name])


def _opened(cipher: Cipher, column: SealedColumn, row: _Row) -> str | None:
    try:
        return cipher.open(row._mapping[column.name], *column.context(row))
    except Undecryptable:
        return None
