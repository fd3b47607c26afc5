"""Token requests to the accounts service: authorization code, refresh, Client Credentials.

These replace spotipy's auth managers, which block, share one verifier between everyone and
hide the granted scope. Sources: Spotify's code-flow, code-pkce-flow, client-credentials and
refreshing-tokens tutorials; RFC 6749, RFC 7636; docs/reference/spotify.md, sections 1.3, 1.4
and 1.5.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import aiohttp
from spotipy.oauth2 import SpotifyClientCredentials, SpotifyOAuth

from bot.http.errors import NotSent, ServiceError, Unavailable
from bot.http.exchange import Answer, exchange
from bot.http.json_reading import mapping, text
from bot.http.oauth import access_token, basic, expiry
from bot.spotify.apps import SpotifyApp
from bot.spotify.errors import AppRejected, BadRequest, GrantInvalid, SignInUnavailable

_TIMEOUT = 8.0
_BEFORE_SECOND_TRY = 0.5
TOKEN_PATH = SpotifyClientCredentials.OAUTH_TOKEN_URL.removeprefix("https://accounts.spotify.com")
AUTHORIZE_PATH: str = SpotifyOAuth.OAUTH_AUTHORIZE_URL.removeprefix("https://accounts.spotify.com")


@dataclass(frozen=True, slots=True)
class TokenResponse:
    """A successful token answer.

    `expires_at` is unix seconds by our clock, a minute early. `refresh_token` is None if the
    answer has none or an empty one; the old one then stays valid. `scopes` is what was granted,
    None if the answer doesn't say (RFC 6749, section 5.1: then it's what was asked for).
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_at: int
    scopes: frozenset[str] | None

    def over(self, refresh_token: str | None, scopes: frozenset[str] | None) -> TokenResponse:
        """Return this answer to a refresh with the earlier values that it leaves out (section 6).

        An empty scope changes nothing either: no one allows "nothing" by a refresh.
        """
        return replace(
            self,
            refresh_token=self.refresh_token or refresh_token,
            scopes=self.scopes or scopes,
        )


class TokenEndpoint:
    """The accounts service's token endpoint."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        accounts_url: str,
        clock: Callable[[], float],
        observe: Callable[[str, str], None] = lambda grant, outcome: None,
    ) -> None:
        self._session = session
        self._url = accounts_url.rstrip("/") + TOKEN_PATH
        self._clock = clock
        self._observe = observe

    async def exchange_code(self, app: SpotifyApp, code: str, verifier: str) -> TokenResponse:
        """Exchange an authorization code (RFC 6749, section 4.1.3; RFC 7636, section 4.5).

        A code works once, so it's sent again only if it can't have been used up. Raises
        GrantInvalid, AppRejected, BadRequest or SignInUnavailable.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": app.redirect_uri,
            "code_verifier": verifier,
        }
        try:
            return await self._ask(app, form)
        except SignInUnavailable as failure:
            if failure.sent:
                raise
        await asyncio.sleep(_BEFORE_SECOND_TRY)
        return await self._ask(app, form)

    async def refresh(self, app: SpotifyApp, refresh_token: str) -> TokenResponse:
        """Get a new access token. Raises as exchange_code does."""
        return await self._ask(app, {"grant_type": "refresh_token", "refresh_token": refresh_token})

    async def client_credentials(self, app: SpotifyApp) -> TokenResponse:
        """Get a token for the public catalogue. Raises as exchange_code does."""
        return await self._ask(app, {"grant_type": "client_credentials"})

    async def _ask(self, app: SpotifyApp, form: Mapping[str, str]) -> TokenResponse:
        """Send a request, and count it by its grant and how it ended."""
        outcome = "broke"
        try:
            answer = await self._sent(app, form)
            outcome = "granted"
            return answer
        except ServiceError as failure:
            outcome = type(failure).__name__
            raise
        finally:
            self._observe(form["grant_type"], outcome)

    async def _sent(self, app: SpotifyApp, form: Mapping[str, str]) -> TokenResponse:
        headers = {"Accept": "application/json"}
        body = dict(form)
        if app.client_secret is not None:
            headers["Authorization"] = basic(app.client_id, app.client_secret)
        else:
            body["client_id"] = app.client_id
        failure: ServiceError
        try:
            answer = await exchange(
                self._session, "POST", self._url, headers=headers, form=body, timeout=_TIMEOUT
            )
            return self._read(answer)
        except NotSent:
            failure = SignInUnavailable(sent=False)
        except Unavailable:
            failure = SignInUnavailable()
        raise failure from None

    def _read(self, answer: Answer) -> TokenResponse:
        if answer.status == 200:
            return self._granted(answer)
        if 400 <= answer.status < 500 and answer.status != 429:
            body = mapping(answer.json()) or {}
            error = text(body, "error")
            if error == "invalid_grant":
                description = text(body, "error_description") or ""
                raise GrantInvalid(revoked="revoked" in description.lower())
            if error in ("invalid_client", "unauthorized_client"):
                raise AppRejected("invalid_client")
            if error is not None:
                raise BadRequest("token request refused")
        raise Unavailable("token endpoint")

    def _granted(self, answer: Answer) -> TokenResponse:
        data = mapping(answer.json()) or {}
        scope = data.get("scope")
        return TokenResponse(
            access_token=access_token(data),
            refresh_token=text(data, "refresh_token"),
            expires_at=expiry(data, self._clock(), unless_said=3600),
            scopes=frozenset(scope.split()) if isinstance(scope, str) else None,
        )


class AppToken:
    """Keeps one Client Credentials token and replaces it before it expires."""

    def __init__(
        self, endpoint: TokenEndpoint, app: SpotifyApp, clock: Callable[[], float]
    ) -> None:
        self._endpoint = endpoint
        self._app = app
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token: TokenResponse | None = None

    async def access_token(self) -> str:
        """Return a token that's valid for at least a minute; raises as the token endpoint does."""
        async with self._lock:
            if self._token is None or self._token.expires_at <= self._clock():
                self._token = await self._endpoint.client_credentials(self._app)
            return self._token.access_token

    async def replace(self, rejected: str) -> str:
        """Return a new token in place of `rejected`, which the Web API refused."""
        async with self._lock:
            if self._token is not None and self._token.access_token == rejected:
                self._token = None
        return await self.access_token()
