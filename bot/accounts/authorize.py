"""The address at the accounts service where a person agrees (Spotify's PKCE tutorial)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from bot.spotify.apps import SpotifyApp
from bot.spotify.tokens import AUTHORIZE_PATH


def authorize_url(
    accounts_url: str, app: SpotifyApp, *, state: str, challenge: str, scopes: Iterable[str]
) -> str:
    """Build the authorize address.

    `show_dialog` is always true: without it a person who agreed before is sent on without
    seeing anything, and a forwarded link would link silently (spotify.md 1.3).
    """
    query = {
        "client_id": app.client_id,
        "response_type": "code",
        "redirect_uri": app.redirect_uri,
        "scope": " ".join(sorted(scopes)),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "show_dialog": "true",
    }
    return f"{accounts_url.rstrip('/')}{AUTHORIZE_PATH}?{urlencode(query)}"
