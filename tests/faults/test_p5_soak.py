"""P5: mixed load for a while: everybody is answered, and memory, files and threads stay flat
(docs/reference/threats-and-faults.md).
"""

from __future__ import annotations

import asyncio
import itertools
import re
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.conftest import MakeWorld
from tests.faults.figures import SOAK, count, figure
from tests.faults.process_use import Use
from tests.world import Reply, Someone, World

A_SECOND = 20
SECONDS = count(20, 1800)
WARM_UP_SECONDS = count(8, 300)
PEOPLE = 60
_MESSAGES_KEPT = 3000
_MOST_GROWTH = 1.05
Give = Callable[[Someone], Awaitable[Reply]]
GIVEN: tuple[Give, ...] = (
    lambda one: one.uses("nowplaying"),
    lambda one: one.says("!np"),
    lambda one: one.says("!artist Velvet Harbour"),
    lambda one: one.uses("help"),
    lambda one: one.says("!top"),
    lambda one: one.uses("account"),
    lambda one: one.says("!search paper"),
)


@dataclass
class Load:
    """Commands of people in turn, at a steady rate."""

    world: World
    people: list[Someone]
    answered_ms: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    async def run(self, seconds: int) -> None:
        """Give commands for so long, whether or not the earlier ones are answered."""
        turns = zip(itertools.cycle(self.people), itertools.cycle(GIVEN), strict=False)
        begin, running = time.monotonic(), set[asyncio.Task[None]]()
        for number, (someone, give) in zip(range(seconds * A_SECOND), turns, strict=False):
            await asyncio.sleep(max(0.0, begin + number / A_SECOND - time.monotonic()))
            task = asyncio.create_task(self._one(someone, give))
            running.add(task)
            task.add_done_callback(running.discard)
            self._forget_old_messages()
        await asyncio.gather(*running)

    def _forget_old_messages(self) -> None:
        """Keep the simulated channel short: everybody who waits looks through all of it."""
        messages = self.world.discord.world.messages
        while len(messages) > _MESSAGES_KEPT:
            del messages[next(iter(messages))]

    async def _one(self, someone: Someone, give: Give) -> None:
        began = time.monotonic()
        try:
            answer = await give(someone)
            answer.lacks("Something broke", "isn't linked")
        except (TimeoutError, AssertionError) as failure:
            self.lost.append(str(failure)[:500])
        else:
            self.answered_ms.append((time.monotonic() - began) * 1000)


async def test_p5_mixed_load_leaves_nothing_behind(make_world: MakeWorld) -> None:
    world = await make_world(LOG_LEVEL="INFO")
    people = [await _joined(world) for _ in range(PEOPLE)]
    load = Load(world, people)
    await load.run(WARM_UP_SECONDS)
    before, warned = Use.of(world.bot.pid), _warnings(world)
    load.answered_ms.clear()
    await load.run(SECONDS)
    after = await _at_rest(world, before)
    percentiles = statistics.quantiles(load.answered_ms, n=100)
    figure(
        "P5",
        f"{SECONDS} s of mixed load, {A_SECOND} commands a second, {PEOPLE} people",
        f"{len(load.answered_ms)} answered, {len(load.lost)} lost; p50 {percentiles[49]:.0f} ms, "
        f"p99 {percentiles[98]:.0f} ms; memory {before.megabytes:.0f} to {after.megabytes:.0f} MB, "
        f"files {before.files} to {after.files}, threads {before.threads} to {after.threads}",
        "0 lost, memory growth below 5 % after warm-up, no file or thread left behind",
    )
    assert not load.lost, load.lost[:3]
    assert after.files <= before.files + 2
    assert after.threads <= before.threads + 2
    assert _warnings(world) == warned
    if SOAK:
        # A short run is still filling its caches.
        assert after.megabytes <= before.megabytes * _MOST_GROWTH


async def _at_rest(world: World, before: Use) -> Use:
    """Return what the bot uses once connections that nobody needs are closed (15 s), or later."""
    for _ in range(30):
        await asyncio.sleep(1)
        if (now := Use.of(world.bot.pid)).files <= before.files:
            break
    return now


async def _joined(world: World) -> Someone:
    """Add someone who has linked; the app has a seat for everyone here."""
    someone = world.someone(seat=False)
    world.spotify.app.seats.append(someone.listener.id)
    someone.plays()
    (await someone.allows("!top")).lacks("isn't linked", "doesn't allow")
    return someone


def _warnings(world: World) -> int:
    return sum(bool(re.search(r" (WARNING|ERROR|CRITICAL) ", one)) for one in world.bot.output)
