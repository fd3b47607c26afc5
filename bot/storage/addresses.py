"""What DATABASE_URL says: a SQLite file, or a PostgreSQL server."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

POSTGRES = ("postgresql://", "postgres://")


def is_postgres(url: str) -> bool:
    """Whether an address names a PostgreSQL server."""
    return url.startswith(POSTGRES)


def passwords_of(url: str) -> list[str]:
    """Return the password in a PostgreSQL address, as written and as meant: never to be printed."""
    if not is_postgres(url):
        return []
    parts = urlsplit(url)
    given = [parts.password, *parse_qs(parts.query).get("password", ())]
    return sorted({form for one in given if one for form in (one, unquote(one))})


def shown(url: str) -> str:
    """Return an address as it may be printed: without its user and password."""
    if not is_postgres(url):
        return url.removeprefix("sqlite:///")
    parts = urlsplit(url)
    return f"PostgreSQL at {parts.netloc.rpartition('@')[2]}{parts.path}"
