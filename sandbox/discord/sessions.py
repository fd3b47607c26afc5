"""What the gateway keeps of each bot: sessions, connections, and how many it may start.

Docs: gateway, sharding and session start limit.
"""

from __future__ import annotations

import json
import time
import zlib
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

SHARD_ID_BITS = 22
"""A server belongs to the shard that the time in its ID gives."""


@dataclass
class Session:
    """What outlives a connection: the sequence number, and events for a resume."""

    id: str
    shard: int
    shards: int
    intents: int
    sequence: int = 0
    sent: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=2000))
    left_at: float | None = None
    """When its last connection broke; None while there is one."""

    def can_replay_after(self, sequence: int) -> bool:
        """Whether every event after this one is still there."""
        oldest = self.sent[0]["s"] if self.sent else self.sequence + 1
        return oldest - 1 <= sequence <= self.sequence

    def handles(self, guild_id: int | None) -> bool:
        """Whether a server's events come here; what is of no server comes to shard 0."""
        return ((guild_id or 0) >> SHARD_ID_BITS) % self.shards == self.shard


@dataclass
class Connection:
    """One open WebSocket."""

    socket: web.WebSocketResponse
    deflate: Any
    session: Session | None = None
    alive: bool = True
    closed_here: bool = False
    """Whether Discord closed it: then the client's own close code, an answer, ends no session."""

    async def send(self, payload: dict[str, Any]) -> None:
        """Send one payload, compressed if the client asked for that."""
        if not self.alive or self.socket.closed:
            return
        text = json.dumps(payload)
        try:
            if self.deflate is None:
                await self.socket.send_str(text)
            else:
                data = self.deflate.compress(text.encode()) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(data)
        except (ConnectionError, RuntimeError):
            self.alive = False


@dataclass
class StartLimits:
    """How many sessions may be started: `total` a day, and one per bucket in `window` seconds.

    Discord's window is 5 seconds, and most bots have one bucket. By default neither slows a test
    that starts bots quickly.
    """

    max_concurrency: int = 16
    window: float = 0.0
    total: int = 1000
    clock: Callable[[], float] = time.monotonic
    started: int = 0
    _last: dict[int, float] = field(default_factory=dict)

    def admit(self, shard: int) -> bool:
        """Count a start; whether its bucket had none within the window."""
        bucket, now = shard % self.max_concurrency, self.clock()
        soon = now - self._last.get(bucket, float("-inf")) < self.window
        self.started += 1
        if not soon:
            self._last[bucket] = now
        return not soon

    def json(self) -> dict[str, int]:
        """Return the session start limit of GET /gateway/bot."""
        return {
            "total": self.total,
            "remaining": max(0, self.total - self.started),
            "reset_after": 3_600_000,
            "max_concurrency": self.max_concurrency,
        }


def read_shard(value: object) -> tuple[int, int] | None:
    """Return the shard that an IDENTIFY asks for, and of how many; None if it is invalid."""
    if value is None:
        return 0, 1
    if not isinstance(value, list) or len(value) != 2:
        return None
    shard, shards = value
    if type(shard) is not int or type(shards) is not int or not 0 <= shard < shards:
        return None
    return shard, shards


def live_shards(connections: list[Connection]) -> Counter[tuple[int, int]]:
    """Return how many connected sessions each shard (its ID, and of how many) has."""
    live = [one.session for one in connections if one.session is not None and one.alive]
    return Counter((one.shard, one.shards) for one in live)
