"""What a guest of an aux's page is told became of what they did.

Why something failed is told apart, but nothing about the owner beyond that it's up to them.
"""

from __future__ import annotations

from typing import Final, Literal

from bot.accounts.errors import AccountError
from bot.http.errors import ServiceError, Unavailable
from bot.music.errors import MusicError, NothingFound, QueryTooLong, WrongKind
from bot.spotify.errors import (
    DeviceGone,
    GrantInvalid,
    NoActiveDevice,
    NoSeat,
    PremiumRequired,
    RateLimited,
    Restricted,
    ScopeRefused,
    SignInUnavailable,
    TokenRejected,
)
from bot.spotify.links import NotASpotifyLink
from bot.together.errors import (
    AlreadyWaiting,
    OwnerNeedsPremium,
    PlayerUnreachable,
    SongBlocked,
    SongGone,
    TogetherError,
    TooManySuggested,
    TooManyWaiting,
)

Said = Literal[
    "added",
    "already",
    "asked",
    "away",
    "blocked",
    "boosted",
    "crowded",
    "explicit",
    "failed",
    "foreign",
    "full",
    "gone",
    "idle",
    "late",
    "limit",
    "noboost",
    "nosong",
    "nothing",
    "novote",
    "out",
    "owner",
    "paused",
    "removed",
    "restricted",
    "short",
    "skipped",
    "slow",
    "voted",
]
"""What became of a guest's request; `out`: the owner has removed them."""

FAILURES: Final = (AccountError, MusicError, NotASpotifyLink, ServiceError, TogetherError)
"""What may go wrong where a guest does something."""

_OWNERS: Final = (
    AccountError,
    DeviceGone,
    GrantInvalid,
    NoActiveDevice,
    NoSeat,
    OwnerNeedsPremium,
    PlayerUnreachable,
    PremiumRequired,
    ScopeRefused,
    TokenRejected,
)
"""What only the owner can put right."""

_SAID: Final[tuple[tuple[tuple[type[Exception], ...], Said], ...]] = (
    ((AlreadyWaiting,), "already"),
    ((TooManySuggested,), "crowded"),
    ((TooManyWaiting,), "limit"),
    ((QueryTooLong,), "nothing"),
    ((WrongKind, SongGone), "nosong"),
    (_OWNERS, "owner"),
    ((Restricted,), "restricted"),
    ((RateLimited,), "paused"),
    ((Unavailable, SignInUnavailable), "away"),
)


def said_of(error: Exception) -> Said:
    """Return what a guest is told about an error."""
    match error:
        case SongBlocked():
            return "explicit" if error.explicit else "blocked"
        case NothingFound():
            # What was searched for is words; what isn't there any more was named by its address.
            return "gone" if error.query.startswith("https://") else "nothing"
        case NotASpotifyLink():
            return _link_said(error)
    return next((said for kinds, said in _SAID if isinstance(error, kinds)), "failed")


def _link_said(error: NotASpotifyLink) -> Said:
    if not error.kind:
        return "foreign"
    return "short" if error.kind == "short" else "nosong"
