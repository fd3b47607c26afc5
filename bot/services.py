"""Builds every long-lived object that is not Discord's, once and in order."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession

from bot.accounts.account import Accounts
from bot.accounts.browsing import Browsing
from bot.accounts.grants import Grants
from bot.accounts.linking import Linking
from bot.accounts.listening import Listening
from bot.accounts.news import LinkNews
from bot.accounts.privacy import Privacy
from bot.accounts.tickets import TicketDesk
from bot.config import Settings
from bot.metrics import Metrics
from bot.spotify.app_token import AppToken
from bot.spotify.apps import SpotifyApp
from bot.spotify.budget import Budget
from bot.spotify.http import new_session
from bot.spotify.pause import Breaker
from bot.spotify.tokens import TokenEndpoint
from bot.spotify.transport import Transport
from bot.storage.accounts import AccountStore
from bot.storage.breakers import BreakerStore
from bot.storage.budgets import BudgetStore
from bot.storage.check import check_key
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.keys import load_keys
from bot.storage.settings import SettingStore
from bot.storage.tickets import TicketStore


@dataclass(frozen=True, slots=True)
class Services:
    """What the cogs and the web server call."""

    accounts: Accounts
    browsing: Browsing
    desk: TicketDesk
    linking: Linking
    listening: Listening
    news: LinkNews
    privacy: Privacy
    settings: SettingStore
    metrics: Metrics


def key_file(database_url: str) -> Path:
    """Return where the key made on the first run lies: beside the database."""
    return Path(database_url.removeprefix("sqlite:///")).parent / "token.key"


@asynccontextmanager
async def open_services(
    config: Settings, clock: Callable[[], float] = time.time
) -> AsyncIterator[Services]:
    """Open database and network session, and close them in the opposite order.

    Raises bot.storage.errors.StorageError or ValueError when the data cannot be used.
    """
    configured = config.token_encryption_keys
    keys = load_keys(configured.reveal() if configured else None, key_file(config.database_url))
    database = await Database.open(config.database_url)
    try:
        cipher = Cipher(keys)
        await check_key(database, cipher)
        async with new_session() as session:
            yield _assemble(config, database, cipher, session, clock)
    finally:
        await database.close()


def _assemble(
    config: Settings,
    database: Database,
    cipher: Cipher,
    session: ClientSession,
    clock: Callable[[], float],
) -> Services:
    secret = config.spotify_client_secret
    app = SpotifyApp(
        client_id=config.spotify_client_id,
        redirect_uri=config.redirect_uri,
        client_secret=secret.reveal() if secret else None,
    )
    accounts, tickets = AccountStore(database, cipher), TicketStore(database, cipher)
    settings, metrics = SettingStore(database), Metrics()
    transport = Transport(
        session,
        config.spotify_api_url,
        Breaker(BreakerStore(database), clock),
        Budget(BudgetStore(database), config.spotify_daily_requests, clock),
        observe=metrics.spotify,
    )
    endpoint = TokenEndpoint(session, config.spotify_accounts_url, clock)
    grants = Grants(accounts, endpoint, transport, app, clock)
    privacy = Privacy(settings)
    news = LinkNews(tickets, clock)
    app_token = AppToken(endpoint, app, clock) if app.client_secret else None
    return Services(
        accounts=Accounts(accounts, privacy, transport),
        browsing=Browsing(grants, transport, app, app_token),
        desk=TicketDesk(tickets, app, config.public_url, clock),
        linking=Linking(
            tickets,
            accounts,
            endpoint,
            transport,
            app,
            accounts_url=config.spotify_accounts_url,
            discord_url=config.discord_app_url,
            clock=clock,
            finished=news.publish,
        ),
        listening=Listening(grants, privacy),
        news=news,
        privacy=privacy,
        settings=settings,
        metrics=metrics,
    )
