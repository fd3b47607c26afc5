"""`python -m bot db copy`: move a host's data from SQLite to PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from pathlib import Path

from bot.config.copy_settings import CopySettings, read_copy_settings
from bot.config.settings import ConfigError
from bot.exits import CANNOT_START
from bot.logs import redact
from bot.storage.addresses import shown
from bot.storage.copy import Copied, copy_to_postgres
from bot.storage.errors import NotSaved, StorageError
from bot.storage.troubles import key_file

_INTERRUPTED = 130


def copy(source: str | None, target: str | None) -> int:
    """Copy, say how far it is, and return the exit code."""
    try:
        settings = read_copy_settings(source, target, os.environ, Path(".env"))
    except ConfigError as error:
        lines = [f"{one.name} {one.what}\n  -> {one.fix}" for one in error.problems]
        print("Nothing was copied.", *lines, sep="\n", file=sys.stderr)
        return CANNOT_START
    try:
        copied = asyncio.run(_copy(settings))
    except KeyboardInterrupt:
        print("Stopped. Nothing was copied.", file=sys.stderr)
        return _INTERRUPTED
    except (NotSaved, sqlite3.OperationalError) as error:
        _refuse(error, settings)
        return 1
    except (StorageError, sqlite3.Error) as error:
        _refuse(error, settings)
        return CANNOT_START
    print(redact(_ending(copied, settings), settings.secrets()))
    return 0


async def _copy(settings: CopySettings) -> Copied:
    def tell(text: str) -> None:
        print(redact(text, settings.secrets()), flush=True)

    tell(f"Copying {shown(settings.source)} to {shown(settings.target)}")
    target, plan = settings.target, settings.backups
    return await copy_to_postgres(settings.source, settings.keys, target, plan, tell)


def _refuse(error: Exception, settings: CopySettings) -> None:
    text = redact(str(error), settings.secrets())
    print(f"Nothing was copied: {text}.", file=sys.stderr)


def _ending(copied: Copied, settings: CopySettings) -> str:
    rows = f"{copied.rows:,} rows of {copied.tables} tables"
    done = "were there already, and are the same" if copied.before else "copied and compared"
    lines = [f"{rows} {done}."]
    if copied.left_out:
        lines.append(f"Left out, because they aren't Earshot's: {', '.join(copied.left_out)}.")
    lines.append(f"Now start the bot with DATABASE_URL set to {shown(settings.target)}.")
    if settings.keys is None:
        key = key_file(settings.source)
        lines.append(f"It needs the same key: set TOKEN_ENCRYPTION_KEYS_FILE={key}")
    lines.append(f"Keep {shown(settings.source)} until all is well, but start no bot on it.")
    return "\n".join(lines)
