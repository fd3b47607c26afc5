"""Random values that open something, and their hashes: all of them that is ever stored."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """Return 128 random bits as 22 URL-safe characters, for a ticket or a state."""
    return secrets.token_urlsafe(16)


def hashed(value: str) -> str:
    """Return the SHA-256 of a value in hex: all that is stored of states and cookies."""
    return hashlib.sha256(value.encode("utf-8")).hexdigest()
