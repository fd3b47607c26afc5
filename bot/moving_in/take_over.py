"""Makes links of what another bot has stored: asks Spotify whose each is, and saves it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal

from bot.accounts.lifetime import DATE_UNKNOWN
from bot.apps.registry import AppRegistry
from bot.http.errors import ServiceError
from bot.moving_in.red_files import RedLink
from bot.spotify.api import SpotifyApi
from bot.spotify.apps import SpotifyApp
from bot.spotify.errors import (
    AppRejected,
    GrantInvalid,
    NoSeat,
    OwnerWithoutPremium,
    RateLimited,
    SignInUnavailable,
    TokenRejected,
)
from bot.spotify.models import Profile
from bot.spotify.tokens import TokenEndpoint, TokenResponse
from bot.spotify.transport import Caller, Transport
from bot.storage.errors import SpotifyAccountTaken
from bot.storage.imported_links import ImportedLinks
from bot.storage.records import NewLink

Outcome = Literal["taken", "here", "ended", "no_seat", "anothers", "unreachable"]
"""What became of a link: taken over; its person has one here; Spotify has ended it; no seat; its
Spotify account is linked to another Discord account here; Spotify didn't answer."""

_WAITS = (1.0, 3.0)
"""Seconds before Spotify is asked again: a renewed token must not be lost for a hiccup."""


class TakeOver:
    """Takes links over one by one; run again, it goes on with those that are left."""

    def __init__(
        self,
        links: ImportedLinks,
        apps: AppRegistry,
        endpoint: TokenEndpoint,
        transport: Transport,
        clock: Callable[[], float],
    ) -> None:
        self._links = links
        self._apps = apps
        self._endpoint = endpoint
        self._transport = transport
        self._clock = clock

    async def app(self, client_id: str) -> SpotifyApp | None:
        """Return the app that another bot's links were made with, if it's one of ours."""
        return await self._apps.get(client_id)

    async def is_here(self, link: RedLink) -> bool:
        """Whether a link's person has linked here already; Spotify isn't asked."""
        return await self._links.has(link.discord_id)

    async def take(self, app: SpotifyApp, link: RedLink) -> Outcome:
        """Take a link over. Two requests to Spotify at most, one while its token works.

        Raises AppRejected or OwnerWithoutPremium: then no link of this app works; RateLimited:
        then nothing may be asked before its time.
        """
        if await self._links.has(link.discord_id):
            return "here"
        token = _StoredToken(self._endpoint, app, link, self._clock)
        try:
            profile = await self._whose(app, link, token)
        except (GrantInvalid, TokenRejected):
            return "ended"
        except NoSeat:
            return "no_seat"
        except (AppRejected, OwnerWithoutPremium, RateLimited):
            raise
        except ServiceError:
            return "unreachable"
        try:
            added = await self._links.add(_linked(app, link, token, profile), int(self._clock()))
        except SpotifyAccountTaken:
            return "anothers"
        return "taken" if added else "here"

    async def _whose(self, app: SpotifyApp, link: RedLink, token: _StoredToken) -> Profile:
        caller = Caller(token, f"moving-in:{link.discord_id}", app.quota_owner)
        for seconds in (*_WAITS, None):
            try:
                return await SpotifyApi(self._transport, caller).me()
            except (NoSeat, GrantInvalid, TokenRejected, AppRejected, RateLimited):
                raise
            except ServiceError:
                if seconds is None:
                    raise
            await asyncio.sleep(seconds)
        raise SignInUnavailable


class _StoredToken:
    """A link's tokens as another bot has left them; renewed once they don't work."""

    def __init__(
        self,
        endpoint: TokenEndpoint,
        app: SpotifyApp,
        link: RedLink,
        clock: Callable[[], float],
    ) -> None:
        self._endpoint = endpoint
        self._app = app
        self._clock = clock
        self.now = TokenResponse(
            link.access_token, link.refresh_token, link.expires_at, link.scopes or None
        )

    async def access_token(self) -> str:
        """Return a token that should work; raises as the token endpoint does."""
        if self.now.expires_at <= self._clock():
            await self._renew()
        return self.now.access_token

    async def replace(self, rejected: str) -> str:
        """Return another token than the one that Spotify refused."""
        if self.now.access_token == rejected:
            await self._renew()
        return self.now.access_token

    async def _renew(self) -> None:
        answer = await self._endpoint.refresh(self._app, self.now.refresh_token or "")
        self.now = answer.over(self.now.refresh_token, self.now.scopes)


def _linked(app: SpotifyApp, link: RedLink, token: _StoredToken, profile: Profile) -> NewLink:
    return NewLink(
        discord_id=link.discord_id,
        spotify_account_id=profile.account_id,
        spotify_id=profile.id,
        display_name=profile.display_name,
        scopes=token.now.scopes or frozenset(),
        client_id=app.client_id,
        access_token=token.now.access_token,
        refresh_token=token.now.refresh_token,
        expires_at=token.now.expires_at,
        authorized_at=DATE_UNKNOWN,
    )
