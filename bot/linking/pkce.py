"""Random values of a link, and how they are stored: as hashes only.

Tickets and states have 128 bits (22 URL-safe characters); the PKCE verifier follows RFC 7636
section 4.1 (64 characters), its challenge section 4.2 (S256).
"""

from __future__ import annotations

import base64
import hashlib
import secrets

_REF_LENGTH = 24


def new_token() -> str:
    """Return 128 random bits as 22 URL-safe characters, for a ticket or a state."""
    return secrets.token_urlsafe(16)


def new_verifier() -> str:
    """Return a PKCE verifier of 64 characters."""
    return secrets.token_urlsafe(48)


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier, without padding."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def hashed(value: str) -> str:
    """Return the SHA-256 of a value in hex: all that is stored of states and cookies."""
    return hashlib.sha256(value.encode("utf-8")).hexdigest()


def ticket_ref(ticket: str) -> str:
    """Return the public name of a ticket: it identifies, but opens nothing."""
    return hashed(ticket)[:_REF_LENGTH]
