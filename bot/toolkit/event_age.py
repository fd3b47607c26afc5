"""How long ago Discord made an event, from the time in its ID."""

from __future__ import annotations

import time

_TIMESTAMP_BIT = 22
_FIRST = 1_420_070_400.0
"""When the times in Discord's IDs begin: 2015, in seconds since 1970."""

_CREEP = 0.001
"""In seconds a second: how fast clocks may drift apart, so that one early event isn't for ever."""


class EventAge:
    """Tells how late an event came, however wrong this computer's clock is.

    The clocks aren't compared: of the events seen lately, the quickest counts as new.
    """

    def __init__(self) -> None:
        self._quickest: float | None = None
        self._seen_at = 0.0

    def now(self) -> float:
        """Return Discord's own time, in seconds since its first; this computer's if none is known.

        Source: https://docs.discord.com/developers/reference#snowflakes
        """
        if self._quickest is None:
            return time.time() - _FIRST
        return time.perf_counter() - self._quickest

    def set_now(self, discord_time: float) -> None:
        """Say what time it is for Discord."""
        self._seen_at = time.perf_counter()
        self._quickest = self._seen_at - discord_time

    def of(self, event_id: int) -> float:
        """Return an event's age in seconds, beyond that of the quickest."""
        now = time.perf_counter()
        late = now - (event_id >> _TIMESTAMP_BIT) / 1000
        if self._quickest is None:
            self._quickest = late
        allowed = self._quickest + _CREEP * (now - self._seen_at)
        self._quickest, self._seen_at = min(late, allowed), now
        return late - self._quickest
