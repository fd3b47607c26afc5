"""Link tickets as dataclasses, and their statuses: nothing else lists them. Times: unix seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import and_
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.tables import link_tickets

CANCELLED: Final = "burned"
"""The stored status of a ticket that ended because its person unlinked before it was finished."""

InProgress = Literal["open", "started", "claimed", "pending"]
"""Not begun, at Spotify, being completed, and a login waits for its person to confirm it."""

EndStatus = Literal[
    "linked",
    "denied",
    "expired",
    "replaced",
    "burned",
    "not_me",
    "passed_on",
    "not_yours",
    "wrong_code",
    "other_account",
    "taken",
    "undone",
    "no_seat",
    "owner_premium",
    "rejected",
    "half",
    "unavailable",
    "not_saved",
    "interrupted",
]
"""How it ended. "no_seat" can still become "linked", once its person has a seat."""

RemovalStatus = Literal["disconnected", "nothing_linked", "not_removed_yet"]
"""How a ticket of /disconnect ended, besides."""

TicketStatus = Literal[InProgress, EndStatus, RemovalStatus]

OPEN: Final = ("open", "started")
"""It can (still) be used to agree."""

BEGUN: Final = ("started", "claimed", "pending")
IN_PROGRESS: Final = (*OPEN, "claimed", "pending")
MAY_LINK: Final = ("claimed", "pending", "no_seat")
"""A login of it is being completed, or waits."""

LinkPurpose = Literal["link", "renew", "choose"]
"""What a link is for; "choose" allows exactly its scopes."""

Purpose = Literal[LinkPurpose, "disconnect"]


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

    `waiting` are the commands to run once it has succeeded, oldest first.
    """

    ref: str
    discord_id: int
    asker: AskerRecord
    scopes: frozenset[str]
    client_id: str
    created_at: int
    expires_at: int
    waiting: tuple[str, ...] = ()
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


def not_over(now: float) -> ColumnElement[bool]:
    """Whether a ticket's time isn't over; TicketRecord.is_over says the same of one."""
    return link_tickets.c.expires_at > now


def usable(now: float) -> ColumnElement[bool]:
    """Whether someone can still agree to a ticket."""
    return and_(link_tickets.c.status.in_(OPEN), not_over(now))
