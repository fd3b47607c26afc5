"""Builds the services of linking: tickets, seats, confirmations, reminders, linked roles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import ClientSession

from bot.accounts.deletion import AccountDeletion
from bot.accounts.diagnosis import Diagnoses
from bot.accounts.discord_oauth import DiscordOAuth
from bot.accounts.expiry_reminders import ExpiryReminders
from bot.accounts.grant_guard import GrantGuard, GrantStores
from bot.accounts.linked_roles import LinkedRoles
from bot.accounts.pending_writes import PendingWrites
from bot.accounts.preferences import Preferences
from bot.apps.registry import AppRegistry
from bot.apps.seats import Seats
from bot.config.settings import Settings
from bot.linking.attempt import LinkAttempts
from bot.linking.browser_flow import BrowserFlow, BrowserLinks
from bot.linking.confirm_code import ConfirmCode
from bot.linking.context import Addresses, LinkContext, LinkTools, SpotifyServers
from bot.linking.discord_signin import DiscordSignIn
from bot.linking.link_page import LinkPages
from bot.linking.link_results import LinkResultQueue
from bot.linking.offers import TicketIssuer
from bot.linking.paste_callback import PasteCallback
from bot.linking.seat_given import SeatGiven
from bot.linking.undo_link import UndoLink
from bot.notifications.outbox import Outbox
from bot.spotify.apps import SpotifyApp
from bot.spotify.circuit_breaker import Breaker
from bot.spotify.tokens import TokenEndpoint
from bot.spotify.transport import Transport
from bot.storage.accounts import AccountStore
from bot.storage.apps import AppStore
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.discord_grants import DiscordGrantStore
from bot.storage.link_attempts import LinkAttemptStore
from bot.storage.link_offers import OfferStore
from bot.storage.notifications import NotificationStore
from bot.storage.pending_logins import PendingLoginStore
from bot.storage.personal_data import PersonalData
from bot.storage.refresh_leases import RefreshLeases
from bot.storage.settings import SettingStore
from bot.storage.tally import Tally
from bot.storage.tickets import TicketStore

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Links:
    """What the cogs and the web server call about linking."""

    apps: AppRegistry
    browser: BrowserLinks
    confirming: ConfirmCode
    endpoint: TokenEndpoint
    forgetting: AccountDeletion
    granting: SeatGiven
    grants: GrantGuard
    issuer: TicketIssuer
    letters: Outbox
    results: LinkResultQueue
    pasting: PasteCallback
    reminding: ExpiryReminders
    roles: LinkedRoles
    seats: Seats
    standings: Diagnoses
    unsaved: PendingWrites


@dataclass(frozen=True, slots=True)
class Ground:
    """What everything is built on."""

    config: Settings
    database: Database
    cipher: Cipher
    session: ClientSession
    transport: Transport
    clock: Clock


def configured_apps(config: Settings) -> list[SpotifyApp]:
    """Return the apps of the environment and of the file, the environment's first."""
    secret = config.spotify_client_secret
    main = SpotifyApp(
        client_id=config.spotify_client_id,
        redirect_uri=config.redirect_uri,
        client_secret=secret.reveal() if secret else None,
    )
    more = [
        SpotifyApp(
            client_id=one.client_id,
            redirect_uri=config.redirect_uri,
            client_secret=one.client_secret.reveal() if one.client_secret else None,
            quota_owner=one.owner,
            name=one.name,
            kind="file",
        )
        for one in config.spotify_apps
    ]
    return [main, *more]


def discord_oauth(config: Settings, session: ClientSession, clock: Clock) -> DiscordOAuth | None:
    """Return Discord's sign-in, where the host has given the client secret."""
    if config.discord_client_secret is None:
        return None
    return DiscordOAuth(
        session,
        api_url=config.discord_api_url,
        app_url=config.discord_app_url,
        public_url=config.public_url,
        bot_token=config.discord_token.reveal(),
        client_secret=config.discord_client_secret.reveal(),
        clock=clock,
    )


def build_links(ground: Ground, breaker: Breaker) -> Links:
    """Build everything, in the order in which it depends on each other."""
    config, clock, transport = ground.config, ground.clock, ground.transport
    letters, unsaved = Outbox(NotificationStore(ground.database), clock), PendingWrites()
    context = _context(ground, letters)
    accounts, apps, logins = context.accounts, context.apps, context.logins
    tally = Tally(ground.database, ground.cipher, clock)
    offers = OfferStore(ground.database, ground.cipher)
    results = LinkResultQueue(context.tickets, offers, apps, clock)
    seats = Seats(apps, accounts, logins, letters, tally, config.spotify_seats, clock)
    endpoint = TokenEndpoint(ground.session, config.spotify_accounts_url, clock)
    spotify = SpotifyServers(config.spotify_accounts_url, endpoint, transport)
    attempts = LinkAttempts(LinkTools(context, spotify, seats, letters, unsaved, results))
    discord = discord_oauth(config, ground.session, clock)
    grants_of_discord = DiscordGrantStore(ground.database, ground.cipher)
    roles = LinkedRoles(grants_of_discord, accounts, discord, unsaved, clock)
    forgetting = AccountDeletion(PersonalData(ground.database, ground.cipher), roles, transport)
    signin = DiscordSignIn(context, attempts, discord, roles)
    language = Preferences(SettingStore(ground.database)).language
    pages = LinkPages(context, attempts, signin, config.discord_app_url, language)
    undo = UndoLink(context, attempts, letters, forgetting)
    leases = RefreshLeases(ground.database, ground.cipher)
    stores = GrantStores(accounts, leases, unsaved)
    grants = GrantGuard(stores, endpoint, transport, apps, letters, clock)
    addresses = _addresses(config)
    return Links(
        apps=apps,
        browser=BrowserLinks(pages, BrowserFlow(context, attempts, signin, pages, undo), undo),
        confirming=ConfirmCode(context, attempts, offers),
        endpoint=endpoint,
        forgetting=forgetting,
        granting=SeatGiven(attempts, tally),
        grants=grants,
        issuer=TicketIssuer(context, offers, seats, tally, addresses),
        letters=letters,
        results=results,
        pasting=PasteCallback(context, attempts, addresses),
        reminding=ExpiryReminders(accounts, logins, letters, attempts.settle, clock),
        roles=roles,
        seats=seats,
        standings=Diagnoses(accounts, apps, grants, breaker, clock),
        unsaved=unsaved,
    )


def _context(ground: Ground, letters: Outbox) -> LinkContext:
    database, cipher, clock = ground.database, ground.cipher, ground.clock
    accounts, fixed = AccountStore(database, cipher), configured_apps(ground.config)
    store, features = AppStore(database, cipher), ground.config.features
    return LinkContext(
        tickets=TicketStore(database),
        steps=LinkAttemptStore(database, cipher),
        logins=PendingLoginStore(database, cipher),
        accounts=accounts,
        apps=AppRegistry(store, accounts, letters, fixed, features, clock),
        clock=clock,
    )


def _addresses(config: Settings) -> Addresses:
    return Addresses(
        public_url=config.public_url,
        redirect_uri=config.redirect_uri,
        accounts_url=config.spotify_accounts_url,
    )
