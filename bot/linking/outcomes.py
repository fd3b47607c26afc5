"""How a link can end, what else a browser can be told, and what its pages need to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from bot.spotify.apps import AppOwner
from bot.storage.ticket_records import EndStatus, RemovalStatus, TicketStatus

AttemptEnd = EndStatus
"""How an attempt to link ended."""

PageState = Literal[
    "code",
    "working",
    "signing_in",
    "unfinished",
    "elsewhere",
    "earlier_try",
    "overtaken",
    "signed_in",
    "not_signed_in",
    "cancelled_here",
    "failed_here",
    "used",
    "over",
    "ended",
    "unknown",
    "wrong_browser",
    "no_cookies",
]
"""What a browser is told while a link is in progress, or if it may not know the outcome."""

RemovalEnd = Literal[RemovalStatus, "undo_over", "kept", "not_removed", "removal_over", "unsure"]
"""How removing a link without Discord ended (with undo, or on /disconnect)."""

Outcome = Literal[AttemptEnd, PageState, RemovalEnd]
"""What a result page can be about."""

Announced = Literal[AttemptEnd, "code"]
"""What the person who asked for a link is told in Discord."""


@dataclass(frozen=True, slots=True)
class StartPage:
    """What the start page shows. `expires_at` is unix seconds; scopes are Spotify's names.

    `required_account` is the only Spotify account that will do; `asks_discord` is whether Discord
    is asked who uses the browser; `may_widen` whether everything can be allowed at once; `owner` is
    the member whose app it is, unless that is the host or the person.
    """

    discord_name: str
    discord_handle: str
    avatar_url: str | None
    guild_name: str | None
    scopes: tuple[str, ...]
    expires_at: int
    current_spotify: str | None
    required_account: str | None = None
    asks_discord: bool = False
    may_widen: bool = False
    owner: AppOwner | None = None


@dataclass(frozen=True, slots=True)
class ResultPage:
    """What a result page shows; `back_url` is the Discord conversation.

    `code` must be typed in Discord; `other_name` is the Spotify account used instead of
    `spotify_name`; `undo_until` (unix seconds) is how long this browser may undo; `commands` is
    how many commands run now; `owner` is the member whose app it is.
    """

    outcome: Outcome
    discord_name: str | None = None
    discord_handle: str | None = None
    spotify_name: str | None = None
    back_url: str | None = None
    other_name: str | None = None
    undo_until: int | None = None
    commands: int = 0
    owner: AppOwner | None = None
    code: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Announcement:
    """What Discord is told about a link: how it ended, or that a code must be typed.

    `other_name` is the Spotify account used instead of `spotify_name`; `owner` is the member whose
    app it is.
    """

    outcome: Announced
    spotify_name: str | None = None
    other_name: str | None = None
    owner: AppOwner | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Where a browser goes next: the result page of `ref`, or the address `location`.

    `set_cookie` says to set the new cookie for `ref`; `shown` is the result to show at once to a
    browser without cookies, which couldn't see it later; `waits` means that another browser's
    login for the same link is being checked right now, so try again soon.
    """

    ref: str
    location: str | None = field(default=None, repr=False)
    set_cookie: bool = False
    shown: ResultPage | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whose link it is, when Spotify's answer reaches a browser that didn't start it."""

    ref: str
    discord_name: str
    discord_handle: str


def end_of(status: TicketStatus) -> AttemptEnd | None:
    """Return how an attempt ended from its ticket's status, or None while it is in progress."""
    for end in get_args(AttemptEnd):
        if status == end:
            known: AttemptEnd = end
            return known
    return None
