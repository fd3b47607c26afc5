"""Refusals that are only believed the second time.

In July 2026 Spotify briefly refused valid tokens and Premium accounts (403 "Premium required",
401 "Access token missing"). Such an answer is stored and shown only once Spotify has given it
twice: the request is repeated if that's safe, otherwise the next press decides.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from bot.http.errors import ServiceError
from bot.spotify.errors import (
    NoSeat,
    OwnerWithoutPremium,
    PremiumRequired,
    ScopeRefused,
    TokenRejected,
)

DOUBTFUL = (NoSeat, OwnerWithoutPremium, PremiumRequired, ScopeRefused, TokenRejected)

RECHECK_SECONDS = 0.7
"""Seconds to wait before asking again: an immediate answer would say nothing new."""

_PER_GROUP = (PremiumRequired, ScopeRefused)
"""These are about one group of endpoints: other groups working doesn't disprove them."""

_REMEMBER_SECONDS = 600.0
_MAX_REMEMBERED = 2000
_Key = tuple[str, str, type[ServiceError]]


class SpuriousRefusals:
    """Remembers for ten minutes who was refused what."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since: OrderedDict[_Key, float] = OrderedDict()

    def record(self, subject: str, group: str, refusal: ServiceError) -> bool:
        """Record a refusal; return True if the same one came before, and not just now."""
        key, now = _key(subject, group, type(refusal)), self._clock()
        since = self._since.get(key)
        if since is None or now - since > _REMEMBER_SECONDS:
            self._since[key] = now
            if len(self._since) > _MAX_REMEMBERED:
                self._since.popitem(last=False)
            return False
        return now - since >= RECHECK_SECONDS

    def forget(self, subject: str, group: str) -> None:
        """Forget someone's refusals, because a call of this group has worked."""
        for kind in DOUBTFUL:
            self._since.pop(_key(subject, group, kind), None)


def _key(subject: str, group: str, kind: type[ServiceError]) -> _Key:
    return subject, group if kind in _PER_GROUP else "", kind
