"""One small builder per room, called in order by bot/container.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import ClientSession

from bot.accounts.account import Accounts
from bot.accounts.deferred_commands import DeferredCommands
from bot.accounts.deletion import AccountDeletion
from bot.accounts.diagnosis import Diagnoses
from bot.accounts.discord_oauth import DiscordOAuth
from bot.accounts.expiry_reminders import ExpiryReminders
from bot.accounts.grant_guard import GrantGuard, GrantStores
from bot.accounts.linked_roles import LinkedRoles
from bot.accounts.pending_writes import PendingWrites
from bot.accounts.preferences import Preferences, ServerRules
from bot.accounts.privacy import Privacy
from bot.accounts.services import AccountServices
from bot.apps.credentials_check import AppCheck
from bot.apps.registry import AppRegistry
from bot.apps.seats import SeatLimits, Seats
from bot.apps.services import AppServices
from bot.config.settings import Settings
from bot.linking.attempt import LinkAttempts
from bot.linking.browser_flow import BrowserFlow, BrowserLinks
from bot.linking.confirm_code import ConfirmCode
from bot.linking.context import Addresses, LinkContext, LinkTools, SpotifyServers
from bot.linking.discord_signin import DiscordSignIn
from bot.linking.link_page import LinkPages
from bot.linking.offers import TicketIssuer
from bot.linking.paste_callback import PasteCallback
from bot.linking.seat_given import SeatGiven
from bot.linking.services import LinkServices
from bot.linking.undo_link import UndoLink
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
from bot.music.services import MusicServices
from bot.music.undo import Undo
from bot.notifications.outbox import Outbox
from bot.spotify.apps import SpotifyApp
from bot.spotify.art import Art
from bot.spotify.circuit_breaker import Breaker
from bot.spotify.tokens import AppToken
from bot.storage.accounts import AccountStore
from bot.storage.aux_sessions import AuxStore
from bot.storage.button_state import ButtonState
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.deferred_commands import DeferredCommandStore
from bot.storage.discord_grants import DiscordGrantStore
from bot.storage.link_attempts import LinkAttemptStore
from bot.storage.link_offers import OfferStore
from bot.storage.live_messages import LiveMessageStore
from bot.storage.pending_logins import PendingLoginStore
from bot.storage.personal_data import PersonalData
from bot.storage.refresh_leases import RefreshLeases
from bot.storage.settings import SettingStore
from bot.storage.tally import Tally
from bot.storage.tickets import TicketStore
from bot.together.aux_player import AuxPlayer
from bot.together.aux_queue import AuxQueue
from bot.together.aux_sessions import AuxSessions
from bot.together.blend import Blend
from bot.together.services import TogetherServices
from bot.together.taste import Taste


@dataclass(frozen=True, slots=True)
class Ground:
    """What every room stands on."""

    config: Settings
    database: Database
    cipher: Cipher
    session: ClientSession
    clock: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Shared:
    """What several rooms share: stores, Spotify, and what waits to be told or saved."""

    accounts: AccountStore
    breaker: Breaker
    discord: DiscordOAuth | None
    logins: PendingLoginStore
    metrics: Metrics
    outbox: Outbox
    registry: AppRegistry
    settings: SettingStore
    spotify: SpotifyServers
    tally: Tally
    unsaved: PendingWrites


def build_apps(ground: Ground, shared: Shared) -> AppServices:
    """Build Spotify apps and their seats."""
    limits = SeatLimits(ground.config.spotify_seats, shared.tally)
    stores = shared.registry, shared.accounts, shared.logins
    return AppServices(
        check=AppCheck(shared.spotify.endpoint),
        registry=shared.registry,
        seats=Seats(*stores, shared.outbox, limits, ground.clock),
    )


def build_accounts(ground: Ground, shared: Shared, attempts: LinkAttempts) -> AccountServices:
    """Build what a linked account has afterwards."""
    database, cipher, clock = ground.database, ground.cipher, ground.clock
    store, apps, outbox, spotify = shared.accounts, shared.registry, shared.outbox, shared.spotify
    grants_of_discord = DiscordGrantStore(database, cipher)
    roles = LinkedRoles(grants_of_discord, store, shared.discord, shared.unsaved, clock)
    personal, privacy = PersonalData(database, cipher), Privacy(shared.settings)
    deletion = AccountDeletion(personal, roles, spotify.transport)
    stores = GrantStores(store, RefreshLeases(database, cipher), shared.unsaved)
    grants = GrantGuard(stores, spotify.endpoint, spotify.transport, apps, outbox, clock)
    return AccountServices(
        accounts=Accounts(store, personal, privacy, deletion, apps, clock),
        deferred=DeferredCommands(DeferredCommandStore(database, cipher), clock),
        deletion=deletion,
        diagnoses=Diagnoses(store, apps, grants, shared.breaker, clock),
        grants=grants,
        preferences=Preferences(shared.settings),
        privacy=privacy,
        reminders=ExpiryReminders(store, shared.logins, outbox, attempts.settle, clock),
        roles=roles,
        rules=ServerRules(shared.settings),
        unsaved=shared.unsaved,
    )


def build_link_context(ground: Ground, shared: Shared) -> LinkContext:
    """Build what the steps of a link share."""
    return LinkContext(
        tickets=TicketStore(ground.database),
        steps=LinkAttemptStore(ground.database, ground.cipher),
        logins=shared.logins,
        accounts=shared.accounts,
        apps=shared.registry,
        clock=ground.clock,
    )


def build_linking(
    ground: Ground,
    shared: Shared,
    tools: LinkTools,
    attempts: LinkAttempts,
    accounts: AccountServices,
    offers: OfferStore,
) -> LinkServices:
    """Build the offer of a link and every entrance to finish it."""
    config, context = ground.config, tools.context
    signin = DiscordSignIn(context, attempts, shared.discord, accounts.roles)
    language = accounts.preferences.language
    pages = LinkPages(context, attempts, signin, config.discord_app_url, language)
    undo = UndoLink(context, attempts, shared.outbox, accounts.deletion)
    flow = BrowserFlow(context, attempts, signin, pages, undo)
    at = Addresses(config.public_url, config.redirect_uri, config.spotify_accounts_url)
    return LinkServices(
        browser=BrowserLinks(pages, flow, undo),
        confirm_code=ConfirmCode(context, attempts, offers),
        issuer=TicketIssuer(context, offers, tools.seats, shared.tally, at),
        paste=PasteCallback(context, attempts, at),
        results=tools.results,
        seat_given=SeatGiven(attempts, shared.tally),
    )


def build_access(ground: Ground, shared: Shared, accounts: AccountServices) -> Access:
    """Build the way to a person's Spotify, and to the public catalogue."""
    app: SpotifyApp = shared.registry.main
    own = AppToken(shared.spotify.endpoint, app, ground.clock) if app.client_secret else None
    transport = shared.spotify.transport
    return Access(accounts.grants, accounts.privacy, transport, shared.registry, own)


def build_music(ground: Ground, access: Access) -> MusicServices:
    """Build what one person does with music."""
    resolver, state = Resolver(access), ButtonState(ground.database, ground.clock)
    browsing, playlists = Browsing(access, resolver), Playlists(access, resolver)
    pictures = Pictures(Art(ground.session, ground.config.spotify_api_url))
    library, live = Library(access, resolver), LiveMessageStore(ground.database, ground.cipher)
    return MusicServices(
        add_anyway=AddAnyway(playlists, state),
        browsing=browsing,
        library=library,
        listening=Listening(access),
        live_messages=LiveMessages(live, ground.clock),
        pictures=pictures,
        players=Players(access, resolver),
        playlists=playlists,
        resolver=resolver,
        searches=Searches(browsing, state),
        undo=Undo(access, state, library, pictures),
    )


def build_together(ground: Ground, access: Access, music: MusicServices) -> TogetherServices:
    """Build what several people do together."""
    store, clock, features = AuxStore(ground.database), ground.clock, ground.config.features
    sessions = AuxSessions(store, access, clock)
    return TogetherServices(
        aux_player=AuxPlayer(store, access, clock),
        aux_queue=AuxQueue(store, sessions, music.resolver, clock),
        aux_sessions=sessions,
        blend=Blend(access, ButtonState(ground.database, clock), features),
        taste=Taste(access, features),
    )
