"""Who has shown that they own the bot: browsers, for an hour."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

from bot.opaque_values import hashed

LASTS = 3600
"""How long a browser is remembered, in seconds."""

_MOST = 20


class Sessions:
    """Browsers that may see the page; in memory, so a restart ends them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends: OrderedDict[str, float] = OrderedDict()

    def begin(self) -> str:
        """Return the cookie of another browser that may see the page."""
        cookie = secrets.token_urlsafe(32)
        self._ends[hashed(cookie)] = self._clock() + LASTS
        if len(self._ends) > _MOST:
            self._ends.popitem(last=False)
        return cookie

    def includes(self, cookie: str | None) -> bool:
        """Whether a browser may see the page."""
        return cookie is not None and self._ends.get(hashed(cookie), 0.0) > self._clock()
