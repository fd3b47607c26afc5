"""Which redirect URIs Spotify accepts (docs/reference/spotify.md, section 1.2)."""

from __future__ import annotations

import string
from urllib.parse import urlsplit


def secure(address: str) -> bool:
    """Return whether it's HTTPS, or plain HTTP to a numeric loopback address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.hostname == "localhost":
        return False
    return parts.scheme != "http" or parts.hostname in ("127.0.0.1", "::1")


def portless(address: str) -> str | None:
    """Return a loopback URI without its port; None for other URIs."""
    for host in ("127.0.0.1", "[::1]"):
        start = f"http://{host}:"
        if address.startswith(start):
            return f"http://{host}{address.removeprefix(start).lstrip(string.digits)}"
    return None


def bad_request(query: dict[str, str]) -> str | None:
    """Return what's wrong with the rest of an authorization request, or None."""
    if query.get("response_type") != "code":
        return "response_type must be code"
    if "code_challenge" in query and query.get("code_challenge_method") != "S256":
        return "code_challenge_method must be S256"
    return None
