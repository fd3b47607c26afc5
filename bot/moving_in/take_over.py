"""Makes links of what another bot has stored: asks Spotify whose each is, and saves it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal

from bot.accounts.lifetime import DATE_UNKNOWN
from bot.accounts.new_links import new_link
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
    TokenRejected,
)
from bot.spotify.models import Profile
from bot.spotify.tokens import TokenEndpoint, TokenResponse
from bot.spotify.transport import Caller, Transport
from bot.storage.accounts import AccountStore
from bot.storage.errors import SpotifyAccountTaken
from bot.storage.imported_links import ImportedLinks

Outcome = Literal["taken", "here", "ended", "no_seat", "anothers", "unreachable"]
"""What became of a link: taken over; its person has one here; Spotify has ended it; no seat; its
Spotify account is linked to another Discord account here; Spotify didn't answer."""

_WAITS = (1.0, 3.0)
"""Seconds before Spotify is asked again: a renewed token must not be lost for a hiccup."""

_FINAL = (AppRejected, GrantInvalid, NoSeat, OwnerWithoutPremium, RateLimited, TokenRejected)
"""What Spotify would say again."""


class TakeOver:
    """Takes links over one by one; run again, it goes on with those that are left."""

    def __init__(
        self,
        links: ImportedLinks,
        accounts: AccountStore,
        apps: AppRegistry,
        endpoint: TokenEndpoint,
        transport: Transport,
        clock: Callable[[], float],
    ) -> None:
        self._links = links
        self._accounts = accounts
        self._apps = apps
        self._endpoint = endpoint
        self._transport = transport
        self._clock = clock

    async def app(self, client_id: str) -> SpotifyApp | None:
        """Return the app that another bot's links were made with, if it's one of ours."""
        return await self._apps.get(client_id)

    async def is_here(self, link: RedLink) -> bool:
        """Whether a link's person has linked here already; Spotify isn't asked."""
        return await self._accounts.summary(link.discord_id) is not None

    async def take(self, app: SpotifyApp, link: RedLink) -> Outcome:
        """Take a link over. Two requests to Spotify at most, one while its token works.

        Raises AppRejected or OwnerWithoutPremium: then no link of this app works; RateLimited:
        then nothing may be asked before its time.
        """
        if await self.is_here(link):
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
        who = link.discord_id, app.client_id
        try:
            added = await self._links.add(
                new_link(*who, token.now, profile, authorized_at=DATE_UNKNOWN), int(self._clock())
            )
        except SpotifyAccountTaken:
            return "anothers"
        return "taken" if added else "here"

    async def _whose(self, app: SpotifyApp, link: RedLink, token: _StoredToken) -> Profile:
        caller = Caller(token, f"moving-in:{link.discord_id}", app.quota_owner)
        api = SpotifyApi(self._transport, caller)
        for seconds in _WAITS:
            try:
                return await api.me()
            except _FINAL:
                raise
            except ServiceError:
                await asyncio.sleep(seconds)
        return await api.me()


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
