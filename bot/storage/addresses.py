"""What DATABASE_URL says: a SQLite file, or a PostgreSQL server."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

POSTGRES = ("postgresql://", "postgres://")


def is_postgres(url: str) -> bool:
    """Whether an address names a PostgreSQL server."""
    return url.startswith(POSTGRES)


def password_of(url: str) -> str | None:
    """Return the password in a PostgreSQL address, which must never be printed."""
    if not is_postgres(url):
        return None
    password = urlsplit(url).password
    return unquote(password) if password else None


def shown(url: str) -> str:
    """Return an address as it may be printed: without its user and password."""
    if not is_postgres(url):
        return url.removeprefix("sqlite:///")
    parts = urlsplit(url)
    return f"PostgreSQL at {parts.netloc.rpartition('@')[2]}{parts.path}"
