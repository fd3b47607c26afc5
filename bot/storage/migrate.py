"""Upgrade the database to the newest schema, one process at a time.

This is synchronous: sqlite_database.py runs it in a worker thread, postgres_database.py on a
connection of its own.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, event, inspect
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.storage.errors import DatabaseBusy, DatabaseFull, DatabaseUnusable
from bot.storage.only_process import cannot_open
from bot.storage.sqlite import failure_of, prepare
from bot.storage.whole_files import open_lock

SCRIPTS = Path(__file__).with_name("migrations")


def revisions() -> list[str]:
    """Return every revision of the schema, oldest first: what the scripts' names begin with."""
    return sorted(one.name.partition("_")[0] for one in SCRIPTS.glob("versions/[0-9]*_*.py"))


def upgrade(file: Path) -> None:
    """Create or upgrade the database at `file`, under a lock.

    Raises DatabaseUnusable, or DatabaseBusy or DatabaseFull if the next try may succeed. An
    existing file is never recreated.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(file.with_name(file.name + ".lock")):
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
            _upgrade(file)
    except OSError as error:
        raise cannot_open(error, file) from None


def _upgrade(file: Path) -> None:
    engine = create_engine(f"sqlite:///{file}")
    event.listen(engine, "connect", prepare)
    try:
        with engine.begin() as connection:
            bring_up_to_date(connection, str(file))
    except (OperationalError, sqlite3.OperationalError) as error:
        failure, reason = failure_of(error), getattr(error, "orig", error)
        passing = isinstance(failure, DatabaseBusy | DatabaseFull)
        raise (type(failure) if failure and passing else DatabaseUnusable)(
            f"{file} cannot be used ({reason}); {_fix(str(error))}"
        ) from None
    except (DatabaseError, sqlite3.DatabaseError, UnicodeDecodeError):
        raise DatabaseUnusable(
            f"{file} is not a usable database; restore a backup, or move it away to start over"
        ) from None
    finally:
        engine.dispose()


def bring_up_to_date(connection: Connection, where: str) -> None:
    """Upgrade the schema on a connection, in one transaction.

    Raises DatabaseUnusable if a newer Earshot wrote it.
    """
    version, known = _version(connection), revisions()
    if version not in (None, *known):
        raise DatabaseUnusable(
            f"{where} was written by a newer Earshot (this one knows schema {known[-1]}); "
            "start the newer version again, or restore a backup"
        )
    if version != known[-1]:
        if connection.dialect.name == "sqlite":
            # All or nothing: neither SQLAlchemy nor sqlite3 begins a transaction here.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        _migrate(connection)


def _version(connection: Connection) -> str | None:
    """Return the schema's revision; None if the database is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return str(row[0]) if row else None


def _migrate(connection: Connection) -> None:
    # Alembic costs 12 MB and 0.1 s, and most starts have nothing to migrate.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _fix(error: str) -> str:
    if "locked" in error:
        return "stop the other program that has it open"
    if "full" in error:
        return "make room on the disk"
    return (
        "check the owner of its folder and of all files in it; if that is right, restore a backup"
    )


@contextmanager
def _locked(lock: Path) -> Iterator[None]:
    handle = open_lock(lock)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
