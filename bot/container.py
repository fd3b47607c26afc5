"""Build every long-lived object that isn't Discord's, once: one small builder per room.

Rooms are built from the bottom up and closed in reverse order. bot/build_cogs.py builds what talks
to Discord from this, again for each connection.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import get_args

from bot.accounts.discord_oauth import DiscordApp, DiscordOAuth
from bot.accounts.pending_writes import PendingWrites
from bot.accounts.services import AccountServices
from bot.apps.registry import AppRegistry
from bot.apps.services import AppServices
from bot.config.settings import Settings
from bot.configured_apps import configured_apps
from bot.http.exchange import new_session
from bot.linking.attempt import LinkAttempts
from bot.linking.context import LinkTools, SpotifyServers
from bot.linking.link_results import LinkResultQueue
from bot.linking.outcomes import AttemptEnd
from bot.linking.services import LinkServices
from bot.metrics import Metrics
from bot.moving_in.take_over import TakeOver
from bot.music.services import MusicServices
from bot.music_builders import build_access, build_music, build_together
from bot.notifications.outbox import Outbox
from bot.service_builders import (
    Core,
    Shared,
    build_accounts,
    build_apps,
    build_link_context,
    build_linking,
    build_moving_in,
)
from bot.spotify.budget import Budget
from bot.spotify.circuit_breaker import Breaker
from bot.spotify.shares import Shares
from bot.spotify.short_links import ShortLinks
from bot.spotify.tokens import TokenEndpoint
from bot.spotify.transport import Transport
from bot.storage.accounts import AccountStore
from bot.storage.addresses import is_postgres
from bot.storage.apps import AppStore
from bot.storage.backup_folder import BackupFolder
from bot.storage.button_state import ButtonState
from bot.storage.counts_elsewhere import CountsElsewhere
from bot.storage.disk_condition import DiskCondition
from bot.storage.gateway_sessions import GatewaySessionStore
from bot.storage.kept_rows import Changes
from bot.storage.link_offers import OfferStore
from bot.storage.notifications import NotificationStore
from bot.storage.opening import open_storage
from bot.storage.processes import Processes
from bot.storage.reachable import Reachable
from bot.storage.settings import SettingStore
from bot.storage.spotify_limits import BreakerStore, BudgetStore
from bot.storage.tables import notifications
from bot.storage.tally import Tally
from bot.storage.troubles import database_file
from bot.storage.waiting_logins import WaitingLoginStore
from bot.together.services import TogetherServices

_LAST_TRY = 2.0
"""How long a shutdown tries to save what couldn't be saved before, in seconds."""


@dataclass(frozen=True, slots=True)
class Container:
    """What the cogs, background work and the web server call, by room.

    `answers` tells whether the database does.
    """

    accounts: AccountServices
    answers: Callable[[], Awaitable[bool]]
    apps: AppServices
    changes: Changes
    counts: CountsElsewhere
    discord: DiscordOAuth | None
    gateway_sessions: GatewaySessionStore
    linking: LinkServices
    metrics: Metrics
    moving_in: TakeOver
    music: MusicServices
    outbox: Outbox
    processes: Processes
    settings: SettingStore
    short_links: ShortLinks
    together: TogetherServices


@asynccontextmanager
async def open_container(
    config: Settings, clock: Callable[[], float] = time.time
) -> AsyncIterator[Container]:
    """Open the database and the network session, build the rooms, then close all of it in reverse.

    Raises bot.storage.errors.StorageError if the data can't be used.
    """
    given, metrics = config.token_encryption_keys, Metrics()
    keys = given.reveal() if given else None
    async with AsyncExitStack() as stack:
        opening = open_storage(config.database_url, keys, metrics.database, config.backups)
        database, cipher = await stack.enter_async_context(opening)
        session = await stack.enter_async_context(new_session())
        container = _build(Core(config, database, cipher, session, clock, metrics))
        stack.push_async_callback(container.accounts.unsaved.flush, _LAST_TRY)
        stack.push_async_callback(container.music.pictures.close)
        yield container


def _build(core: Core) -> Container:
    shared = _shared(core)
    if core.database.processes.shared:
        # What another process (or one without a bot) has written is sent at once, too.
        written = shared.outbox.written
        core.database.changes.add(notifications.name, lambda _about: written.wake_all())
    apps = build_apps(core, shared)
    context = build_link_context(core, shared)
    offers = OfferStore(core.database, core.cipher)
    results = LinkResultQueue(
        context.tickets, offers, shared.registry, core.clock, core.database.processes
    )
    tools = LinkTools(
        context,
        shared.spotify,
        apps.seats,
        shared.outbox,
        shared.unsaved,
        results,
        counter=core.metrics,
    )
    _watch(core.metrics, shared, results)
    _watch_disk(core)
    attempts = LinkAttempts(tools)
    accounts = build_accounts(core, shared, attempts, apps)
    access = build_access(core, shared, accounts)
    music = build_music(core, shared, access, accounts)
    short_links = ShortLinks(core.session, core.config.spotify_link_url)
    return Container(
        accounts=accounts,
        answers=Reachable(core.database).answers,
        apps=apps,
        changes=core.database.changes,
        counts=shared.counts,
        discord=shared.discord,
        gateway_sessions=GatewaySessionStore(core.database, core.cipher),
        linking=build_linking(core, shared, tools, attempts, accounts, offers),
        metrics=core.metrics,
        moving_in=build_moving_in(core, shared),
        music=music,
        outbox=shared.outbox,
        processes=core.database.processes,
        settings=shared.settings,
        short_links=short_links,
        together=build_together(core, shared, access, music, short_links),
    )


def _watch(metrics: Metrics, shared: Shared, results: LinkResultQueue) -> None:
    metrics.expect((), get_args(AttemptEnd))
    metrics.watch("earshot_spotify_paused_seconds", "breaker", shared.breaker.pauses)
    metrics.watch(
        "earshot_queue_age_seconds",
        "rooms",
        lambda: {"link results": results.age(), "unsaved writes": shared.unsaved.age()},
    )


def _watch_disk(core: Core) -> None:
    """Let the disk be asked, which the thread that serves the metrics does."""
    if is_postgres(core.config.database_url):
        return
    file = database_file(core.config.database_url)
    disk = DiskCondition(BackupFolder(file, core.config.backups), core.clock)
    for gauge, read in (
        ("earshot_database_wal_bytes", disk.wal_bytes),
        ("earshot_disk_free_bytes", disk.free_bytes),
        ("earshot_backup_age_seconds", disk.backup_age),
    ):
        core.metrics.watch(gauge, "disk", partial(_known, read))


def _known(read: Callable[[], float | None]) -> Mapping[str, float]:
    number = read()
    return {} if number is None else {"": number}


def _shared(core: Core) -> Shared:
    config, database, cipher, clock = core.config, core.database, core.cipher, core.clock
    accounts, outbox = AccountStore(database, cipher), Outbox(NotificationStore(database), clock)
    fixed, store = configured_apps(config), AppStore(database, cipher)
    registry = AppRegistry(store, accounts, outbox, fixed, config.features, clock)
    breaker, metrics = Breaker(BreakerStore(database), clock), core.metrics
    counts = CountsElsewhere(database.processes)
    shares = Shares(registry, config.spotify_daily_requests, clock)
    counts.share("share", shares)
    budget = Budget(BudgetStore(database), config.spotify_daily_requests, clock, shares)
    api = config.spotify_api_url
    transport = Transport(core.session, api, breaker, budget, observer=metrics)
    accounts_url, count = config.spotify_accounts_url, metrics.token_request
    endpoint = TokenEndpoint(core.session, accounts_url, clock, count)
    metrics.watch("earshot_spotify_budget_used_ratio", "budget", lambda: {"": budget.used()})
    return Shared(
        accounts=accounts,
        breaker=breaker,
        button_state=ButtonState(database, clock),
        counts=counts,
        discord=_discord_oauth(core),
        waiting_logins=WaitingLoginStore(database, cipher),
        outbox=outbox,
        registry=registry,
        settings=SettingStore(database),
        spotify=SpotifyServers(config.spotify_accounts_url, endpoint, transport),
        tally=Tally(database, cipher, clock),
        unsaved=PendingWrites(),
    )


def _discord_oauth(core: Core) -> DiscordOAuth | None:
    """Build Discord's sign-in if the host has set the client secret."""
    config = core.config
    if config.discord_client_secret is None:
        return None
    app = DiscordApp(
        api_url=config.discord_api_url,
        app_url=config.discord_app_url,
        public_url=config.public_url,
        bot_token=config.discord_token.reveal(),
        client_secret=config.discord_client_secret.reveal(),
    )
    return DiscordOAuth(core.session, app, core.clock)
