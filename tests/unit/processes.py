"""Bot processes with their own guard on one database file, for the tests of the grants."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import aiohttp

from bot.accounts.apps import Apps
from bot.accounts.authorize import authorize_url
from bot.accounts.grants import Grants
from bot.accounts.letters import Letters
from bot.accounts.secrets import challenge_of, new_token, new_verifier
from bot.accounts.unsaved import Unsaved
from bot.spotify.apps import SpotifyApp
from bot.spotify.budget import Budget
from bot.spotify.pause import Breaker
from bot.spotify.tokens import TokenEndpoint
from bot.spotify.transport import Transport
from bot.storage.accounts import AccountStore
from bot.storage.apps import AppStore
from bot.storage.breakers import BreakerStore
from bot.storage.budgets import BudgetStore
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.letters import LetterStore
from bot.storage.records import NewLink
from sandbox.spotify.server import SpotifySandbox

CALLBACK = "http://127.0.0.1:1/callback"
SCOPE = "user-read-playback-state"


@dataclass
class Process:
    """What one bot process has: its own guard on the shared database file."""

    spotify: SpotifySandbox
    database: Database
    session: aiohttp.ClientSession
    app: SpotifyApp

    @property
    def clock(self) -> float:
        return self.spotify.clock.now()

    def grants(self) -> Grants:
        now = self.spotify.clock.now
        transport = Transport(
            self.session,
            self.spotify.api_url,
            Breaker(BreakerStore(self.database), now),
            Budget(BudgetStore(self.database), 10_000, now),
            clock=now,
        )
        self.endpoint = TokenEndpoint(self.session, self.spotify.accounts_url, now)
        self.store = AccountStore(self.database, Cipher([bytes(32)]))
        letters = Letters(LetterStore(self.database), now)
        apps = AppStore(self.database, Cipher([bytes(32)]))
        known = Apps(apps, self.store, letters, [self.app], frozenset(), now)
        self.unsaved = Unsaved(first_wait=0.01)
        return Grants(self.store, self.endpoint, transport, known, letters, self.unsaved, now)

    async def link(self, person: str, discord_id: int = 1) -> None:
        verifier = new_verifier()
        url = authorize_url(
            self.spotify.accounts_url,
            self.app,
            state=new_token(),
            challenge=challenge_of(verifier),
            scopes=[SCOPE],
        )
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
        await self.store.save_link(link, ticket_ref=None)

    def refreshes(self) -> int:
        return self.spotify.count("/api/token", grant_type="refresh_token")
