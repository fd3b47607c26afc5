"""Snowflakes and times as Discord writes them (docs: reference, snowflakes)."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime

_EPOCH = 1_420_070_400_000
_counter = itertools.count()


def snowflake() -> int:
    """Return a new ID; later ones are larger."""
    return ((int(time.time() * 1000) - _EPOCH) << 22) | (next(_counter) & 0x3FFFFF)


def now() -> str:
    """Return the time in Discord's format."""
    return datetime.now(UTC).isoformat()
