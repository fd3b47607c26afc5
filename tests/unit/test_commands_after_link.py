"""Commands that waited for a link run once, in the process that has their server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from unittest.mock import AsyncMock, MagicMock

from bot.accounts.errors import NotSaved
from bot.accounts.known_servers import OwnShards
from bot.accounts.waiting_commands import FRESH, MessageOrigin, WaitingCommands
from bot.background.commands_after_link import CommandsAfterLink
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.waiting_commands import WaitingCommandStore
from bot.toolkit.server_membership import ServerMembership
from tests.reply import until

MIRA, JONAS = 11, 22
NEAR, FAR = 2 << 22, 1 << 22


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Wire:
    """What PostgreSQL does for processes: each hears what the other sends."""

    shared = leading = connected = True
    heard: list[Callable[[str], None]] = field(default_factory=list)

    def subscribe(self, channel: str, hear: Callable[[str], None]) -> None:
        self.heard.append(hear)

    def send(self, channel: str, text: str) -> None:
        for hear in self.heard:
            hear(text)

    async def claim_shards(self, shards: object) -> None:
        """Nothing to do."""


class Bot:
    """A process with one shard of two; `ran` is what it has run."""

    def __init__(self, waiting: WaitingCommands, shard: int | None) -> None:
        self.waiting = waiting
        self.ran: list[str] = []
        self.ready = asyncio.Event()
        client = MagicMock()
        client.is_ready = self.ready.is_set
        client.wait_until_ready = self.ready.wait
        ids = frozenset({0, 1} if shard is None else {shard})
        membership = MagicMock(ServerMembership)
        shards = OwnShards(ids, 2)
        membership.some_elsewhere = not shards.are_all
        membership.is_elsewhere = lambda guild_id: not shards.serve(guild_id)
        self.cog = CommandsAfterLink(
            client, MagicMock(run=self._run), waiting, membership, AsyncMock()
        )

    async def _run(self, command: str) -> bool:
        taken = await self.waiting.take(command)
        await asyncio.sleep(0.01)
        if taken is not None:
            self.ran.append(command)
        return taken is not None


@asynccontextmanager
async def started(*bots: Bot) -> AsyncIterator[None]:
    for one in bots:
        one.ready.set()
        await one.cog.cog_load()
    yield
    for one in bots:
        await one.cog.cog_unload()


def commands(database: Database, clock: Clock, wire: Wire) -> WaitingCommands:
    return WaitingCommands(WaitingCommandStore(database, Cipher([bytes(32)])), clock, wire)


def given(waiting: WaitingCommands, person: int, guild_id: int | None) -> Awaitable[str]:
    return waiting.put(person, (), MessageOrigin(1, 2), guild_id=guild_id)


async def test_each_runs_once_where_its_server_is(database: Database) -> None:
    waiting = commands(database, Clock(), Wire())
    first, second = Bot(waiting, 0), Bot(waiting, 1)
    far = [await given(waiting, MIRA, FAR) for _ in range(3)]
    near, direct = await given(waiting, JONAS, NEAR), await given(waiting, JONAS, None)
    async with started(first, second):
        first.cog.run_soon([*far, near, direct])
        await until(lambda: len(first.ran) == 2 and len(second.ran) == 3, 5)
        assert first.ran == [near, direct]
        assert second.ran == far, "one person's, in the order in which they were given"
        first.cog.run_soon(far)
        await asyncio.sleep(0.1)
        assert len(first.ran + second.ran) == 5


async def test_a_process_that_was_down_runs_what_is_still_fresh(database: Database) -> None:
    clock = Clock()
    waiting = commands(database, clock, Wire())
    first, second = Bot(waiting, 0), Bot(waiting, 1)
    old = await given(waiting, MIRA, FAR)
    async with started(first):
        first.cog.run_soon([old])
        clock.now += FRESH - 10
        new = await given(waiting, JONAS, FAR)
        first.cog.run_soon([new])
        async with asyncio.timeout(5):
            while [one.id for one in await waiting.released()] != [old, new]:
                await asyncio.sleep(0.01)
        clock.now += 20
        async with started(second):
            await second.cog.on_ready()
            await until(lambda: second.ran == [new], 5)
    assert first.ran == []


async def test_nothing_runs_before_its_servers_are_known(database: Database) -> None:
    waiting = commands(database, Clock(), Wire())
    alone = Bot(waiting, None)
    near = await given(waiting, MIRA, FAR)
    await alone.cog.cog_load()
    alone.cog.run_soon([near])
    await asyncio.sleep(0.05)
    assert alone.ran == []
    alone.ready.set()
    await until(lambda: alone.ran == [near], 5)
    await alone.cog.cog_unload()


async def test_a_busy_database_loses_nothing(database: Database) -> None:
    waiting = commands(database, Clock(), Wire())
    first, second = Bot(waiting, 0), Bot(waiting, 1)
    far = await given(waiting, MIRA, FAR)
    release, times = waiting.release, 0

    async def fails_once(ids: set[str]) -> None:
        nonlocal times
        times += 1
        if times == 1:
            raise NotSaved("busy")
        await release(ids)

    waiting.release = fails_once  # type: ignore[method-assign, assignment]
    async with started(first, second):
        first.cog.run_soon([far])
        await until(lambda: second.ran == [far], 5)
