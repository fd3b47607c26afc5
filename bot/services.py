"""Builds every long-lived object that is not Discord's, once and in order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession

from bot.accounts.account import Accounts
from bot.accounts.deferred_commands import DeferredCommands
from bot.accounts.preferences import Preferences, ServerRules
from bot.accounts.privacy import Privacy
from bot.config.settings import Settings
from bot.http.exchange import new_session
from bot.link_services import Ground, Links, build_links
from bot.metrics import Metrics
from bot.music.access import Access
from bot.music.add_anyway import AddAnyway
from bot.music.browsing import Browsing
from bot.music.library import Library
from bot.music.listening import Listening
from bot.music.live_messages import LiveMessages
from bot.music.pictures import Pictures
from bot.music.player import Players
from bot.music.playlists import Playlists
from bot.music.resolver import Resolver
from bot.music.searches import Searches
from bot.music.undo import Undo
from bot.spotify.art import Art
from bot.spotify.budget import Budget
from bot.spotify.circuit_breaker import Breaker
from bot.spotify.shares import Shares
from bot.spotify.short_links import ShortLinks
from bot.spotify.tokens import AppToken
from bot.spotify.transport import Transport
from bot.storage.accounts import AccountStore
from bot.storage.aux_sessions import AuxStore
from bot.storage.breakers import BreakerStore
from bot.storage.budgets import BudgetStore
from bot.storage.button_state import ButtonState
from bot.storage.check import check_key
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.deferred_commands import DeferredCommandStore
from bot.storage.live_messages import LiveMessageStore
from bot.storage.personal_data import PersonalData
from bot.storage.settings import SettingStore
from bot.storage.troubles import usable_keys
from bot.together.aux_player import AuxPlayer
from bot.together.aux_queue import AuxQueue
from bot.together.aux_sessions import AuxSessions
from bot.together.blend import Blend
from bot.together.taste import Taste

_LAST_TRY = 2.0
"""Seconds at a stop for saving what could not be saved before."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the cogs and the web server call."""

    accounts: Accounts
    add_anyway: AddAnyway
    aux_player: AuxPlayer
    aux_queue: AuxQueue
    aux_sessions: AuxSessions
    blend: Blend
    browsing: Browsing
    following: LiveMessages
    library: Library
    links: Links
    listening: Listening
    meanings: Resolver
    metrics: Metrics
    pictures: Pictures
    players: Players
    playlists: Playlists
    preferences: Preferences
    privacy: Privacy
    rules: ServerRules
    searches: Searches
    settings: SettingStore
    short_links: ShortLinks
    taste: Taste
    undo: Undo
    waiting: DeferredCommands


def key_file(database_url: str) -> Path:
    """Return where the key made on the first run lies: beside the database."""
    return Path(database_url.removeprefix("sqlite:///")).parent / "token.key"


@asynccontextmanager
async def open_services(
    config: Settings, clock: Callable[[], float] = time.time
) -> AsyncIterator[Services]:
    """Open database and network session, and close them in the opposite order.

    Raises bot.storage.errors.StorageError when the data cannot be used.
    """
    configured = config.token_encryption_keys
    keys = await asyncio.to_thread(
        usable_keys,
        Path(config.database_url.removeprefix("sqlite:///")),
        configured.reveal() if configured else None,
        key_file(config.database_url),
    )
    database = await Database.open(config.database_url)
    try:
        cipher = Cipher(keys)
        await check_key(database, cipher)
        async with new_session() as session:
            services = _assemble(config, database, cipher, session, clock)
            try:
                yield services
            finally:
                await services.links.unsaved.flush(_LAST_TRY)
    finally:
        await database.close()


def _assemble(
    config: Settings,
    database: Database,
    cipher: Cipher,
    session: ClientSession,
    clock: Callable[[], float],
) -> Services:
    settings, metrics = SettingStore(database), Metrics()
    breaker = Breaker(BreakerStore(database), clock)
    daily = config.spotify_daily_requests

    async def linked() -> dict[int, str]:
        return await links.apps.linked()

    shares = Shares(linked, daily, clock)
    transport = Transport(
        session,
        config.spotify_api_url,
        breaker,
        Budget(BudgetStore(database), daily, clock, shares),
        observe=metrics.spotify,
    )
    links = build_links(Ground(config, database, cipher, session, transport, clock), breaker)
    privacy = Privacy(settings)
    app = links.apps.main
    app_token = AppToken(links.endpoint, app, clock) if app.client_secret else None
    access = Access(links.grants, privacy, transport, links.apps, app_token)
    meanings, notes = Resolver(access), ButtonState(database, clock)
    aux = AuxStore(database)
    sessions = AuxSessions(aux, access, clock)
    browsing, playlists = Browsing(access, meanings), Playlists(access, meanings)
    library, pictures = Library(access, meanings), Pictures(Art(session, config.spotify_api_url))
    return Services(
        accounts=Accounts(
            AccountStore(database, cipher),
            PersonalData(database, cipher),
            privacy,
            links.forgetting,
            links.apps,
            clock,
        ),
        add_anyway=AddAnyway(playlists, notes),
        aux_player=AuxPlayer(aux, access, clock),
        aux_queue=AuxQueue(aux, sessions, meanings, clock),
        aux_sessions=sessions,
        blend=Blend(access, notes, config.features),
        browsing=browsing,
        following=LiveMessages(LiveMessageStore(database, cipher), clock),
        library=library,
        links=links,
        listening=Listening(access),
        meanings=meanings,
        metrics=metrics,
        pictures=pictures,
        players=Players(access, meanings),
        playlists=playlists,
        preferences=Preferences(settings),
        privacy=privacy,
        rules=ServerRules(settings),
        searches=Searches(browsing, notes),
        settings=settings,
        short_links=ShortLinks(session, config.spotify_link_url),
        taste=Taste(access, config.features),
        undo=Undo(access, notes, library, pictures),
        waiting=DeferredCommands(DeferredCommandStore(database, cipher), clock),
    )
