"""What every OAuth 2 client does: PKCE (RFC 7636), Basic authentication, reading a token answer."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from urllib.parse import quote

from bot.http.errors import Malformed
from bot.http.json_reading import number, text

_EARLY = 60
"""How long before its end a token counts as expired, in seconds."""


def new_verifier() -> str:
    """Return a PKCE verifier of 64 characters (RFC 7636, section 4.1)."""
    return secrets.token_urlsafe(48)


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier, without padding (section 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def basic(client_id: str, client_secret: str) -> str:
    """Return an Authorization header; each part is form-encoded first (RFC 6749, section 2.3.1)."""
    pair = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def access_token(body: Mapping[str, object]) -> str:
    """Return a token answer's access token; raises Malformed unless it fits into a header."""
    token = text(body, "access_token")
    if token is None or not token.isascii() or not token.isprintable():
        raise Malformed("a token answer without a token")
    return token


def expiry(body: Mapping[str, object], now: float, *, unless_said: int) -> int:
    """Return when a token answer's access token ends, in unix seconds, a minute early."""
    lifetime = number(body, "expires_in") or unless_said
    return int(now) + max(0, lifetime - _EARLY)
