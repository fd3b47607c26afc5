"""Random values that open something, and their hashes: all of them that is ever stored."""

from __future__ import annotations

import hashlib
import hmac
import secrets

_REF_LENGTH = 24


def new_token() -> str:
    """Return 128 random bits as 22 URL-safe characters, for a ticket or a state."""
    return secrets.token_urlsafe(16)


def hashed(value: str) -> str:
    """Return the SHA-256 of a value in hex: all that is stored of states and cookies."""
    return hashlib.sha256(value.encode("utf-8")).hexdigest()


def is_hash_of(kept: str | None, value: str | None) -> bool:
    """Whether a value is the one of which this hash was kept; False without either."""
    return kept is not None and value is not None and hmac.compare_digest(kept, hashed(value))


def ticket_ref(ticket: str) -> str:
    """Return the public name of a ticket: it identifies, but opens nothing."""
    return hashed(ticket)[:_REF_LENGTH]
