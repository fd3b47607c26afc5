"""What can go wrong between a bot and Discord: refusals, errors, resets, silence, slowness."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from aiohttp import web

_POLL_SECONDS = 0.05
_MAX_SECONDS = 120


@dataclass(slots=True)
class Fault:
    """What happens to the next matching requests, before or after they take effect.

    `how` is "status" (answer with an error), "reset", "hang" or "slow" (by `seconds`).
    """

    method: str
    path: re.Pattern[str]
    status: int
    code: int
    times: int
    after: bool
    how: str = "status"
    seconds: float = 0.0


async def hang(request: web.Request) -> None:
    """Answer nothing until the client has gone."""
    for _ in range(int(_MAX_SECONDS / _POLL_SECONDS)):
        if request.transport is None or request.transport.is_closing():
            break
        await asyncio.sleep(_POLL_SECONDS)
    reset(request)


def reset(request: web.Request) -> None:
    """Abort the connection."""
    if request.transport is not None:
        request.transport.abort()
