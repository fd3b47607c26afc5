"""Start and stop what every process has, and explain plainly why it can't start."""

from __future__ import annotations

import asyncio
import logging
import signal
import sqlite3
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import DatabaseError, OperationalError

from bot.config.settings import Settings
from bot.container import Container, open_container
from bot.doctor.checks import at_start
from bot.exits import CANNOT_START
from bot.storage.addresses import shown
from bot.storage.errors import NotSaved, StorageError

_log = logging.getLogger(__name__)

Serve = Callable[[Settings, Container, asyncio.Event], Awaitable[int]]
"""What a process does until the event is set; returns the exit code."""


async def serve_until_stopped(settings: Settings, serve: Serve) -> int:
    """Open everything, call `serve` until SIGTERM or SIGINT, and return the exit code."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    for finding in await asyncio.to_thread(at_start, settings):
        _log.warning("%s: %s; to fix it: %s", finding.check, finding.what, finding.fix)
    try:
        async with open_container(settings) as container:
            # For a host who has changed the database by hand.
            loop.add_signal_handler(signal.SIGUSR1, container.changes.anything)
            return await serve(settings, container, stop)
    except NotSaved as error:
        # Not CANNOT_START: the problem may be gone when a supervisor restarts the bot.
        _log.critical("the database can't be used right now: %s", error)
        return 1
    except StorageError as error:
        _log.critical("the data can't be used: %s", error)
    except (OperationalError, sqlite3.OperationalError) as error:
        reason = getattr(error, "orig", None) or error
        _log.critical("the database can't be used right now (%s): is the disk full?", reason)
        return 1
    except (DatabaseError, sqlite3.DatabaseError) as error:
        file = shown(settings.database_url)
        kind = type(error).__name__
        _log.critical("the data can't be used: %s is damaged (%s). Restore a backup", file, kind)
    return CANNOT_START
