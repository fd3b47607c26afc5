"""Check whether Spotify accepts a client ID and secret, using the client credentials grant."""

from __future__ import annotations

from bot.apps.errors import AppRefused
from bot.http.errors import ServiceError
from bot.spotify.apps import SpotifyApp
from bot.spotify.errors import AppRejected
from bot.spotify.tokens import TokenEndpoint


class AppCheck:
    """Tries out an app before it is saved."""

    def __init__(self, endpoint: TokenEndpoint) -> None:
        self._endpoint = endpoint

    async def accepts(self, client_id: str, secret: str | None) -> None:
        """Raise AppRefused unless Spotify accepts them; without a secret, do nothing."""
        if secret is None:
            return
        try:
            await self._endpoint.client_credentials(SpotifyApp(client_id, "", secret))
        except AppRejected:
            raise AppRefused("not_accepted") from None
        except ServiceError:
            raise AppRefused("not_checked") from None
