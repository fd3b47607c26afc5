"""What goes wrong between a bot and Discord: refusals, faults, resets, silence, slowness."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from aiohttp import web

_LOOK_AGAIN = 0.05
_LONGEST = 120


@dataclass(slots=True)
class Fault:
    """What happens to the next matching requests, before or after they take effect.

    `how` is "status" (an error is answered), "reset", "hang" or "slow" (by `seconds`).
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
    """Answer nothing until whoever asked has gone."""
    for _ in range(int(_LONGEST / _LOOK_AGAIN)):
        if request.transport is None or request.transport.is_closing():
            break
        await asyncio.sleep(_LOOK_AGAIN)
    reset(request)


def reset(request: web.Request) -> None:
    """Break the connection off."""
    if request.transport is not None:
        request.transport.abort()
