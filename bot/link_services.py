"""Builds the services of linking: tickets, seats, confirmations, reminders, linked roles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import ClientSession

from bot.accounts.deletion import AccountDeletion
from bot.accounts.diagnosis import Diagnoses
from bot.accounts.discord_oauth import DiscordOAuth
from bot.accounts.expiry_reminders import ExpiryReminders
from bot.accounts.grant_guard import GrantGuard
from bot.accounts.linked_roles import LinkedRoles
from bot.accounts.pending_writes import PendingWrites
from bot.accounts.preferences import Preferences
from bot.apps.registry import AppRegistry
from bot.apps.seats import Seats
from bot.config.settings import Settings
from bot.linking.confirm_code import ConfirmCode
from bot.linking.discord_signin import DiscordSignIn
from bot.linking.finish_link import FinishLink
from bot.linking.link_flow import LinkFlow
from bot.linking.link_page import LinkPages
from bot.linking.link_results import LinkResultQueue
from bot.linking.other_browser import OtherBrowser
from bot.linking.paste_callback import PasteCallback
from bot.linking.seat_given import SeatGiven
from bot.linking.tickets import TicketIssuer
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
from bot.storage.link_offers import OfferStore
from bot.storage.notifications import NotificationStore
from bot.storage.pending_logins import PendingLoginStore
from bot.storage.settings import SettingStore
from bot.storage.tally import Tally
from bot.storage.tickets import TicketStore

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Links:
    """What the cogs and the web server call about linking."""

    apps: AppRegistry
    confirming: ConfirmCode
    desk: TicketIssuer
    endpoint: TokenEndpoint
    forgetting: AccountDeletion
    granting: SeatGiven
    grants: GrantGuard
    letters: Outbox
    linking: LinkFlow
    news: LinkResultQueue
    pasting: PasteCallback
    reminding: ExpiryReminders
    roles: LinkedRoles
    seats: Seats
    standings: Diagnoses
    unsaved: PendingWrites


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


def build_links(
    config: Settings,
    database: Database,
    cipher: Cipher,
    session: ClientSession,
    transport: Transport,
    breaker: Breaker,
    clock: Clock,
) -> Links:
    """Build everything, in the order in which it depends on each other."""
    accounts, tickets = AccountStore(database, cipher), TicketStore(database, cipher)
    pending, letters = (
        PendingLoginStore(database, cipher),
        Outbox(NotificationStore(database), clock),
    )
    fixed, store = configured_apps(config), AppStore(database, cipher)
    apps = AppRegistry(store, accounts, letters, fixed, config.features, clock)
    tally, offers = Tally(database, cipher, clock), OfferStore(database, cipher)
    seats = Seats(apps, accounts, pending, letters, tally, config.spotify_seats, clock)
    news = LinkResultQueue(tickets, offers, apps, clock)
    endpoint = TokenEndpoint(session, config.spotify_accounts_url, clock)
    discord = discord_oauth(config, session, clock)
    unsaved = PendingWrites()
    roles = LinkedRoles(DiscordGrantStore(database, cipher), accounts, discord, unsaved, clock)
    forgetting = AccountDeletion(accounts, roles, transport)
    grants = GrantGuard(accounts, endpoint, transport, apps, letters, unsaved, clock)
    completing = FinishLink(
        tickets,
        accounts,
        pending,
        apps,
        seats,
        letters,
        endpoint,
        transport,
        unsaved,
        clock,
        news.publish,
    )
    undoing = UndoLink(
        tickets,
        accounts,
        apps,
        completing,
        letters,
        forgetting,
        accounts_url=config.spotify_accounts_url,
        clock=clock,
    )
    showing = LinkPages(
        tickets,
        accounts,
        pending,
        apps,
        discord_url=config.discord_app_url,
        clock=clock,
        finished=news.publish,
    )
    identity = DiscordSignIn(tickets, pending, discord, roles, clock, news.publish)
    linking = LinkFlow(
        tickets,
        accounts,
        pending,
        apps,
        completing,
        identity,
        undoing,
        showing,
        OtherBrowser(tickets, pending, completing, identity, showing, clock, news.publish),
        accounts_url=config.spotify_accounts_url,
        clock=clock,
        finished=news.publish,
        language=Preferences(SettingStore(database)).language,
    )
    return Links(
        apps=apps,
        confirming=ConfirmCode(tickets, pending, completing, offers, clock),
        desk=TicketIssuer(
            tickets,
            offers,
            accounts,
            seats,
            tally,
            public_url=config.public_url,
            accounts_url=config.spotify_accounts_url,
            clock=clock,
        ),
        endpoint=endpoint,
        forgetting=forgetting,
        granting=SeatGiven(tickets, pending, completing, tally, clock),
        grants=grants,
        letters=letters,
        linking=linking,
        news=news,
        pasting=PasteCallback(
            tickets,
            completing,
            redirect_uri=config.redirect_uri,
            public_url=config.public_url,
            accounts_url=config.spotify_accounts_url,
            clock=clock,
        ),
        reminding=ExpiryReminders(accounts, pending, letters, showing.settle, clock),
        roles=roles,
        seats=seats,
        standings=Diagnoses(accounts, apps, grants, breaker, clock),
        unsaved=unsaved,
    )
