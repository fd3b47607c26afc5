"""The grant guard: the only way to get a person's access token.

Any number of callers share one refresh: within this process through a shared task, between
processes through a lease and a version on the row. No transaction is open during a request
(docs/reference/threats-and-faults.md, section 2.1). Refresh tokens: Spotify's
refreshing-tokens tutorial; docs/reference/spotify.md, section 1.4.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from bot.accounts.errors import LinkDamaged, LinkDead, MissingScopes, NotLinked
from bot.accounts.lifetime import LAST_REMINDER, ends_at
from bot.accounts.pending_writes import PendingWrites, noted
from bot.accounts.unsaved_tokens import UnsavedTokens
from bot.apps.registry import AppRegistry
from bot.notifications.kinds import LinkEnded
from bot.notifications.outbox import Outbox
from bot.single_flight import SingleFlight
from bot.spotify.api import SpotifyApi
from bot.spotify.apps import SpotifyApp
from bot.spotify.errors import (
    AppRejected,
    GrantInvalid,
    OwnerWithoutPremium,
    PremiumRequired,
    ScopeRefused,
    SignInUnavailable,
    TokenRejected,
)
from bot.spotify.tokens import TokenEndpoint, TokenResponse
from bot.spotify.transport import Caller, Transport
from bot.storage.accounts import AccountStore
from bot.storage.errors import NotSaved, Undecryptable
from bot.storage.records import AccountRecord, LinkStatus, RefreshedTokens
from bot.storage.refresh_leases import LEASE, RefreshLeases

_WAIT_FOR_OTHERS = 8.0
_BEFORE_TELLING = 5
"""Delay in seconds: the answer to a command may tell the person first that the link has ended."""


@dataclass(frozen=True, slots=True)
class GrantStores:
    """Where grants are stored: their rows, the leases to refresh them, and unsaved writes."""

    accounts: AccountStore
    leases: RefreshLeases
    unsaved: PendingWrites


class GrantGuard:
    """Gives access to Spotify on behalf of linked people."""

    def __init__(
        self,
        stores: GrantStores,
        endpoint: TokenEndpoint,
        transport: Transport,
        apps: AppRegistry,
        outbox: Outbox,
        clock: Callable[[], float],
    ) -> None:
        self._accounts = stores.accounts
        self._leases = stores.leases
        self._unsaved = UnsavedTokens(stores.accounts, stores.leases, stores.unsaved, outbox, clock)
        self._endpoint = endpoint
        self._transport = transport
        self._apps = apps
        self._outbox = outbox
        self._clock = clock
        self._process = secrets.token_hex(8)
        self._refreshing: SingleFlight[str] = SingleFlight()

    @asynccontextmanager
    async def use(
        self, discord_id: int, *, scopes: frozenset[str] = frozenset(), asked: bool = True
    ) -> AsyncIterator[SpotifyApi]:
        """Provide Spotify's API on behalf of a person, with a token that works.

        Raises NotLinked, LinkDead, LinkDamaged or MissingScopes before anything is sent. Errors
        from Spotify inside the block are translated to the same ones where they mean the same.
        """
        try:
            record = await self._record(discord_id)
        except (NotLinked, LinkDead, LinkDamaged) as error:
            error.needed = scopes
            raise
        missing = scopes - record.scopes
        if missing:
            raise MissingScopes(missing)
        app = await self._app_of(record, scopes)
        controlled: list[bool] = []
        caller = Caller(
            _PersonToken(self, discord_id),
            str(discord_id),
            app.quota_owner,
            asked,
            lambda: controlled.append(True),
        )
        try:
            yield SpotifyApi(self._transport, caller)
        except ScopeRefused:
            raise MissingScopes(scopes) from None
        except TokenRejected:
            raise LinkDead(expired=self._is_old(record), needed=scopes) from None
        except LinkDead as error:
            error.needed = scopes
            raise
        except PremiumRequired:
            await noted(self._accounts.set_premium(record, premium=False))
            raise
        except OwnerWithoutPremium:
            await noted(self._apps.report_problem(app, "premium"))
            raise
        finally:
            if controlled and record.premium is not True:
                await noted(self._accounts.set_premium(record, premium=True))

    async def token(self, discord_id: int) -> str:
        """Return a valid access token, refreshed if needed."""
        record = await self._record(discord_id)
        if record.expires_at <= self._clock():
            # What is kept in memory counts until its token ends.
            record = await self._record(discord_id, fresh=True)
        if record.expires_at > self._clock():
            return record.access_token
        return await self._refreshed(record)

    async def token_instead_of(self, discord_id: int, rejected: str) -> str:
        """Return a token other than `rejected`, which Spotify answered with 401."""
        record = await self._record(discord_id, fresh=True)
        if record.access_token != rejected:
            return record.access_token
        return await self._refreshed(record)

    async def _record(self, discord_id: int, *, fresh: bool = False) -> AccountRecord:
        try:
            stored = await self._accounts.get(discord_id, fresh=fresh)
            record = self._unsaved.overlaid(discord_id, stored)
        except Undecryptable:
            raise LinkDamaged from None
        if record is None:
            raise NotLinked
        if record.status != "active":
            revoked = record.status == "revoked"
            raise LinkDead(expired=self._is_old(record), revoked=revoked)
        return record

    async def _app_of(self, record: AccountRecord, needed: frozenset[str]) -> SpotifyApp:
        app = await self._apps.get(record.client_id)
        if app is None:
            raise LinkDead(expired=False, app_gone=True, needed=needed)
        return app

    def _is_old(self, record: AccountRecord) -> bool:
        ends = ends_at(record.authorized_at)
        return ends is not None and ends <= self._clock()

    async def _refreshed(self, record: AccountRecord) -> str:
        if await self._unsaved.save_now(record.discord_id):
            # Unsaved tokens must be saved before their refresh token is used up as well.
            record = await self._record(record.discord_id, fresh=True)
        return await self._refreshing.share(record.grant, lambda: self._refresh(record))

    async def _refresh(self, record: AccountRecord) -> str:
        """Refresh once for everyone; `record.version` is the version being replaced."""
        end = self._clock() + _WAIT_FOR_OTHERS
        while not await self._lease(record):
            await asyncio.sleep(0.05 + secrets.randbelow(150) / 1000)
            current = await self._record(record.discord_id, fresh=True)
            if current.grant != record.grant:
                return current.access_token
            if self._clock() >= end:
                raise SignInUnavailable
        async with self._released_on_failure(record):
            answer = await self._request_tokens(record)
            if answer is not None and await self._save(record, answer):
                return answer.access_token
        # A newer login has replaced the grant in the meantime, and always wins.
        return (await self._record(record.discord_id, fresh=True)).access_token

    @asynccontextmanager
    async def _released_on_failure(self, record: AccountRecord) -> AsyncIterator[None]:
        """Release the lease on failure. Saving releases it too; unsaved tokens keep it."""
        try:
            yield
        except BaseException:
            if not self._unsaved.has(record.discord_id):
                # If even that can't be written, the lease expires by itself.
                with suppress(NotSaved):
                    await asyncio.shield(self._release(record))
            raise

    async def _release(self, record: AccountRecord) -> None:
        await self._leases.release(record, self._process)

    async def _lease(self, record: AccountRecord) -> bool:
        now = self._clock()
        return await self._leases.claim(record, self._process, now, now + LEASE)

    async def _request_tokens(self, record: AccountRecord) -> TokenResponse | None:
        """Return the new tokens; None if the old one is dead but already replaced."""
        app = await self._app_of(record, frozenset())
        try:
            if not record.refresh_token:
                raise GrantInvalid
            answer = await self._endpoint.refresh(app, record.refresh_token)
        except GrantInvalid as dead:
            await self._retire(record, revoked=dead.revoked)
            return None
        except AppRejected:
            await noted(self._apps.report_problem(app, "rejected"))
            raise
        return answer

    async def _retire(self, record: AccountRecord, *, revoked: bool) -> None:
        """Retire a dead grant, tell its person once, raise LinkDead; return if it was replaced."""
        expired = self._is_old(record)
        status: LinkStatus = "revoked" if revoked and not expired else "dead"
        if not await self._leases.retire(record, self._process, status):
            return
        self._transport.forget(str(record.discord_id))
        if not (expired and record.reminded == LAST_REMINDER):
            ended, once = LinkEnded(expired, status == "revoked"), str(record.version)
            await self._outbox.write(record.discord_id, once, ended, delay=_BEFORE_TELLING)
        raise LinkDead(expired=expired, revoked=status == "revoked")

    async def _save(self, record: AccountRecord, answer: TokenResponse) -> bool:
        new = answer.over(record.refresh_token, record.scopes)
        tokens = RefreshedTokens(
            new.access_token, new.refresh_token or "", new.expires_at, new.scopes or frozenset()
        )
        if not await self._unsaved.save(record, self._process, tokens):
            return False
        app = await self._app_of(record, frozenset())
        await noted(self._apps.clear_problem(app))
        return True


class _PersonToken:
    """A person's token in the form that the transport needs."""

    def __init__(self, grants: GrantGuard, discord_id: int) -> None:
        self._grants = grants
        self._discord_id = discord_id

    async def access_token(self) -> str:
        return await self._grants.token(self._discord_id)

    async def replace(self, rejected: str) -> str:
        return await self._grants.token_instead_of(self._discord_id, rejected)
