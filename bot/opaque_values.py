"""Random values that grant access, and their hashes: only the hashes are ever stored."""

from __future__ import annotations

import hashlib
import hmac
import secrets

_REF_LENGTH = 24


def new_token() -> str:
    """Return 128 random bits as 22 URL-safe characters, used for tickets and states."""
    return secrets.token_urlsafe(16)


def hashed(value: str) -> str:
    """Return the SHA-256 of a value in hex; of states and cookies only this is stored.

    Bytes of a header that aren't UTF-8 are surrogates here: such a value is none of ours, like any
    other unknown one.
    """
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def is_hash_of(stored: str | None, value: str | None) -> bool:
    """Whether a value is the one of which this hash was kept; False without either."""
    return stored is not None and value is not None and hmac.compare_digest(stored, hashed(value))


def ticket_ref(ticket: str) -> str:
    """Return the public name of a ticket: it identifies the ticket, but can't open it."""
    return hashed(ticket)[:_REF_LENGTH]
