"""The address at the accounts service where a person agrees (Spotify's PKCE tutorial)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from bot.accounts.scopes import AT_LINKING
from bot.spotify.apps import SpotifyApp
from bot.spotify.tokens import AUTHORIZE_PATH

LONGEST_BUTTON = 512
"""Characters that the address behind a Discord button may have."""


def authorize_url(
    accounts_url: str, app: SpotifyApp, *, state: str, challenge: str, scopes: Iterable[str]
) -> str:
    """Build the authorize address.

    `show_dialog` is always true: without it a person who agreed before is sent on without
    seeing anything, and a forwarded link would link silently (docs/reference/spotify.md,
    section 1.3).
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


def fits_a_button(address: str) -> bool:
    """Whether an address is short enough for a Discord button."""
    return len(address) <= LONGEST_BUTTON


def short_authorize_url(
    accounts_url: str,
    app: SpotifyApp,
    *,
    state: str,
    challenge: str,
    needed: frozenset[str],
    wished: frozenset[str],
) -> str | None:
    """Build an address that fits behind a Discord button, or None where none does.

    Of the `needed` scopes, and of those `wished` besides, it has as many as there is room for.
    All of them are in the whole address, which stands in the message's text.
    """

    def built(scopes: frozenset[str]) -> str:
        return authorize_url(accounts_url, app, state=state, challenge=challenge, scopes=scopes)

    chosen = AT_LINKING
    for scope in (*_shortest_first(needed), *_shortest_first(wished)):
        if fits_a_button(built(chosen | {scope})):
            chosen |= {scope}
    address = built(chosen)
    return address if fits_a_button(address) else None


def _shortest_first(scopes: frozenset[str]) -> list[str]:
    return sorted(scopes, key=lambda scope: (len(scope), scope))
