"""The session that each process has on PostgreSQL: LISTEN/NOTIFY, the leader, and shards.

It is one connection. What it holds (advisory locks) ends with it, however the process ends.
Source: PostgreSQL's documentation, LISTEN, NOTIFY and 13.3.5.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

import asyncpg

from bot.storage import postgres
from bot.storage.errors import DatabaseUnusable
from bot.storage.kept_rows import Changes
from bot.storage.processes import Hear

_log = logging.getLogger(__name__)

CHANNEL = "earshot"
CHANGES = "changes"
LEADER = -0x6561727368_03
_SHARDS = 0x6561
"""The first of two numbers of a shard's lock; the second is the shard."""

_LOOKS_EVERY = 3.0
"""Seconds between two looks whether the server still answers, and whether a leader is missing."""

_SHARD_PATIENCE = 30.0
"""In seconds: when a process is replaced, the one before finishes its commands first."""

_PAUSE = 0.25
_LONGEST_PAUSE = 5.0
_QUEUED = 1000


class PostgresProcesses:
    """This process among those that share a database."""

    shared = True

    def __init__(self, url: str, changes: Changes, reset: Callable[[], Awaitable[None]]) -> None:
        self._url = url
        self._changes = changes
        self._reset = reset
        self._name = secrets.token_hex(6)
        self._hear: dict[str, list[Hear]] = {CHANGES: [self._written]}
        self._session: asyncpg.Connection | None = None
        self._leading = False
        self._shards: tuple[int, ...] = ()
        self._unsent: deque[str] = deque(maxlen=_QUEUED)
        self._something = asyncio.Event()
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    @property
    def leading(self) -> bool:
        """Whether this process does the work that only one may do."""
        return self._leading and self.connected

    @property
    def connected(self) -> bool:
        """Whether the session is open."""
        return self._session is not None and not self._session.is_closed()

    def subscribe(self, channel: str, hear: Hear) -> None:
        """Call `hear` with each text that another process sends to a channel."""
        self._hear.setdefault(channel, []).append(hear)

    def send(self, channel: str, text: str) -> None:
        """Tell the others, soon and at most once."""
        self._unsent.append(self.wrapped(channel, text))
        self._something.set()

    def wrapped(self, channel: str, text: str) -> str:
        """Return what is sent for a text: each process leaves out its own."""
        return json.dumps({"from": self._name, "to": channel, "text": text})

    async def start(self) -> None:
        """Open the session, and keep it open."""
        await self._open()
        self._task = asyncio.create_task(self._keep_open())

    async def stop(self) -> None:
        """Leave: someone else leads, and may have the shards."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=2)
        await self._close()

    async def claim_shards(self, shards: Iterable[int]) -> None:
        """Claim shards of the gateway for this process, until it ends."""
        try:
            await self._claim(tuple(shards))
        except postgres.ERRORS as error:
            raise postgres.failure_of(error) or error from None

    async def _claim(self, wanted: tuple[int, ...]) -> None:
        end = asyncio.get_running_loop().time() + _SHARD_PATIENCE
        while (taken := await self._first_taken(wanted)) is not None:
            if asyncio.get_running_loop().time() > end:
                raise DatabaseUnusable(
                    f"shard {taken} is already run by another process; give each process its own "
                    "SHARD_IDS, or stop the other one"
                )
            await asyncio.sleep(_PAUSE)
        self._shards = wanted

    async def _first_taken(self, shards: tuple[int, ...]) -> int | None:
        """Lock as many shards as are free; return the first that isn't."""
        session = self._session
        if session is None:
            return shards[0] if shards else None
        for shard in shards:
            if shard in self._shards:
                continue
            lock = "SELECT pg_try_advisory_lock($1::int, $2::int)"
            if not await self._ask(session, lock, _SHARDS, shard):
                return shard
            self._shards = (*self._shards, shard)
        return None

    async def _open(self) -> None:
        session = await postgres.connect(self._url)
        try:
            await session.add_listener(CHANNEL, self._heard)
        except BaseException:
            session.terminate()
            raise
        session.add_termination_listener(self._lost)
        self._session = session
        # What was written while nobody listened isn't known.
        self._changes.anything()
        self._changes.complete = True

    def _lost(self, session: object) -> None:
        if session is self._session:
            self._forget()
            self._something.set()

    def _forget(self) -> None:
        """From now on nothing is kept in memory, and nothing done that only one may do."""
        self._session = None
        self._leading = False
        self._changes.complete = False
        self._changes.anything()

    async def _close(self) -> None:
        session, self._session = self._session, None
        self._leading = False
        if session is not None:
            with suppress(*postgres.ERRORS):
                await session.close(timeout=2)

    async def _keep_open(self) -> None:
        pause = _PAUSE
        while True:
            try:
                if self._session is None:
                    await self._reopen()
                    pause = _PAUSE
                await self._look()
                await self._send_all()
                await self._wait()
            except postgres.ERRORS as error:
                if self._session is not None:
                    self._session.terminate()
                    self._forget()
                _log.warning("PostgreSQL can't be reached (%s); trying again", type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _reopen(self) -> None:
        # The other connections belong to the server that went away, too.
        await self._reset()
        await self._open()
        held, self._shards = self._shards, ()
        taken = await self._first_taken(held)
        if taken is not None:
            _log.error("shard %d is run by another process as well", taken)
        _log.info("PostgreSQL is back")

    async def _look(self) -> None:
        session = self._session
        if session is None:
            return
        if self._leading:
            await self._ask(session, "SELECT 1")
        elif await self._ask(session, "SELECT pg_try_advisory_lock($1::bigint)", LEADER):
            self._leading = True
            _log.info("this process does what only one may do")

    async def _send_all(self) -> None:
        while self._unsent and self._session is not None:
            notify = "SELECT pg_notify($1, $2)"
            await self._ask(self._session, notify, CHANNEL, self._unsent[0])
            self._unsent.popleft()

    async def _ask(self, session: asyncpg.Connection, query: str, *values: object) -> object:
        """Return the first value: a connection answers one query at a time."""
        async with self._turn:
            return await session.fetchval(query, *values)

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOKS_EVERY):
                await self._something.wait()
        self._something.clear()

    def _heard(self, _session: object, _pid: int, _channel: str, payload: object) -> None:
        try:
            message = json.loads(str(payload))
            sender, channel, text = message["from"], message["to"], str(message["text"])
        except (ValueError, KeyError, TypeError):
            _log.warning("something that isn't Earshot uses the channel %r", CHANNEL)
            return
        if sender == self._name:
            return
        for hear in self._hear.get(channel, ()):
            hear(text)

    def _written(self, text: str) -> None:
        change = json.loads(text)
        self._changes.written(change["tables"], change["about"])
