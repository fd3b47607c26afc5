"""The kinds of notifications: a type for each, with the facts that its text needs.

Each is stored under its name in KINDS, as JSON with the names of its fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.storage.typed_json import Misfit, from_text, to_text

AppFault = Literal["rejected", "premium"]
"""What only a Spotify app's owner can fix: its secret, or their Premium."""


@dataclass(frozen=True, slots=True)
class LinkEndsSoon:
    """The reader's link to a Spotify account expires soon, at `ends_at` (unix seconds)."""

    ends_at: int
    name: str


@dataclass(frozen=True, slots=True)
class LinkEnded:
    """The reader's link ended: it expired, was revoked, or failed for an unknown reason."""

    expired: bool
    revoked: bool


@dataclass(frozen=True, slots=True)
class LinkAttempted:
    """Someone else signed in to the Spotify account that is linked to the reader."""

    name: str
    handle: str


@dataclass(frozen=True, slots=True)
class LinkRemoved:
    """The owner of the Spotify account removed the reader's link on the web page.

    `keeps_refusal` says that the reader's "no" to presences outlived that.
    """

    keeps_refusal: bool = False


@dataclass(frozen=True, slots=True)
class AppTrouble:
    """The reader's Spotify app won't work until they fix it; `kind` says whose app it is."""

    app: str
    client_id: str
    kind: Literal["main", "file", "host", "member"]
    what: AppFault


@dataclass(frozen=True, slots=True)
class AppGone:
    """The Spotify app of the reader's link is gone."""


@dataclass(frozen=True, slots=True)
class SeatWanted:
    """Someone agreed at Spotify, but has no seat on the reader's app; `ref` is their ticket."""

    ref: str
    name: str
    handle: str
    person: int
    app: str
    client_id: str


@dataclass(frozen=True, slots=True)
class SeatsFull:
    """Someone couldn't link, because all seats of all apps are taken."""

    name: str
    person: int
    used: int
    apps: int


@dataclass(frozen=True, slots=True)
class SeatUnused:
    """The reader hasn't used their seat for `days`; `taken_after` days of silence, if any, end it.

    `asked_at` says which question it is.
    """

    asked_at: int
    days: int
    taken_after: int | None


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """The reader's seat was given up, because they didn't answer.

    `keeps_refusal` says that the reader's "no" to presences outlived that.
    """

    keeps_refusal: bool = False


@dataclass(frozen=True, slots=True)
class SeatGivenUp:
    """Someone on the reader's app gave up their seat, perhaps by not answering."""

    person: int
    name: str
    app: str
    client_id: str
    silent: bool


@dataclass(frozen=True, slots=True)
class SeatOffered:
    """A seat is free for the reader, who waits for one, until `until` (unix seconds)."""

    until: int


@dataclass(frozen=True, slots=True)
class NotRenewable:
    """Spotify granted access through the reader's app that can't be renewed."""

    app: str


@dataclass(frozen=True, slots=True)
class CommandsBroke:
    """How often each command broke since a time (unix seconds)."""

    since: int
    counts: Mapping[str, int]


Content: TypeAlias = (
    LinkEndsSoon
    | LinkEnded
    | LinkAttempted
    | LinkRemoved
    | AppTrouble
    | AppGone
    | SeatWanted
    | SeatsFull
    | SeatUnused
    | SeatTaken
    | SeatGivenUp
    | SeatOffered
    | NotRenewable
    | CommandsBroke
)

KINDS: Mapping[type[Content], str] = {
    LinkEndsSoon: "reminder",
    LinkEnded: "ended",
    LinkAttempted: "taken",
    LinkRemoved: "removed",
    AppTrouble: "app_trouble",
    AppGone: "app_gone",
    SeatWanted: "seat_wanted",
    SeatsFull: "seats_full",
    SeatUnused: "seat_unused",
    SeatTaken: "seat_taken",
    SeatGivenUp: "seat_given_up",
    SeatOffered: "seat_offered",
    NotRenewable: "half",
    CommandsBroke: "broken",
}
"""The name of each kind in the database."""

_TYPES: Mapping[str, type[Content]] = {name: kind for kind, name in KINDS.items()}


def to_json(content: Content) -> str:
    """Return a notification's content as it is stored."""
    return to_text(content)


def from_json(kind: str, stored: str) -> Content:
    """Return what to_json wrote; raises Misfit for a kind this version doesn't know."""
    content_type = _TYPES.get(kind)
    if content_type is None:
        raise Misfit(f"no kind {kind}")
    return from_text(stored, content_type)
