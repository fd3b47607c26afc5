"""OAuth's authorization code flow as a browser sees it: the request and the response.

The request is RFC 6749, section 4.1.1, with PKCE (RFC 7636); the response is section 4.1.2, with
the issuer of RFC 9207. The attacks this stops:
docs/reference/threats-and-faults.md, T3a, T3b and T3e.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from bot.accounts.scopes import AT_LINKING
from bot.http.oauth import challenge_of, new_verifier
from bot.opaque_values import new_token
from bot.spotify.apps import SpotifyApp
from bot.spotify.tokens import AUTHORIZE_PATH

LONGEST_BUTTON = 512
"""The longest address that a Discord button can have, in characters."""

LONGEST_CODE = 2048

_SPOTIFY = "https://accounts.spotify.com"
_DISCORD = "https://discord.com"
_STATE = re.compile(r"[A-Za-z0-9_-]{22,43}")
_CODE = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_CODE}}}")


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A request to Spotify's authorization server for someone's consent."""

    accounts_url: str
    app: SpotifyApp
    state: str = field(repr=False)
    challenge: str = field(repr=False)

    def url(self, scopes: Iterable[str]) -> str:
        """Return the address where someone agrees.

        `show_dialog` is always true: without it, someone who agreed before is redirected without
        seeing anything, and a forwarded link would link silently (docs/reference/spotify.md,
        section 1.3).
        """
        query = {
            "client_id": self.app.client_id,
            "response_type": "code",
            "redirect_uri": self.app.redirect_uri,
            "scope": " ".join(sorted(scopes)),
            "state": self.state,
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
            "show_dialog": "true",
        }
        return f"{self.accounts_url.rstrip('/')}{AUTHORIZE_PATH}?{urlencode(query)}"

    def button_url(self, *, needed: frozenset[str], wished: frozenset[str]) -> str | None:
        """Return an address that fits a Discord button, or None if none does.

        It asks for as many of the `needed` scopes as there is room for, then of those `wished`.
        The whole address, in the message's text, has all of them.
        """
        chosen = AT_LINKING
        for scope in (*_shortest_first(needed), *_shortest_first(wished)):
            if fits_a_button(self.url(chosen | {scope})):
                chosen |= {scope}
        address = self.url(chosen)
        return address if fits_a_button(address) else None


def new_request(accounts_url: str, app: SpotifyApp) -> tuple[AuthorizationRequest, str]:
    """Return a request with a new state, and its PKCE verifier."""
    verifier = new_verifier()
    return AuthorizationRequest(accounts_url, app, new_token(), challenge_of(verifier)), verifier


def fits_a_button(address: str) -> bool:
    """Whether an address is short enough for a Discord button."""
    return len(address) <= LONGEST_BUTTON


def _shortest_first(scopes: frozenset[str]) -> list[str]:
    return sorted(scopes, key=lambda scope: (len(scope), scope))


@dataclass(frozen=True, slots=True)
class AuthorizationResponse:
    """An authorization server's answer: a code, or an error (access_denied or other)."""

    state: str = field(repr=False)
    code: str | None = field(repr=False)
    error: str | None


class NotAResponse(Exception):
    """The parameters aren't those of an authorization response."""


class WrongIssuer(Exception):
    """The response comes from a different server than the one asked."""


def read_response(
    parameters: Mapping[str, Sequence[str]], issuers: Collection[str]
) -> AuthorizationResponse:
    """Read a response: exactly one state, and exactly one of code and error.

    One of these without a value counts as missing (RFC 6749, section 3.1).

    `issuers` are the names that the server may use. A response without one is fine: each server
    has its own callback, which is the other defence against mix-up attacks (RFC 9700,
    section 4.4.2). Raises NotAResponse or WrongIssuer.
    """
    states, codes, errors = (
        [value for value in parameters.get(name, ()) if value]
        for name in ("state", "code", "error")
    )
    if len(states) != 1 or len(codes) + len(errors) != 1 or not is_state(states[0]):
        raise NotAResponse
    named = parameters.get("iss", ())
    if len(named) > 1 or any(issuer.rstrip("/") not in issuers for issuer in named):
        raise WrongIssuer
    if errors:
        # From a fixed list: nothing else that a server (or anyone) writes there is shown or logged.
        error = "access_denied" if errors[0] == "access_denied" else "other"
        return AuthorizationResponse(states[0], None, error)
    if not _CODE.fullmatch(codes[0]):
        raise NotAResponse
    return AuthorizationResponse(states[0], codes[0], None)


def is_state(text: str) -> bool:
    """Whether a string looks like a state."""
    return _STATE.fullmatch(text) is not None


def spotify_issuers(accounts_url: str) -> frozenset[str]:
    """Return the issuer names of Spotify's authorization server."""
    return frozenset({_SPOTIFY, origin_of(accounts_url)})


def discord_issuers(discord_url: str) -> frozenset[str]:
    """Return the issuer names of Discord's authorization server."""
    return frozenset({_DISCORD, origin_of(discord_url)})


def origin_of(address: str) -> str:
    """Return an address's scheme and host: an authorization server's issuer name."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
