"""PKCE values (RFC 7636: verifier in section 4.1, S256 challenge in 4.2), and a ticket's name."""

from __future__ import annotations

import base64
import hashlib
import secrets

from bot.opaque_values import hashed

_REF_LENGTH = 24


def new_verifier() -> str:
    """Return a PKCE verifier of 64 characters."""
    return secrets.token_urlsafe(48)


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier, without padding."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def ticket_ref(ticket: str) -> str:
    """Return the public name of a ticket: it identifies, but opens nothing."""
    return hashed(ticket)[:_REF_LENGTH]
