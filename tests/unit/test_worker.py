"""A worker that is woken while it works looks once more; none turns in circles."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from unittest.mock import AsyncMock, MagicMock

import discord
import pytest

from bot.background.known_servers_list import KnownServersCog
from bot.background.notification_sender import NotificationSender
from bot.notifications.kinds import LinkRemoved
from bot.notifications.outbox import Outbox
from bot.storage.database import Database
from bot.storage.notifications import NotificationStore
from bot.toolkit import worker
from bot.toolkit.worker import Worker
from tests.reply import until


@dataclass
class Job:
    """Work that lasts until `go` is set; nothing is ever due by itself."""

    rounds: int = 0
    goes: asyncio.Event = field(default_factory=asyncio.Event)
    during: Callable[[], None] = lambda: None

    async def seconds_to_next(self) -> float | None:
        return None

    async def work(self) -> None:
        self.rounds += 1
        self.during()
        await self.goes.wait()


@asynccontextmanager
async def running(
    job: Job, work: Callable[[], Awaitable[None]] | None = None
) -> AsyncIterator[Worker]:
    one = Worker("job", job.seconds_to_next, work or job.work, AsyncMock())
    one.start()
    await asyncio.sleep(0.01)
    yield one
    await one.stop()


async def test_woken_while_it_works_it_looks_once_more() -> None:
    job = Job()
    async with running(job) as one:
        one.wake()
        await until(lambda: job.rounds == 1, 5)
        one.wake()
        one.wake()
        job.goes.set()
        await until(lambda: job.rounds == 2, 5)
        await asyncio.sleep(0.05)
        assert job.rounds == 2


async def test_what_is_due_soon_is_kept_while_it_works() -> None:
    job = Job()
    async with running(job) as one:
        one.wake()
        await until(lambda: job.rounds == 1, 5)
        one.wake_in(0.1)
        one.wake_in(60)
        job.goes.set()
        await asyncio.sleep(0.03)
        assert job.rounds == 1
        await until(lambda: job.rounds == 2, 5)


async def test_woken_before_it_starts_it_looks_at_once() -> None:
    job = Job()
    one = Worker("job", job.seconds_to_next, job.work, AsyncMock())
    one.wake()
    one.start()
    await until(lambda: job.rounds == 1, 5)
    await one.stop()


async def test_woken_by_its_own_failing_work_it_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_AFTER_A_FAULT", 0.1)
    job = Job()

    async def fail() -> None:
        job.rounds += 1
        one.wake()
        raise ValueError

    async with running(job, fail) as one:
        one.wake()
        await until(lambda: job.rounds == 2, 5)
        await asyncio.sleep(0.1)
        assert job.rounds == 2, "the pause doubles"


async def test_a_sender_that_is_woken_by_its_own_writing_comes_to_rest(database: Database) -> None:
    outbox = Outbox(NotificationStore(database), lambda: 100.0)
    database.changes.add("letters", lambda _about: outbox.written.wake_all())
    looks = AsyncMock(side_effect=outbox.due)
    outbox.due = looks  # type: ignore[method-assign]
    scope = MagicMock(begin_for_person=AsyncMock())
    person = MagicMock(send=AsyncMock())
    bot = MagicMock(get_user=lambda _id: person, fetch_user=AsyncMock(return_value=person))
    housekeeping = MagicMock(seconds_to_next=AsyncMock(return_value=None))
    sender = NotificationSender(bot, outbox, housekeeping, MagicMock(), scope, AsyncMock())
    await sender.cog_load()
    await outbox.write(1, "once", LinkRemoved())
    await until(lambda: looks.await_count >= 2, 10)
    await asyncio.sleep(0.3)
    await sender.cog_unload()
    assert looks.await_count <= 3
    assert not await looks()


async def test_a_server_that_joins_while_the_list_is_written_is_added(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also when the database fails meanwhile."""
    monkeypatch.setattr(worker, "_AFTER_A_FAULT", 0.01)
    written: list[list[int]] = []
    goes = asyncio.Event()
    bot = MagicMock(is_ready=lambda: True, guilds=[discord.Object(1)])

    async def reconcile(_shards: object, present: list[int]) -> None:
        written.append(present)
        await goes.wait()
        if len(written) == 2:
            raise ValueError

    known = MagicMock(reconcile=reconcile)
    membership = MagicMock(some_elsewhere=True)
    cog = KnownServersCog(bot, known, membership, AsyncMock())
    await cog.cog_load()
    await cog.on_ready()
    await until(lambda: written, 5)
    bot.guilds.append(discord.Object(2))
    await cog.add(MagicMock())
    goes.set()
    await until(lambda: len(written) == 3, 5)
    await asyncio.sleep(0.05)
    await cog.cog_unload()
    assert written == [[1], [1, 2], [1, 2]]
