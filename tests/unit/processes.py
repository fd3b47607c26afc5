"""Bot processes with their own grant guards on one database file, for the grant tests."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import aiohttp

from bot.accounts.grant_guard import GrantGuard, GrantStores
from bot.accounts.pending_writes import PendingWrites
from bot.apps.registry import AppRegistry
from bot.linking.authorization import new_request
from bot.notifications.outbox import Outbox
from bot.spotify.apps import SpotifyApp
from bot.spotify.budget import Budget
from bot.spotify.circuit_breaker import Breaker
from bot.spotify.tokens import TokenEndpoint
from bot.spotify.transport import Transport
from bot.storage.accounts import AccountStore
from bot.storage.apps import AppStore
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.notifications import NotificationStore
from bot.storage.records import NewLink
from bot.storage.refresh_leases import RefreshLeases
from bot.storage.spotify_limits import BreakerStore, BudgetStore
from sandbox.spotify.server import SpotifySandbox
from tests.unit.links import save_link

CALLBACK = "http://127.0.0.1:1/callback"
SCOPE = "user-read-playback-state"


@dataclass
class Process:
    """One bot process, with its own grant guard on the shared database file."""

    spotify: SpotifySandbox
    database: Database
    session: aiohttp.ClientSession
    app: SpotifyApp

    @property
    def clock(self) -> float:
        return self.spotify.clock.now()

    def grants(self) -> GrantGuard:
        now, transport = self.spotify.clock.now, self.transport()
        self.endpoint = TokenEndpoint(self.session, self.spotify.accounts_url, now)
        self.store = AccountStore(self.database, Cipher([bytes(32)]))
        letters = Outbox(NotificationStore(self.database), now)
        apps = AppStore(self.database, Cipher([bytes(32)]))
        known = AppRegistry(apps, self.store, letters, [self.app], frozenset(), now)
        self.unsaved = PendingWrites(first_wait=0.01)
        self.leases = RefreshLeases(self.database, Cipher([bytes(32)]))
        stores = GrantStores(self.store, self.leases, self.unsaved)
        return GrantGuard(stores, self.endpoint, transport, known, letters, now)

    def transport(self) -> Transport:
        now = self.spotify.clock.now
        return Transport(
            self.session,
            self.spotify.api_url,
            Breaker(BreakerStore(self.database), now),
            Budget(BudgetStore(self.database), 10_000, now),
            clock=now,
        )

    async def link(self, person: str, discord_id: int = 1) -> None:
        request, verifier = new_request(self.spotify.accounts_url, self.app)
        url = request.url([SCOPE])
        location = await self.spotify.consent(url, person)
        code = parse_qs(urlsplit(location).query)["code"][0]
        answer = await self.endpoint.exchange_code(self.app, code, verifier)
        link = NewLink(
            discord_id,
            f"account-{person}-{discord_id}",
            person,
            None,
            answer.scopes or frozenset(),
            self.app.client_id,
            answer.access_token,
            answer.refresh_token,
            answer.expires_at,
            int(self.clock),
        )
        await save_link(self.database, Cipher([bytes(32)]), link)

    def refreshes(self) -> int:
        return self.spotify.count("/api/token", grant_type="refresh_token")
