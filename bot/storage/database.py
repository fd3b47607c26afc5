"""The database that every store reads and writes: SQLite or PostgreSQL behind one interface."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.addresses import is_postgres
from bot.storage.errors import DatabaseUnusable
from bot.storage.kept_rows import Changes
from bot.storage.processes import Processes

Observe = Callable[[str], None]
"""Is told of each statement by its first word, and of "connect"."""


class Database(ABC):
    """An open database; all its failures are raised as NotSaved.

    Each write reports what it changed to `changes`, so that rows kept in memory are dropped
    (bot/storage/kept_rows.py). `processes` are the others that share the database.
    """

    changes: Changes
    processes: Processes

    @staticmethod
    async def open(
        url: str, *, alone: bool = False, observe: Observe = lambda word: None
    ) -> Database:
        """Open `sqlite:///…` or `postgresql://…`, creating or migrating it first.

        `alone` says that no other process writes to a SQLite file: then rows may be kept in
        memory. Raises DatabaseUnusable, or NotSaved if the next try may succeed.
        """
        if is_postgres(url):
            # Loaded only where it is used: the driver takes 8 MB.
            from bot.storage.postgres_database import PostgresDatabase

            return await PostgresDatabase.connected(url, observe)
        if not url.startswith("sqlite:///"):
            raise DatabaseUnusable("only sqlite:///… and postgresql://… addresses can be opened")
        from bot.storage.sqlite_database import SqliteDatabase

        return await SqliteDatabase.opened(url, alone=alone, observe=observe)

    @abstractmethod
    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Provide a connection for reading; every statement sees the latest state."""

    @abstractmethod
    def write(
        self, *, about: int | None = None, alone: bool | None = None
    ) -> AbstractAsyncContextManager[AsyncConnection]:
        """Provide a connection in a transaction that commits when the block ends.

        Raises NotSaved, and then stores nothing from the block. `about` is whose rows it changes,
        if they are all of one person or server: only what is kept of theirs is dropped.

        No two writes run at the same time, unless they are about different people, or say
        `alone=False`: each of their statements is right whatever else is written meanwhile.
        `alone=True` is for a write about one person that reads others' rows before.
        """

    @abstractmethod
    async def scrub(self) -> None:
        """Remove what deleted rows have left behind, as far as that is possible at once."""

    @abstractmethod
    async def close(self) -> None:
        """Close all connections."""
