"""The statuses of a ticket, in groups: nothing else lists them."""

from __future__ import annotations

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


def not_over(now: float) -> ColumnElement[bool]:
    """Whether a ticket's time isn't over; TicketRecord.is_over says the same of one."""
    return link_tickets.c.expires_at > now


def usable(now: float) -> ColumnElement[bool]:
    """Whether someone can still agree to a ticket."""
    return and_(link_tickets.c.status.in_(OPEN), not_over(now))
