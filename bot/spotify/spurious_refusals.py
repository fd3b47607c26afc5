"""Refusals that are believed only the second time.

In July 2026 Spotify refused valid tokens and Premium accounts for moments (403 "Premium required",
401 "Access token missing"). What such an answer says of a person is stored and told only when
Spotify has said it twice: asked again at once where that does no harm, else at the next press.
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

BEFORE_BELIEVED = 0.7
"""Seconds between the two: the same moment says nothing new."""

_OF_A_GROUP = (PremiumRequired, ScopeRefused)
"""These say something of one group of endpoints: that others work does not disprove them."""

_REMEMBERED = 600.0
_AT_MOST = 2000
_Key = tuple[str, str, type[ServiceError]]


class SpuriousRefusals:
    """Remembers for ten minutes what was refused to whom."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since: OrderedDict[_Key, float] = OrderedDict()

    def note(self, subject: str, group: str, refused: ServiceError) -> bool:
        """Note a refusal; True when the same was said before, and not just now."""
        key, now = _key(subject, group, type(refused)), self._clock()
        since = self._since.get(key)
        if since is None or now - since > _REMEMBERED:
            self._since[key] = now
            if len(self._since) > _AT_MOST:
                self._since.popitem(last=False)
            return False
        return now - since >= BEFORE_BELIEVED

    def forget(self, subject: str, group: str) -> None:
        """Forget what was refused to somebody: a call of this group has worked."""
        for kind in DOUBTFUL:
            self._since.pop(_key(subject, group, kind), None)


def _key(subject: str, group: str, kind: type[ServiceError]) -> _Key:
    return subject, group if kind in _OF_A_GROUP else "", kind
