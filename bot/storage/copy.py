"""Copy a SQLite file to PostgreSQL with nothing lost: `python -m bot db copy`.

Every table of tables.py is copied, and each is read back and compared before anything counts.
The file isn't changed, except that an older schema is upgraded first, as at a start.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from sqlalchemy import Table

from bot.storage.addresses import shown
from bot.storage.backup_folder import BackupFolder, BackupPlan
from bot.storage.backup_upgrade import back_up_before_upgrade
from bot.storage.cipher import Cipher
from bot.storage.copy_source import Checksum, Source, snapshot
from bot.storage.copy_target import Target, open_target
from bot.storage.errors import DatabaseBusy, DatabaseUnusable, StorageError, WrongKey
from bot.storage.inspect import inspect
from bot.storage.keys import read_keys
from bot.storage.migrate import upgrade
from bot.storage.only_process import AlreadyRunning, claim
from bot.storage.tables import metadata
from bot.storage.troubles import database_file, is_temporary, key_file, trouble

Tell = Callable[[str], None]
"""Is told how far the copy is."""


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys as they were set, and the file that has them otherwise."""

    value: str | None
    file: Path


_STOPS_WITHIN = 2.0
_TELLS_EVERY = 2.0


@dataclass(frozen=True, slots=True)
class Copied:
    """A finished copy; `before` means that everything was there already."""

    rows: int
    tables: int
    before: bool
    left_out: tuple[str, ...]


async def copy_to_postgres(
    url: str, configured_keys: str | None, to: str, plan: BackupPlan, tell: Tell
) -> Copied:
    """Copy everything from `sqlite:///…` to an empty `postgresql://…`.

    It can be repeated whenever it was interrupted. Raises StorageError in words for the host;
    NotSaved means that the next try may succeed. Then the target is as it was before.
    """
    file = database_file(url)
    with _claimed(file):
        keys = _Keys(configured_keys, key_file(url))
        cipher = await asyncio.to_thread(_usable, BackupFolder(file, plan), keys, tell)
        with snapshot(file) as source:
            left_out = tuple(source.foreign_tables())
            async with open_target(to) as target:
                return await _Copy(source, target, tell).run(cipher, shown(to), left_out)


@contextmanager
def _claimed(file: Path) -> Iterator[None]:
    if not file.exists():
        raise DatabaseUnusable(f"there is no database {file}; say where it is with --from")
    try:
        handle = claim(file, patience=_STOPS_WITHIN)
    except AlreadyRunning:
        raise DatabaseUnusable(
            f"a bot is running with {file}; stop it first, so that nothing changes meanwhile"
        ) from None
    try:
        yield
    finally:
        os.close(handle)


def _usable(backups: BackupFolder, configured: _Keys, tell: Tell) -> Cipher:
    """Check the file and its key, as a start does, and bring its schema up to date."""
    file = backups.database
    keys = read_keys(configured.value, configured.file)
    if keys is None:
        raise WrongKey(
            f"{file} has no key; set TOKEN_ENCRYPTION_KEYS, or put back {configured.file}"
        )
    cipher = Cipher(keys)
    condition = inspect(file, cipher)
    found = trouble(file, condition)
    if found is not None:
        kind: type[StorageError] = DatabaseBusy if is_temporary(condition) else DatabaseUnusable
        raise kind(f"{found.what}; {found.fix}")
    if condition == "older":
        tell(f"upgrading {file} to this version's schema")
        back_up_before_upgrade(backups)
        upgrade(file)
    return cipher


class _Copy:
    """One copy, table by table."""

    def __init__(self, source: Source, target: Target, tell: Tell) -> None:
        self._source = source
        self._target = target
        self._tell = tell
        self._told_at = monotonic()

    async def run(self, cipher: Cipher, where: str, left_out: tuple[str, ...]) -> Copied:
        """Copy, unless it's there already; then compare."""
        used = await self._target.used_tables()
        sums = {}
        for table in metadata.sorted_tables:
            sums[table.name] = await self._table(table, keep=not used)
        unfit = self._source.unfit
        if unfit:
            raise DatabaseUnusable(
                f"PostgreSQL can't store this: {'; '.join(map(str, unfit))}; correct or delete "
                "these rows with sqlite3, then copy again (nothing was copied)"
            )
        if not used:
            await self._target.count_on()
        different = await self._different(sums)
        if used and different:
            raise await self._in_use(used, cipher, where)
        if different:
            raise DatabaseUnusable(
                f"what was read back from {', '.join(different)} isn't what was written; nothing "
                "was copied, please report it"
            )
        if not await self._target.has_key_of(cipher):
            raise WrongKey("the copy can't be read with the key; nothing was copied")
        return Copied(sum(one.rows for one in sums.values()), len(sums), bool(used), left_out)

    async def _table(self, table: Table, *, keep: bool) -> Checksum:
        """Read a table and return its checksum; `keep` says to store it, too."""
        kinds = await self._target.kinds(table)
        total = await asyncio.to_thread(self._source.count, table)
        read = Checksum()
        batches = self._source.batches(table, kinds)
        while (rows := await asyncio.to_thread(next, batches, None)) is not None:
            await asyncio.to_thread(read.add, rows)
            if keep and rows and not self._source.unfit:
                await self._target.add(table, list(kinds), rows)
            if read.rows < total and monotonic() - self._told_at > _TELLS_EVERY:
                self._progress(table, read.rows, total)
        if total:
            self._progress(table, read.rows, total)
        return read

    def _progress(self, table: Table, rows: int, total: int) -> None:
        self._told_at = monotonic()
        self._tell(f"{table.name}: {rows:,} of {total:,}")

    async def _different(self, sums: dict[str, Checksum]) -> list[str]:
        self._tell("comparing")
        tables = metadata.sorted_tables
        return [one.name for one in tables if await self._target.checksum(one) != sums[one.name]]

    async def _in_use(self, used: dict[str, int], cipher: Cipher, where: str) -> StorageError:
        rows = ", ".join(f"{name} {count:,}" for name, count in used.items())
        key = "" if await self._target.has_key_of(cipher) else ", written with another key"
        return DatabaseUnusable(
            f"{where} is in use: it has rows that aren't from this copy ({rows}{key}); copy into "
            "an empty database (createdb)"
        )
