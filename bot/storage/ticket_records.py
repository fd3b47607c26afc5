"""Database rows of a link attempt as dataclasses. No repr for secrets; times are unix seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.storage.records import MessageRef
from bot.storage.ticket_status import OPEN, TicketStatus

Purpose = Literal["link", "renew", "choose", "disconnect"]
"""What a ticket is for; "choose" allows exactly its scopes."""

WaitsFor = Literal["code", "identity", "seat"]
"""What a login waits for."""


@dataclass(frozen=True, slots=True)
class AskerRecord:
    """The Discord account that asked for a link, as its page shows it."""

    name: str
    handle: str
    avatar_url: str | None = None
    guild_name: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A link ticket to be saved; `ref` is the start of the ticket's hash.

    `deferred` are the commands to run once it has succeeded, oldest first.
    """

    ref: str
    discord_id: int
    asker: AskerRecord
    scopes: frozenset[str]
    client_id: str
    created_at: int
    expires_at: int
    deferred: tuple[str, ...] = ()
    purpose: Purpose = "link"
    required_account: str | None = None
    required_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRecord(NewTicket):
    """A ticket as stored.

    `required_account` is the only Spotify account that will do, `other_name` the one used instead;
    `identified` is whether Discord has confirmed that the browser belongs to the asker;
    `everything` whether all scopes were chosen on its page. `browser_hash` is the browser that
    started, `consenting_browser_hash` another one that brought the login; `claimed_at` is when
    completing began, `linked_at` when it was linked, `authorized_at` when its person had agreed, as
    the link's row has it.
    """

    status: TicketStatus
    browser_hash: str | None
    spotify_name: str | None
    announced: bool
    other_name: str | None = None
    identified: bool = False
    tries: int = 0
    linked_at: int | None = None
    consenting_browser_hash: str | None = None
    claimed_at: int | None = None
    everything: bool = False
    authorized_at: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it can be used to agree, unless its time is over."""
        return self.status in OPEN

    def is_over(self, now: float) -> bool:
        """Whether its time is over."""
        return self.expires_at <= now


@dataclass(frozen=True, slots=True)
class OfferSecrets:
    """The secret parts of an open link's addresses; stored sealed.

    `state` and `challenge` belong to the address that leads straight to Spotify.
    """

    ticket: str = field(repr=False)
    state: str | None = field(default=None, repr=False)
    challenge: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """A link that its person hasn't used yet; `fresh` if it was made just now."""

    ref: str
    scopes: frozenset[str]
    expires_at: int
    secrets: OfferSecrets = field(repr=False)
    fresh: bool


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """A message that shows a link; `deferred` is the command that waits for it there."""

    message: MessageRef
    deferred: str | None = None

    def to_json(self) -> dict[str, str | int]:
        """Return the JSON to seal and store."""
        deferred = {"waiting": self.deferred} if self.deferred is not None else {}
        return {**self.message.to_json(), **deferred}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> ShownOffer:
        """Return what to_json wrote."""
        deferred = stored.get("waiting")
        return cls(MessageRef.from_json(stored), deferred if isinstance(deferred, str) else None)


@dataclass(frozen=True, slots=True)
class WaitingLoginRecord:
    """A login that waits for something; `login` is JSON, stored sealed.

    `reason` says for what: a code typed in Discord, Discord's sign-in, or a seat.
    """

    ref: str
    discord_id: int
    client_id: str
    reason: WaitsFor
    spotify_name: str | None
    created_at: int
    expires_at: int
    login: str = field(repr=False)
