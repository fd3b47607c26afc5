"""How a link can end, what else a browser can be told of it, and what its pages need to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from bot.spotify.apps import AppOwner

LinkEnd = Literal[
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
"""How a link ended: what is stored as its ticket's status."""

LinkState = Literal[
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
"""What a browser is told of a link that is in progress, or whose end is not for it to know."""

RemovalEnd = Literal[
    "undo_over",
    "disconnected",
    "nothing_linked",
    "kept",
    "not_removed",
    "not_removed_yet",
    "removal_over",
    "unsure",
]
"""How removing a link without Discord ended: by its undo, or by /disconnect."""

Outcome = Literal[LinkEnd, LinkState, RemovalEnd]
"""What a result page can be about."""

Announced = Literal[LinkEnd, "code"]
"""What the person who asked for a link is told in Discord."""


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What the start page names. `expires_at` is unix seconds; scopes are Spotify's names.

    `required_account` is the Spotify account that alone will do; `asks_discord` whether Discord is asked who
    the browser is; `may_widen` whether everything may be allowed at once; `owner` is the member
    whose app it is, where it is not the host's or the person's own.
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
class LinkResult:
    """What a result page shows; `back_url` is the Discord conversation.

    `code` is what is to be typed in Discord; `other_name` the Spotify account that came instead
    of `spotify_name`; `undo_until` (unix seconds) how long this browser may undo; `commands` how
    many commands are carried out now; `owner` the member whose app it is.
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
    """What Discord is told of a link: how it ended, or that a code is to be typed.

    `other_name` is the Spotify account that came instead of `spotify_name`; `owner` the member
    whose app it is.
    """

    outcome: Announced
    spotify_name: str | None = None
    other_name: str | None = None
    owner: AppOwner | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Where a browser goes next: the result page of `ref`, or the address `location`.

    `set_cookie` tells to give the browser the cookie that was offered for `ref`; `shown` is what a
    browser sees at once that keeps no cookies, and could not be shown it afterwards; `waits` that
    another browser's login of the same link is just being looked at, so to ask again soon.
    """

    ref: str
    location: str | None = field(default=None, repr=False)
    set_cookie: bool = False
    shown: LinkResult | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whose link it is that Spotify's answer brings to another browser than the one that began."""

    ref: str
    discord_name: str
    discord_handle: str


def as_outcome(status: str) -> LinkEnd | None:
    """Return how a link ended by its stored status, or None while its ticket is still open."""
    for outcome in get_args(LinkEnd):
        if status == outcome:
            found: LinkEnd = outcome
            return found
    return None
