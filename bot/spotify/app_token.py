"""The app's own token (Client Credentials), for the public catalogue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.spotify.apps import SpotifyApp
from bot.spotify.tokens import TokenAnswer, TokenEndpoint


class AppToken:
    """Keeps one Client Credentials token and gets the next before it expires."""

    def __init__(
        self, endpoint: TokenEndpoint, app: SpotifyApp, clock: Callable[[], float]
    ) -> None:
        self._endpoint = endpoint
        self._app = app
        self._clock = clock
        self._lock = asyncio.Lock()
        self._kept: TokenAnswer | None = None

    async def access_token(self) -> str:
        """Return a token with at least a minute to live; raises as the token endpoint does."""
        async with self._lock:
            if self._kept is None or self._kept.expires_at <= self._clock():
                self._kept = await self._endpoint.client_credentials(self._app)
            return self._kept.access_token

    async def replace(self, rejected: str) -> str:
        """Return another token than `rejected`, which the Web API refused."""
        async with self._lock:
            if self._kept is not None and self._kept.access_token == rejected:
                self._kept = None
        return await self.access_token()
