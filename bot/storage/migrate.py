"""Upgrade the database file to the newest schema, one process at a time.

This is synchronous: database.py runs it in a worker thread.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.storage.errors import DatabaseBusy, DatabaseFull, DatabaseUnusable
from bot.storage.only_process import cannot_open
from bot.storage.sqlite import failure_of, prepare

SCRIPTS = Path(__file__).with_name("migrations")


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
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{file}")
    event.listen(engine, "connect", prepare)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError:
        newest = ScriptDirectory.from_config(config).get_current_head()
        raise DatabaseUnusable(
            f"{file} was written by a newer Earshot (this one knows schema {newest}); "
            "start the newer version again, or restore a backup"
        ) from None
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
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
