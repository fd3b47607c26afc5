"""Which versions run here: a host is asked for them when something is wrong."""

from __future__ import annotations

import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version

from bot import __version__
from bot.config.settings import Settings
from bot.storage.addresses import is_postgres

_LIBRARIES = ("discord.py", "spotipy", "aiohttp", "SQLAlchemy")


def versions(settings: Settings) -> str:
    """Return the versions of Earshot, of Python, and of what it builds on."""
    database = "PostgreSQL" if is_postgres(settings.database_url) else "SQLite"
    found = [f"Earshot {__version__}", f"Python {platform.python_version()}"]
    found += [f"{name} {_version(name)}" for name in _LIBRARIES]
    found.append(database if database == "PostgreSQL" else f"SQLite {sqlite3.sqlite_version}")
    return ", ".join(found)


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "(unknown)"
