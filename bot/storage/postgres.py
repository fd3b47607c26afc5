"""Specific to PostgreSQL: how to connect, and what its errors mean.

Source: PostgreSQL's documentation, appendix A (error codes).
"""

from __future__ import annotations

import asyncpg
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.storage.errors import (
    DatabaseAway,
    DatabaseBroken,
    DatabaseBusy,
    DatabaseFull,
    DatabaseUnusable,
    NotSaved,
    StorageError,
)

OLDEST = 13
"""The oldest major version that works; PostgreSQL supports each for five years."""

LOCK_WAIT = 4.0
"""How long a statement waits for another's lock, in seconds."""

ANSWER_WITHIN = 8.0
"""How long the server may take for a statement before it counts as gone, in seconds."""

_CONNECT_WITHIN = 10.0
_SETTINGS = {
    "application_name": "earshot",
    "idle_in_transaction_session_timeout": "60000",
    "lock_timeout": str(int(LOCK_WAIT * 1000)),
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}
_CODES: dict[str, type[NotSaved]] = {
    "08": DatabaseAway,  # connection exceptions
    "57": DatabaseAway,  # shut down, or starting up
    "40": DatabaseBusy,  # deadlock or serialization failure
    "55": DatabaseBusy,  # a lock that wasn't free
    "53": DatabaseBusy,  # too many connections, out of memory
    "53100": DatabaseFull,
    "25": DatabaseBroken,  # read-only
}
ERRORS = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What the driver raises itself, where SQLAlchemy isn't between."""


async def connect(url: str) -> asyncpg.Connection:
    """Open a connection; its errors are asyncpg's and OSError."""
    return await asyncpg.connect(
        url, timeout=_CONNECT_WITHIN, command_timeout=ANSWER_WITHIN, server_settings=_SETTINGS
    )


def failure_of(error: BaseException) -> NotSaved | None:
    """Return the typed error for a database failure; None for any other error.

    The texts contain no values: neither SQL nor its parameters leave this room.
    """
    if isinstance(error, PoolTimeout):
        return DatabaseBusy("every connection is in use")
    if isinstance(error, DBAPIError):
        if isinstance(error, IntegrityError) or error.orig is None:
            return None
        error = error.orig.__cause__ or error.orig
    elif not isinstance(error, ERRORS):
        return None
    code = getattr(error, "sqlstate", None)
    if isinstance(code, str):
        kind = _CODES.get(code) or _CODES.get(code[:2], DatabaseBroken)
        return kind(f"PostgreSQL: {code}")
    # The driver's own: there was no connection, or it broke in the middle of something.
    return DatabaseAway(f"PostgreSQL can't be reached ({type(error).__name__})")


async def reach(url: str, where: str) -> asyncpg.Connection:
    """Open a connection to a server that can be used.

    Raises DatabaseUnusable or, if that may go away by itself, DatabaseAway: in words for the host.
    """
    try:
        connection = await connect(url)
    except Exception as error:
        refused = _refusal(error, where)
        if refused is None:
            raise
        raise refused from None
    version = connection.get_server_version().major
    if version < OLDEST:
        await connection.close()
        what = f"PostgreSQL {version} is too old; update it to {OLDEST} or newer"
        raise DatabaseUnusable(what)
    return connection


def _refusal(error: Exception, where: str) -> StorageError | None:
    """Return why a connection was refused; None if it isn't about connecting."""
    code = getattr(error, "sqlstate", None)
    match error:
        case asyncpg.InvalidPasswordError() | asyncpg.InvalidAuthorizationSpecificationError():
            text = f"{where} refuses the user or the password; correct them in DATABASE_URL"
            return DatabaseUnusable(text)
        case asyncpg.InvalidCatalogNameError():
            text = f"{where} doesn't exist; create it (createdb), or correct DATABASE_URL"
            return DatabaseUnusable(text)
        case ValueError() | asyncpg.ClientConfigurationError():
            return DatabaseUnusable(f"DATABASE_URL can't be read ({type(error).__name__})")
    if code is not None and code[:2] not in ("08", "53", "57"):
        return DatabaseUnusable(f"{where} refuses the connection (error {code})")
    if code is not None or isinstance(error, ERRORS):
        reason = code or getattr(error, "strerror", None) or type(error).__name__
        return DatabaseAway(
            f"{where} can't be reached ({reason}); is it running, and does its firewall let this "
            "computer in?"
        )
    return None
