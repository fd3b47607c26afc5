"""Check Spotify: client ID and secret, the owner's Premium, redirect URI, seats.

A redirect URI can't be tested from here: Spotify checks it only after someone has logged in
(docs/reference/spotify.md, section 1.2).
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator

import aiohttp

from bot.doctor.findings import Finding, bad, ok, untested, warn
from bot.doctor.http_probe import Answer, NoAnswer, ask
from bot.spotify.apps import SpotifyApp
from bot.spotify.tokens import TOKEN_PATH

_OWNER = "premium subscription required for the owner"
_DASHBOARD = "Spotify's developer dashboard"


class SpotifySide:
    """Asks Spotify about one app; check() sets `answer`."""

    def __init__(
        self, session: aiohttp.ClientSession, accounts_url: str, api_url: str, app: SpotifyApp
    ) -> None:
        self._session = session
        self._accounts = accounts_url.rstrip("/")
        self._api = api_url.rstrip("/")
        self._app = app
        self.answer: Answer | None = None

    async def check(self, links: int | None) -> AsyncIterator[Finding]:
        """Test the client ID and secret; `links` is how many people are linked through this app."""
        name = f"app “{self._app.name}”"
        if self._app.client_secret is None:
            if not links:
                yield untested(
                    "spotify",
                    f"{name}: no client secret, so its ID can't be tested before the first login",
                )
        else:
            async for finding in self._credentials(name, self._app.client_secret):
                yield finding
        if links:
            yield ok("redirect", f"{name}: people have linked, so Spotify knows the redirect URI")
        else:
            yield untested(
                "redirect",
                f"{name}: whether {self._app.redirect_uri} is registered can't be tested before "
                f"the first login; compare it character by character with {_DASHBOARD} (Settings > "
                "Redirect URIs)",
            )

    async def _credentials(self, name: str, secret: str) -> AsyncIterator[Finding]:
        pair = base64.b64encode(f"{self._app.client_id}:{secret}".encode()).decode()
        try:
            answer = await ask(
                self._session,
                "POST",
                self._accounts + TOKEN_PATH,
                headers={"Authorization": f"Basic {pair}"},
                form={"grant_type": "client_credentials"},
            )
        except NoAnswer as error:
            yield bad(
                "spotify",
                f"{self._accounts} can't be reached: {error}",
                "check this computer's network, and SPOTIFY_ACCOUNTS_URL if it is set",
            )
            return
        self.answer = answer
        if answer.body.get("error") == "invalid_client":
            yield bad(
                "spotify",
                f"{name}: Spotify doesn't accept its client ID and secret",
                f"copy both again from {_DASHBOARD} (Settings); was the secret rotated?",
            )
            return
        token = answer.body.get("access_token")
        if answer.status != 200 or not isinstance(token, str):
            yield untested(
                "spotify", f"{name}: Spotify's sign-in answers HTTP {answer.status} right now"
            )
            return
        yield ok("spotify", f"{name}: Spotify accepts its client ID and secret")
        finding = await self._owner(name, token)
        if finding is not None:
            yield finding

    async def _owner(self, name: str, token: str) -> Finding | None:
        url = f"{self._api}/search?q=a&type=artist&limit=1"
        try:
            answer = await ask(
                self._session, "GET", url, headers={"Authorization": f"Bearer {token}"}
            )
        except NoAnswer as error:
            return bad(
                "spotify",
                f"{self._api} can't be reached: {error}",
                "check this computer's network, and SPOTIFY_API_URL if it is set",
            )
        if answer.status == 403 and _OWNER in answer.text.lower():
            return bad(
                "spotify",
                f"{name}: its owner has no active Premium, so Spotify lets nobody in",
                "renew Premium; it can then take a few hours",
            )
        if answer.status == 429:
            wait = answer.headers.get("Retry-After", "an unknown number of")
            return warn(
                "spotify",
                f"{name}: Spotify's rate limit is reached; it asks for a pause of {wait} seconds",
                "wait, and lower SPOTIFY_DAILY_REQUESTS if this happens often",
            )
        return None
