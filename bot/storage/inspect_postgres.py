"""Check a PostgreSQL database without changing it, for `doctor`."""

from __future__ import annotations

import asyncpg

from bot.storage import postgres
from bot.storage.addresses import shown
from bot.storage.cipher import Cipher
from bot.storage.errors import DatabaseAway, StorageError
from bot.storage.keys import fits
from bot.storage.migrate import revisions
from bot.storage.settings import BOT_SETTINGS, COMMANDS_REFUSED
from bot.storage.stored_facts import (
    ADDED_APPS,
    LINKED,
    SEAT_CARE,
    SEATED,
    TROUBLES,
    SeatCareFacts,
    StoredFacts,
    today,
)
from bot.storage.troubles import FORMER_KEY, Trouble

_SETTING = "SELECT value FROM settings WHERE scope = 'bot' AND subject = 0 AND name = $1"


async def inspect_postgres(url: str, cipher: Cipher) -> tuple[Trouble | None, StoredFacts]:
    """Return what keeps the bot from using the database (None if nothing does), and its facts."""
    where = shown(url)
    try:
        connection = await postgres.reach(url, where)
    except StorageError as refusal:
        what, _, fix = str(refusal).partition("; ")
        return Trouble("database", what, fix, passing=isinstance(refusal, DatabaseAway)), _NOTHING
    try:
        return await _examined(connection, where, cipher)
    finally:
        await connection.close()


async def schema_in_postgres(url: str) -> str | None:
    """Return the revision of the schema; None without any. Raises StorageError."""
    connection = await postgres.reach(url, shown(url))
    try:
        if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
            return None
        return str(await connection.fetchval("SELECT version_num FROM alembic_version"))
    finally:
        await connection.close()


_NOTHING = StoredFacts()


async def _examined(
    connection: asyncpg.Connection, where: str, cipher: Cipher
) -> tuple[Trouble | None, StoredFacts]:
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        return None, _NOTHING
    version = await connection.fetchval("SELECT version_num FROM alembic_version")
    if version not in revisions():
        what = f"{where} was written by a newer Earshot"
        fix = "start the newer version again, or restore a backup"
        return Trouble("database", what, fix), _NOTHING
    check = await connection.fetchval(_SETTING, "key_check")
    if check is not None and not fits(check, cipher):
        what = "the encryption key is not the one that this database was written with"
        return Trouble("key", what, FORMER_KEY), _NOTHING
    return None, await _facts(connection)


async def _facts(connection: asyncpg.Connection) -> StoredFacts:
    spent = "SELECT quota_owner, spent FROM budgets WHERE day = $1"
    return StoredFacts(
        people=await _by_id(connection, LINKED),
        seated=await _by_id(connection, SEATED),
        added_apps=frozenset(one[0] for one in await connection.fetch(ADDED_APPS)),
        troubles={one[0]: one[1] for one in await connection.fetch(TROUBLES)},
        commands_refused=await connection.fetchval(_SETTING, COMMANDS_REFUSED),
        bot_settings=await connection.fetchval(_SETTING, BOT_SETTINGS),
        spent={one[0]: one[1] for one in await connection.fetch(spent, today())},
        seat_care=await _seat_care(connection),
    )


async def _by_id(connection: asyncpg.Connection, query: str) -> dict[str, int]:
    return {one[0]: one[1] for one in await connection.fetch(query)}


async def _seat_care(connection: asyncpg.Connection) -> SeatCareFacts | None:
    if await connection.fetchval("SELECT to_regclass('seat_waiters')") is None:
        return None
    row = await connection.fetchrow(SEAT_CARE)
    return None if row is None else SeatCareFacts(*row)
