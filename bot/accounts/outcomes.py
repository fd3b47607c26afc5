"""How a link can end, and what its pages need to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

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
]


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What the start page names. `expires_at` is unix seconds; scopes are Spotify's names."""

    discord_name: str
    discord_handle: str
    avatar_url: str | None
    guild_name: str | None
    scopes: tuple[str, ...]
    expires_at: int
    current_spotify: str | None


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What a result page shows; `back_url` is the Discord conversation."""

    outcome: Outcome
    discord_name: str | None = None
    discord_handle: str | None = None
    spotify_name: str | None = None
    back_url: str | None = None


def as_outcome(word: str) -> Outcome | None:
    """Return the outcome that a stored status is, or None while a ticket is still open."""
    for outcome in get_args(Outcome):
        if word == outcome:
            found: Outcome = outcome
            return found
    return None
