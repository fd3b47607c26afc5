"""Tokens that refill: how much one person may do. In memory, and bounded."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

_TABLE = 5000
"""How many people are remembered; who was forgotten has all tokens again."""


class Refill:
    """`burst` tokens for each person, and one more every so many seconds (`every`)."""

    def __init__(
        self, burst: int, every: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = float(burst)
        self._every = every
        self._clock = clock
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def takes(self, who: Hashable) -> bool:
        """Take a token if there is one."""
        left, now = self._now(who)
        enough = left >= 1
        self._keep(who, left - 1 if enough else left, now)
        return enough

    def give_back(self, who: Hashable) -> None:
        """Give back a token that was taken for nothing."""
        left, now = self._now(who)
        self._keep(who, min(self._burst, left + 1), now)

    def wait(self, who: Hashable) -> float:
        """Return the seconds until there is a token; 0 if there is one."""
        left, _ = self._now(who)
        return max(0.0, (1 - left) * self._every)

    def _now(self, who: Hashable) -> tuple[float, float]:
        now = self._clock()
        left, at = self._left.get(who, (self._burst, now))
        return min(self._burst, left + (now - at) / self._every), now

    def _keep(self, who: Hashable, left: float, now: float) -> None:
        self._left[who] = (left, now)
        self._left.move_to_end(who)
        if len(self._left) > _TABLE:
            self._left.popitem(last=False)
