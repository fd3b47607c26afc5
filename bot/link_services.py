"""Builds the services of linking: tickets, seats, confirmations, reminders, linked roles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import ClientSession

from bot.accounts.apps import Apps
from bot.accounts.completing import Completing
from bot.accounts.confirming import Confirming
from bot.accounts.discord_oauth import DiscordOAuth
from bot.accounts.elsewhere import Elsewhere
from bot.accounts.forgetting import Forgetting
from bot.accounts.granting import Granting
from bot.accounts.grants import Grants
from bot.accounts.identity import Identity
from bot.accounts.letters import Letters
from bot.accounts.linking import Linking
from bot.accounts.news import LinkNews
from bot.accounts.pasting import Pasting
from bot.accounts.preferences import Preferences
from bot.accounts.reminding import Reminding
from bot.accounts.roles import Roles
from bot.accounts.seats import Seats
from bot.accounts.showing import Showing
from bot.accounts.standing import Standings
from bot.accounts.tickets import TicketDesk
from bot.accounts.undoing import Undoing
from bot.accounts.unsaved import Unsaved
from bot.config import Settings
from bot.spotify.apps import SpotifyApp
from bot.spotify.pause import Breaker
from bot.spotify.tokens import TokenEndpoint
from bot.spotify.transport import Transport
from bot.storage.accounts import AccountStore
from bot.storage.apps import AppStore
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.discord_grants import DiscordGrantStore
from bot.storage.letters import LetterStore
from bot.storage.offers import OfferStore
from bot.storage.pending import PendingStore
from bot.storage.settings import SettingStore
from bot.storage.tally import Tally
from bot.storage.tickets import TicketStore

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Links:
    """What the cogs and the web server call about linking."""

    apps: Apps
    confirming: Confirming
    desk: TicketDesk
    endpoint: TokenEndpoint
    forgetting: Forgetting
    granting: Granting
    grants: Grants
    letters: Letters
    linking: Linking
    news: LinkNews
    pasting: Pasting
    reminding: Reminding
    roles: Roles
    seats: Seats
    standings: Standings
    unsaved: Unsaved


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
    pending, letters = PendingStore(database, cipher), Letters(LetterStore(database), clock)
    fixed, store = configured_apps(config), AppStore(database, cipher)
    apps = Apps(store, accounts, letters, fixed, config.features, clock)
    tally, offers = Tally(database, cipher, clock), OfferStore(database, cipher)
    seats = Seats(apps, accounts, pending, letters, tally, config.spotify_seats, clock)
    news = LinkNews(tickets, offers, apps, clock)
    endpoint = TokenEndpoint(session, config.spotify_accounts_url, clock)
    discord = discord_oauth(config, session, clock)
    unsaved = Unsaved()
    roles = Roles(DiscordGrantStore(database, cipher), accounts, discord, unsaved, clock)
    forgetting = Forgetting(accounts, roles, transport)
    grants = Grants(accounts, endpoint, transport, apps, letters, unsaved, clock)
    completing = Completing(
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
    undoing = Undoing(
        tickets,
        accounts,
        apps,
        completing,
        letters,
        forgetting,
        accounts_url=config.spotify_accounts_url,
        clock=clock,
    )
    showing = Showing(
        tickets,
        accounts,
        pending,
        apps,
        discord_url=config.discord_app_url,
        clock=clock,
        finished=news.publish,
    )
    identity = Identity(tickets, pending, discord, roles, clock, news.publish)
    linking = Linking(
        tickets,
        accounts,
        pending,
        apps,
        completing,
        identity,
        undoing,
        showing,
        Elsewhere(tickets, pending, completing, identity, showing, clock, news.publish),
        accounts_url=config.spotify_accounts_url,
        clock=clock,
        finished=news.publish,
        language=Preferences(SettingStore(database)).language,
    )
    return Links(
        apps=apps,
        confirming=Confirming(tickets, pending, completing, offers, clock),
        desk=TicketDesk(
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
        granting=Granting(tickets, pending, completing, tally, clock),
        grants=grants,
        letters=letters,
        linking=linking,
        news=news,
        pasting=Pasting(
            tickets,
            completing,
            redirect_uri=config.redirect_uri,
            public_url=config.public_url,
            accounts_url=config.spotify_accounts_url,
            clock=clock,
        ),
        reminding=Reminding(accounts, pending, letters, showing.settle, clock),
        roles=roles,
        seats=seats,
        standings=Standings(accounts, apps, grants, breaker, clock),
        unsaved=unsaved,
    )
