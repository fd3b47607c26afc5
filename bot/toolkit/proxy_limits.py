"""Recognizes a rate limit that a REST proxy made up, and waits until it is over.

Discord never saw such a request. discord.py takes the answer for a ban by Cloudflare and raises at
once, or can't read it. What proxies answer: docs/reference/discord.md, section 9.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import time
from email.utils import parsedate_to_datetime

import aiohttp

_log = logging.getLogger(__name__)

_LIMITED = 429
_UNKNOWN = 1.0
"""Seconds to wait when the answer doesn't say."""


class TurnedAway(Exception):
    """A proxy refused a request for now; Discord did not act. It may be sent after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"HTTP 429, try again in {seconds:.1f} s")
        self.seconds = seconds

    async def is_over_by(self, end: float) -> bool:
        """Wait as long as the proxy asked for; False at once if that is not before `end`."""
        if asyncio.get_running_loop().time() + self.seconds >= end:
            _log.warning("a proxy before Discord is busy for %.1f s: too long", self.seconds)
            return False
        _log.info("a proxy before Discord is busy; trying again in %.1f s", self.seconds)
        await asyncio.sleep(self.seconds)
        return True


async def turned_away(response: aiohttp.ClientResponse) -> TurnedAway | None:
    """Return how long a proxy wants us to wait; None for any other answer, and Discord's own 429.

    Discord's own has passed Cloudflare (`Via`) and says in JSON how long; discord.py honours it.
    """
    if response.status != _LIMITED:
        return None
    said = _in_body(await response.text("utf-8", "replace"))
    # discord.py reads only what has exactly this type.
    is_json = response.headers.get("Content-Type") == "application/json"
    if response.headers.get("Via") and is_json and said is not None:
        return None
    if said is None:
        said = _in_header(response.headers.get("Retry-After", ""))
    return TurnedAway(_UNKNOWN if said is None else said)


def _in_body(text: str) -> float | None:
    try:
        return _seconds(json.loads(text)["retry_after"])
    except (ValueError, TypeError, KeyError):
        return None


def _in_header(value: str) -> float | None:
    """Return the seconds of a Retry-After, which may also name a date (RFC 9110, 10.2.3)."""
    try:
        return _seconds(float(value))
    except ValueError:
        pass
    try:
        return _seconds(max(0.0, parsedate_to_datetime(value).timestamp() - time.time()))
    except ValueError:
        return None


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and value >= 0 else None
