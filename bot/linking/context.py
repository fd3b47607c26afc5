"""What all steps of linking share: the stores, and the services they use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.accounts.pending_writes import PendingWrites
from bot.apps.registry import AppRegistry
from bot.apps.seats import Seats
from bot.linking.link_results import LinkResultQueue
from bot.notifications.outbox import Outbox
from bot.spotify.tokens import TokenEndpoint
from bot.spotify.transport import Transport
from bot.storage.accounts import AccountStore
from bot.storage.link_attempts import LinkAttemptStore
from bot.storage.tickets import TicketStore
from bot.storage.waiting_logins import WaitingLoginStore


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of this bot's pages, of its callback, and of Spotify's accounts service."""

    public_url: str
    redirect_uri: str
    accounts_url: str


@dataclass(frozen=True, slots=True)
class LinkContext:
    """The stores of a link, the apps it can use, and the clock."""

    tickets: TicketStore
    attempt_store: LinkAttemptStore
    waiting_logins: WaitingLoginStore
    accounts: AccountStore
    apps: AppRegistry
    clock: Callable[[], float]


@dataclass(frozen=True, slots=True)
class SpotifyServers:
    """How to reach Spotify: the accounts service, the token endpoint, the Web API."""

    accounts_url: str
    endpoint: TokenEndpoint
    transport: Transport


@dataclass(frozen=True, slots=True)
class LinkTools:
    """Everything an attempt needs; `unsaved` retries what couldn't be written."""

    context: LinkContext
    spotify: SpotifyServers
    seats: Seats
    outbox: Outbox
    unsaved: PendingWrites
    results: LinkResultQueue
