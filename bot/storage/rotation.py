"""Change the key of a bot's data, or say which keys are in use: `python -m bot keys`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.storage.addresses import is_postgres, shown
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import DatabaseBusy, DatabaseUnusable, KeyUnusable, StorageError, WrongKey
from bot.storage.inspect import inspect, schema_of
from bot.storage.keys import KEY_CHECK, NEWEST_KEY, fits, new_key, read_keys
from bot.storage.migrate import revisions
from bot.storage.only_process import AlreadyRunning, claim
from bot.storage.reseal import KeyUse, Tell, key_use, reseal
from bot.storage.settings import SettingStore
from bot.storage.troubles import FORMER_KEY, database_file, is_temporary, key_file, trouble
from bot.storage.whole_files import write_whole


@dataclass(frozen=True, slots=True)
class KeysInUse:
    """Which keys the stored values are sealed with.

    `newest` is the ID of the newest key; `resealed` is how many values this run has sealed again.
    """

    newest: str
    places: tuple[KeyUse, ...]
    resealed: int = 0

    @property
    def older(self) -> int:
        """How many values can be opened, but aren't sealed with the newest key."""
        return sum(one.older(self.newest) for one in self.places)

    @property
    def unreadable(self) -> int:
        """How many values can't be opened."""
        return sum(len(one.unreadable) for one in self.places)


async def check_keys(url: str, configured: str | None) -> KeysInUse:
    """Open every sealed value. Raises StorageError in words for the host."""
    keys = _keys(url, configured)
    async with _opened(url, keys) as database:
        return await _in_use(database, Cipher(keys))


async def rotate_keys(url: str, configured: str | None, tell: Tell) -> KeysInUse:
    """Seal everything with the newest key; without configured keys, make a new one before.

    A run that was interrupted goes on with the key that it made. Raises StorageError in words for
    the host; DatabaseBusy means that the next try may succeed.
    """
    with _claimed(url) as alone:
        keys = _keys(url, configured)
        async with _opened(url, keys) as database:
            before = await _in_use(database, Cipher(keys))
            if not before.older:
                if configured is not None:
                    return before
                keys = _with_a_new_one(keys, key_file(url))
                tell(f"made a new key, the first line of {key_file(url)}")
            cipher = Cipher(keys)
            known = await SettingStore(database).get("bot", 0, NEWEST_KEY)
            if not alone and known != cipher.newest:
                raise DatabaseBusy(
                    "the bot doesn't know the newest key yet; start it again (each process of it), "
                    "then run this again"
                )
            resealed = await reseal(database, cipher, tell)
            after = await _in_use(database, cipher)
            return KeysInUse(after.newest, after.places, resealed)


async def _in_use(database: Database, cipher: Cipher) -> KeysInUse:
    return KeysInUse(cipher.newest, tuple(await key_use(database, cipher)))


def _keys(url: str, configured: str | None) -> list[bytes]:
    file = key_file(url)
    keys = read_keys(configured, file) if configured or not is_postgres(url) else None
    if keys is None:
        where = "" if is_postgres(url) else f", or put back {file}"
        raise KeyUnusable(f"there is no key; set TOKEN_ENCRYPTION_KEYS{where}")
    return keys


def _with_a_new_one(keys: list[bytes], file: Path) -> list[bytes]:
    """Put a new key in front of those in the file, and return all of them."""
    try:
        write_whole(file, f"{new_key()}\n{file.read_text('ascii').strip()}\n")
    except OSError as error:
        raise KeyUnusable(
            f"{file} can't be written ({error.strerror}); give it and its folder to user "
            f"{os.getuid()}"
        ) from None
    return read_keys(None, file) or keys


@contextmanager
def _claimed(url: str) -> Iterator[bool]:
    """Keep bots from starting meanwhile; False if one is running (with PostgreSQL, it may be)."""
    if is_postgres(url):
        yield False
        return
    file = database_file(url)
    if not file.exists():
        raise DatabaseUnusable(f"there is no database {file}; check DATABASE_URL")
    try:
        handle = claim(file, patience=0.0)
    except AlreadyRunning:
        yield False
        return
    try:
        yield True
    finally:
        os.close(handle)


@asynccontextmanager
async def _opened(url: str, keys: list[bytes]) -> AsyncIterator[Database]:
    """Open a database that needs no upgrade, and whose key is among these."""
    schema = await _schema(url, Cipher(keys))
    if schema != revisions()[-1]:
        raise DatabaseUnusable(f"{shown(url)} has another version's schema; start the bot once")
    database = await Database.open(url)
    try:
        check = await SettingStore(database).get("bot", 0, KEY_CHECK)
        if check is not None and not fits(check, Cipher(keys)):
            raise WrongKey(f"the key isn't the one of this database; {FORMER_KEY}")
        yield database
    finally:
        await database.close()


async def _schema(url: str, cipher: Cipher) -> str | None:
    if is_postgres(url):
        from bot.storage.inspect_postgres import schema_in_postgres

        return await schema_in_postgres(url)
    file = database_file(url)
    condition = await asyncio.to_thread(inspect, file, cipher)
    found = trouble(file, condition)
    if found is not None:
        kind: type[StorageError] = DatabaseBusy if is_temporary(condition) else DatabaseUnusable
        raise kind(f"{found.what}; {found.fix}")
    return await asyncio.to_thread(schema_of, file)
