"""How a link can end, and what its pages need to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from bot.spotify.apps import AppOwner

Outcome = Literal[
    "linked",
    "denied",
    "expired",
    "used",
    "replaced",
    "wrong_browser",
    "no_seat",
    "owner_premium",
    "unavailable",
    "taken",
    "rejected",
    "unknown",
    "burned",
    "not_me",
    "code",
    "wrong_code",
    "other_account",
    "not_yours",
    "not_signed_in",
    "discord_down",
    "undone",
    "undo_over",
    "disconnected",
    "nothing_linked",
    "not_saved",
    "working",
    "interrupted",
    "unfinished",
    "elsewhere",
    "earlier_try",
    "signed_in",
    "ended",
    "over",
    "not_removed",
    "kept",
    "unsure",
    "no_cookies",
    "cancelled_here",
    "failed_here",
    "passed_on",
    "half",
    "overtaken",
    "signing_in",
    "not_removed_yet",
    "removal_over",
]


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What the start page names. `expires_at` is unix seconds; scopes are Spotify's names.

    `demands` is the Spotify account that alone will do; `signs_in` whether Discord is asked who
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
    demands: str | None = None
    signs_in: bool = False
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
class Step:
    """Where a browser goes next: the result page of `ref`, or the address `location`.

    `binds` tells to give the browser the cookie that was offered for `ref`; `shown` is what a
    browser sees at once that keeps no cookies, and could not be shown it afterwards; `waits` that
    another browser's login of the same link is just being looked at, so to ask again soon.
    """

    ref: str
    location: str | None = field(default=None, repr=False)
    binds: bool = False
    shown: LinkResult | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whose link it is that Spotify's answer brings to another browser than the one that began."""

    ref: str
    discord_name: str
    discord_handle: str


def as_outcome(word: str) -> Outcome | None:
    """Return the outcome that a stored status is, or None while a ticket is still open."""
    for outcome in get_args(Outcome):
        if word == outcome:
            found: Outcome = outcome
            return found
    return None
