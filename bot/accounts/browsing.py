"""Looking into the public catalogue, with the app's own token or else the asking person's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.accounts.grants import Grants
from bot.spotify.api import SpotifyApi
from bot.spotify.app_token import AppToken
from bot.spotify.apps import SpotifyApp
from bot.spotify.catalogue import ArtistPage, artist_page, find_artist
from bot.spotify.models import Artist
from bot.spotify.transport import Caller, Transport


class Browsing:
    """The catalogue for anyone (Client Credentials), or for linked people without a secret."""

    def __init__(
        self, grants: Grants, transport: Transport, app: SpotifyApp, app_token: AppToken | None
    ) -> None:
        self._grants = grants
        self._transport = transport
        self._app = app
        self._app_token = app_token

    async def artist(self, asked: str, *, viewer: int) -> ArtistPage:
        """Find an artist by name, link or URI; raises as find_artist and the grant guard do."""
        async with self._spotify(viewer) as spotify:
            return await find_artist(spotify, asked)

    async def artist_by_id(self, artist_id: str, *, viewer: int) -> ArtistPage:
        """Return one artist's page; raises as artist does."""
        async with self._spotify(viewer) as spotify:
            return await artist_page(spotify, await spotify.artist(artist_id))

    async def suggest_artists(self, typed: str, *, viewer: int) -> tuple[Artist, ...]:
        """Return artists for what is being typed; this never uses the last of the budget."""
        async with self._spotify(viewer, asked=False) as spotify:
            return (await spotify.search_artists(typed)).items

    @asynccontextmanager
    async def _spotify(self, viewer: int, *, asked: bool = True) -> AsyncIterator[SpotifyApi]:
        if self._app_token is None:
            async with self._grants.use(viewer, asked=asked) as spotify:
                yield spotify
            return
        caller = Caller(self._app_token, "app", self._app.quota_owner, asked)
        yield SpotifyApi(self._transport, caller)
