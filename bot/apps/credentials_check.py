"""Whether Spotify accepts a client ID and secret, tried by Client Credentials."""

from __future__ import annotations

from bot.apps.errors import AppRefused
from bot.http.errors import ServiceError
from bot.spotify.apps import SpotifyApp
from bot.spotify.errors import AppRejected
from bot.spotify.tokens import TokenEndpoint


class AppCheck:
    """Tries an app before it is kept."""

    def __init__(self, endpoint: TokenEndpoint) -> None:
        self._endpoint = endpoint

    async def accepts(self, client_id: str, secret: str | None) -> None:
        """Raise AppRefused unless Spotify takes them; without a secret nothing can be tried."""
        if secret is None:
            return
        try:
            await self._endpoint.client_credentials(SpotifyApp(client_id, "", secret))
        except AppRejected:
            raise AppRefused("not_accepted") from None
        except ServiceError:
            raise AppRefused("not_checked") from None
