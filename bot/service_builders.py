"""One small builder per room, called in order by bot/container.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import ClientSession

from bot.accounts.account import Accounts
from bot.accounts.deletion import AccountDeletion
from bot.accounts.diagnosis import Diagnoses
from bot.accounts.discord_oauth import DiscordOAuth
from bot.accounts.expiry_reminders import ExpiryReminders
from bot.accounts.grant_guard import GrantGuard, GrantStores
from bot.accounts.housekeeping import Housekeeping
from bot.accounts.known_servers import KnownServers
from bot.accounts.linked_roles import LinkedRoles
from bot.accounts.pending_writes import PendingWrites
from bot.accounts.preferences import Preferences, ServerRules
from bot.accounts.presence_choice import FEATURE, PresenceChoice
from bot.accounts.privacy import Privacy
from bot.accounts.seat_care import SeatCare, SeatStores
from bot.accounts.server_people import ServerPeople
from bot.accounts.services import AccountServices
from bot.accounts.waiting_commands import WaitingCommands
from bot.accounts.welcomes import Welcomes
from bot.apps.credentials_check import AppCheck
from bot.apps.registry import AppRegistry
from bot.apps.seats import SeatLimits, Seats
from bot.apps.services import AppServices
from bot.config.settings import Settings
from bot.linking.attempt import LinkAttempts
from bot.linking.browser_flow import BrowserFlow, BrowserServices
from bot.linking.confirm_code import ConfirmCode
from bot.linking.context import Addresses, LinkContext, LinkTools, SpotifyServers
from bot.linking.discord_signin import DiscordSignIn
from bot.linking.link_page import LinkPages
from bot.linking.offers import TicketIssuer
from bot.linking.paste_callback import PasteCallback
from bot.linking.remove_link import RemoveLink
from bot.linking.seat_given import SeatGiven
from bot.linking.services import LinkServices
from bot.metrics import Metrics
from bot.moving_in.take_over import TakeOver
from bot.notifications.outbox import Outbox
from bot.spotify.circuit_breaker import Breaker
from bot.storage.accounts import AccountStore
from bot.storage.button_state import ButtonState
from bot.storage.cipher import Cipher
from bot.storage.claims import Claims
from bot.storage.counts_elsewhere import CountsElsewhere
from bot.storage.database import Database
from bot.storage.discord_grants import DiscordGrantStore
from bot.storage.discord_signins import DiscordSignInStore
from bot.storage.imported_links import ImportedLinks
from bot.storage.kept_refusal import Refusals
from bot.storage.link_attempts import LinkAttemptStore
from bot.storage.link_offers import OfferStore
from bot.storage.people_in_servers import PeopleInServers
from bot.storage.personal_data import PersonalData
from bot.storage.refresh_leases import RefreshLeases
from bot.storage.seat_questions import SeatQuestions
from bot.storage.seat_waiters import SeatWaiters
from bot.storage.servers import ServerStore
from bot.storage.settings import SettingStore
from bot.storage.tally import Tally
from bot.storage.tickets import TicketStore
from bot.storage.waiting_commands import WaitingCommandStore
from bot.storage.waiting_logins import WaitingLoginStore


@dataclass(frozen=True, slots=True)
class Core:
    """What every room is built on."""

    config: Settings
    database: Database
    cipher: Cipher
    session: ClientSession
    clock: Callable[[], float]
    metrics: Metrics


@dataclass(frozen=True, slots=True)
class Shared:
    """What several rooms share: stores, Spotify, the outbox and unsaved writes."""

    accounts: AccountStore
    breaker: Breaker
    button_state: ButtonState
    counts: CountsElsewhere
    discord: DiscordOAuth | None
    waiting_logins: WaitingLoginStore
    outbox: Outbox
    registry: AppRegistry
    settings: SettingStore
    spotify: SpotifyServers
    tally: Tally
    unsaved: PendingWrites


def build_apps(core: Core, shared: Shared) -> AppServices:
    """Build the Spotify apps and their seats."""
    database = core.database
    limits = SeatLimits(
        core.config.spotify_seats, shared.tally, SeatQuestions(database), SeatWaiters(database)
    )
    stores = shared.registry, shared.accounts
    return AppServices(
        check=AppCheck(shared.spotify.endpoint),
        registry=shared.registry,
        seats=Seats(*stores, shared.outbox, limits, core.clock),
    )


def build_accounts(
    core: Core, shared: Shared, attempts: LinkAttempts, apps: AppServices
) -> AccountServices:
    """Build everything about an account once it is linked."""
    database, cipher, clock = core.database, core.cipher, core.clock
    store, outbox, spotify = shared.accounts, shared.outbox, shared.spotify
    discord_grants = DiscordGrantStore(database, cipher)
    roles = LinkedRoles(discord_grants, store, shared.discord, shared.unsaved, clock)
    personal = PersonalData(database, cipher, _refusals(core))
    privacy = Privacy(shared.settings)
    deletion = AccountDeletion(personal, roles, spotify.transport)
    leases = RefreshLeases(database, cipher, alone=not database.processes.shared)
    stores = GrantStores(store, leases, shared.unsaved)
    grants = GrantGuard(stores, spotify.endpoint, spotify.transport, apps.registry, outbox, clock)
    reminders, servers = ExpiryReminders(store, outbox, clock), PeopleInServers(database)
    seat_stores = SeatStores(store, SeatQuestions(database), SeatWaiters(database))
    unused = core.config.unused_seats
    seat_care = SeatCare(seat_stores, apps, deletion, outbox, unused, clock)
    jobs = (
        attempts.settle,
        lambda: shared.waiting_logins.drop_expired(clock()),
        roles.clear_left_behind,
        lambda: servers.drop_old(int(clock())),
        reminders.work,
        seat_care.work,
    )
    return AccountServices(
        accounts=Accounts(store, personal, privacy, deletion, apps.registry, clock),
        waiting=WaitingCommands(WaitingCommandStore(database, cipher), clock, database.processes),
        deletion=deletion,
        diagnoses=Diagnoses(store, apps.registry, grants, shared.breaker, clock),
        grants=grants,
        housekeeping=Housekeeping(jobs, lambda: core.database.processes.leading),
        known_servers=KnownServers(ServerStore(database), servers),
        preferences=Preferences(shared.settings),
        presence=_presence_choice(core, shared),
        privacy=privacy,
        roles=roles,
        rules=ServerRules(shared.settings),
        seat_care=seat_care,
        server_people=ServerPeople(servers, store, clock),
        unsaved=shared.unsaved,
        welcomes=Welcomes(Claims(database, clock)),
    )


def build_moving_in(core: Core, shared: Shared) -> TakeOver:
    """Build what takes over another bot's links."""
    links, spotify = ImportedLinks(core.database, core.cipher), shared.spotify
    return TakeOver(
        links, shared.accounts, shared.registry, spotify.endpoint, spotify.transport, core.clock
    )


def _shows_by_default(core: Core) -> bool:
    return core.config.presence_default == "opt-out"


def _refusals(core: Core) -> Refusals:
    shows_everyone = FEATURE in core.config.features and _shows_by_default(core)
    return "said or nobody" if shows_everyone else "said"


def _presence_choice(core: Core, shared: Shared) -> PresenceChoice | None:
    if FEATURE not in core.config.features:
        return None
    changes, by_default = core.database.changes, _shows_by_default(core)
    return PresenceChoice(shared.settings, changes, by_default=by_default)


def build_link_context(core: Core, shared: Shared) -> LinkContext:
    """Build what all context of linking share."""
    return LinkContext(
        tickets=TicketStore(core.database),
        attempt_store=LinkAttemptStore(core.database, core.cipher),
        waiting_logins=shared.waiting_logins,
        accounts=shared.accounts,
        apps=shared.registry,
        clock=core.clock,
    )


def build_linking(
    core: Core,
    shared: Shared,
    tools: LinkTools,
    attempts: LinkAttempts,
    accounts: AccountServices,
    offers: OfferStore,
) -> LinkServices:
    """Build the offer of a link and every way to finish it."""
    config, context = core.config, tools.context
    signin_store = DiscordSignInStore(core.database, core.cipher)
    signin = DiscordSignIn(context, attempts, signin_store, shared.discord, accounts.roles)
    language = accounts.preferences.language
    pages = LinkPages(context, attempts, signin, config.discord_app_url, language)
    undo = RemoveLink(context, attempts, shared.outbox, accounts.deletion)
    flow = BrowserFlow(context, attempts, signin, pages, undo)
    addresses = Addresses(config.public_url, config.redirect_uri, config.spotify_accounts_url)
    return LinkServices(
        browser=BrowserServices(pages, flow, undo),
        confirm_code=ConfirmCode(context, attempts, offers),
        issuer=TicketIssuer(
            context,
            offers,
            tools.seats,
            shared.tally,
            addresses,
            lambda: tools.count("link", "offered"),
        ),
        paste=PasteCallback(context, attempts, addresses),
        results=tools.results,
        seat_given=SeatGiven(attempts, shared.tally),
    )
