"""What all steps of linking share: the stores, and the services they use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

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


LinkStep = Literal["offered", "started", "authorized", "waiting", "linked", "undone"]
"""How far a link can get; `waiting` is for a code, a sign-in or a seat."""


class LinkCounter(Protocol):
    """Counts links."""

    def link(self, step: LinkStep) -> None:
        """Count a link that has got this far."""

    def link_failed(self, reason: str) -> None:
        """Count a link that has ended without success; `reason` is its status."""


class Uncounted:
    """Counts nothing."""

    def link(self, step: LinkStep) -> None:
        """Do nothing."""

    def link_failed(self, reason: str) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class LinkTools:
    """Everything an attempt needs; `unsaved` retries what couldn't be written."""

    context: LinkContext
    spotify: SpotifyServers
    seats: Seats
    outbox: Outbox
    unsaved: PendingWrites
    results: LinkResultQueue
    counter: LinkCounter = field(default_factory=Uncounted)

    def count(self, purpose: str, step: LinkStep) -> None:
        """Count a link that has got this far; signing in to remove one is none."""
        if purpose != "disconnect":
            self.counter.link(step)

    def count_end(self, purpose: str, outcome: str) -> None:
        """Count a link that has ended without success, or was undone."""
        if outcome == "undone":
            self.count(purpose, "undone")
        elif purpose != "disconnect":
            self.counter.link_failed(outcome)
