"""Open the stored data for a bot: the keys, the claim to a file, the schema, the check."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.storage.addresses import is_postgres
from bot.storage.backup_folder import BackupFolder, BackupPlan
from bot.storage.backup_upgrade import back_up_before_upgrade
from bot.storage.cipher import Cipher
from bot.storage.database import Database, Observe
from bot.storage.keys import check_key, parse_keys
from bot.storage.nightly_backup import NightlyBackup
from bot.storage.only_process import claim
from bot.storage.troubles import database_file, key_file, usable_keys


@asynccontextmanager
async def open_storage(
    url: str, configured_keys: str | None, observe: Observe, plan: BackupPlan
) -> AsyncIterator[tuple[Database, Cipher]]:
    """Open a database and check that the keys fit; close it in the end.

    A SQLite file is backed up before its schema is upgraded, and then every night.

    Raises StorageError if the data can't be used; NotSaved means that the next try may succeed.
    """
    async with AsyncExitStack() as stack:
        if is_postgres(url):
            keys = parse_keys((configured_keys or "").split(","))
        else:
            file = database_file(url)
            keys = await asyncio.to_thread(usable_keys, file, configured_keys, key_file(url))
            stack.callback(os.close, await asyncio.to_thread(claim, file))
            backups = BackupFolder(file, plan)
            await asyncio.to_thread(back_up_before_upgrade, backups)
            await stack.enter_async_context(NightlyBackup(backups).running())
        database = await Database.open(url, alone=True, observe=observe)
        stack.push_async_callback(database.close)
        cipher = Cipher(keys)
        await check_key(database, cipher)
        yield database, cipher
