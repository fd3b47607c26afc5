"""Codes, grants and access tokens, and how long each is valid.

Source: docs/reference/spotify.md, sections 1.3 and 1.4.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from sandbox.spotify.apps import App
from sandbox.spotify.people import Listener

SIX_MONTHS = 182 * 24 * 3600.0
CODE_LIFETIME = 300.0
TOKEN_LIFETIME = 3600.0


@dataclass(slots=True)
class Code:
    """An authorization code."""

    app: App
    person: Listener
    redirect_uri: str
    scopes: frozenset[str]
    challenge: str | None
    made: float
    used: bool = False


@dataclass(slots=True)
class Grant:
    """What a person agreed to; its refresh tokens expire six months later."""

    app: App
    person: Listener
    scopes: frozenset[str]
    authorized_at: float
    revoked: bool = False
    public: bool = False
    refresh_token: str = field(default_factory=lambda: "AQ" + secrets.token_urlsafe(72))


@dataclass(slots=True)
class Access:
    """An access token; `person` is None for Client Credentials."""

    app: App
    person: Listener | None
    scopes: frozenset[str]
    expires_at: float


class TokenError(Exception):
    """Ends a token request with Spotify's flat error."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
