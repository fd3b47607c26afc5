"""Chooses the token: the app's own for the catalogue, a person's for their data."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bot.accounts.errors import (
    AccountError,
    LinkDamaged,
    LinkDead,
    MissingScopes,
    NotLinked,
    NotShared,
    OtherNotLinked,
)
from bot.accounts.grant_guard import GrantGuard
from bot.accounts.privacy import Privacy, SharesServer
from bot.apps.registry import AppRegistry
from bot.spotify.api import SpotifyApi
from bot.spotify.errors import AppRejected, OwnerWithoutPremium
from bot.spotify.tokens import AppToken
from bot.spotify.transport import Caller, Transport


class Access:
    """Opens Spotify for the catalogue, for oneself, or for someone who shares."""

    def __init__(
        self,
        grants: GrantGuard,
        privacy: Privacy,
        transport: Transport,
        apps: AppRegistry,
        app_token: AppToken | None,
    ) -> None:
        self._grants = grants
        self._privacy = privacy
        self._transport = transport
        self._apps = apps
        self._app_token = app_token

    @asynccontextmanager
    async def catalogue(self, viewer: int, *, asked: bool = True) -> AsyncIterator[SpotifyApi]:
        """Yield an API for the public catalogue: Client Credentials, or else the viewer's token."""
        if self._app_token is None:
            async with self._grants.use(viewer, asked=asked) as spotify:
                yield spotify
            return
        app = self._apps.main
        caller = Caller(self._app_token, "app", app.quota_owner, asked)
        try:
            yield SpotifyApi(self._transport, caller)
        except AppRejected:
            await self._apps.report_problem(app, "rejected")
            raise
        except OwnerWithoutPremium:
            await self._apps.report_problem(app, "premium")
            raise

    @asynccontextmanager
    async def own(
        self, person: int, scopes: frozenset[str], *, asked: bool = True
    ) -> AsyncIterator[SpotifyApi]:
        """Yield a person's own Spotify; raises the grant guard's errors."""
        async with self._grants.use(person, scopes=scopes, asked=asked) as spotify:
            yield spotify

    async def shown_to(self, viewer: int, people: Sequence[int], most: int) -> list[int]:
        """Return the first `most` of `people` in the viewer's server who share with them."""
        shown: list[int] = []
        for person in people:
            if len(shown) >= most:
                break
            try:
                await self._privacy.check(person, viewer, shares_server=True)
            except NotShared:
                continue
            shown.append(person)
        return shown

    @asynccontextmanager
    async def of(
        self,
        person: int,
        scopes: frozenset[str],
        *,
        viewer: int,
        shares_server: SharesServer,
        asked: bool = True,
    ) -> AsyncIterator[SpotifyApi]:
        """Yield the Spotify of someone who shares it with `viewer`, or the viewer's own.

        Raises NotShared, SharingUnknown or OtherNotLinked for another person, and the grant
        guard's errors for the viewer's own.
        """
        await self._privacy.check(person, viewer, shares_server=shares_server)
        try:
            async with self._grants.use(person, scopes=scopes, asked=asked) as spotify:
                yield spotify
        except (NotLinked, LinkDead, LinkDamaged, MissingScopes) as error:
            raise _for_viewer(error, own=person == viewer) from None


def _for_viewer(error: AccountError, *, own: bool) -> AccountError:
    return error if own else OtherNotLinked()
