"""What commands and periodic jobs take with few links in the database, and with very many.

`python -m tests.bench.links [checkout …]` compares checkouts; MANY is how many links there are.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from statistics import median

from bot.config.settings import load
from bot.container import Container, open_container
from sandbox.discord.server import DiscordSandbox
from sandbox.spotify.server import SpotifySandbox
from tests.bench.bots import HERE, MeasuredBot, cpu_of
from tests.bench.many_links import fill
from tests.world import Someone, World

FEW, MANY = 100, int(os.environ.get("MANY", "200000"))
_TIMES = 12
_EACH = 4
_JOB_TIMES = 60

Costs = dict[str, list[list[float]]]
"""Milliseconds by name: with few links, and with many."""

Job = Callable[[], Awaitable[object]]


class _World(World):
    bot: MeasuredBot


async def measure(roots: Sequence[Path] = (HERE,)) -> None:
    """Measure both numbers of links by turns; print the medians, and the ratio of many to few."""
    for root in roots:
        with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
            worlds = await _world(root, Path(few), FEW), await _world(root, Path(many), MANY)
            try:
                spans = [await _commands(worlds)]
            finally:
                for world in worlds:
                    await world.close()
            costs, begin, end = spans[0]
            stops = [world.bot.delays(begin, end)[-1] * 1000 for world in worlds]
            costs["longest stop of the loop"] = [[one] for one in stops]
            if root == HERE:
                costs |= await _jobs(*(world.bot.environment for world in worlds))
        print(f"{root}: milliseconds with {FEW} links, with {MANY}, ratio")
        for name, spent in costs.items():
            small, large = (median(one) for one in spent)
            print(
                f"  {name}: {small:.1f}, {large:.1f}, {large / max(small, 0.001):.2f}", flush=True
            )


async def _world(root: Path, folder: Path, count: int) -> _World:
    discord, spotify = await DiscordSandbox.start(), await SpotifySandbox.start()
    spotify.app.seats.clear()
    bot = MeasuredBot(discord, spotify, folder, root)
    bot.probed = True
    await bot.start()
    await bot.stop()
    await asyncio.to_thread(fill, bot.database, count, spotify.client_id)
    await bot.start()
    return _World(discord, spotify, bot)


async def _commands(worlds: Sequence[_World]) -> tuple[Costs, float, float]:
    costs: Costs = {}
    people = [[await _linked(world) for _ in range(_TIMES // _EACH)] for world in worlds]
    await asyncio.sleep(1)
    begin = time.monotonic()
    for name in ("nowplaying", "listening", "link"):
        wall, cpu = [list[float](), list[float]()], [list[float](), list[float]()]
        for number in range(_TIMES):
            for place, world in enumerate(worlds):
                known = people[place][number % len(people[place])]
                asker = known if name != "link" else world.someone(seat=False)
                used, began = cpu_of(world.bot.pid), time.perf_counter()
                await asker.uses(name)
                wall[place].append((time.perf_counter() - began) * 1000)
                await asyncio.sleep(0.1)
                cpu[place].append((cpu_of(world.bot.pid) - used) * 1000)
        costs[f"/{name}"] = wall
        # The kernel counts CPU time in steps of 10 ms: the mean says more than the median.
        costs[f"/{name} (CPU)"] = [[sum(one) / len(one)] for one in cpu]
    return costs, begin, time.monotonic()


async def _linked(world: World) -> Someone:
    someone = world.someone(seat=False)
    world.spotify.app.seats.append(someone.listener.id)
    someone.plays()
    await someone.links()
    await someone.says("!nowplaying")
    return someone


async def _jobs(few: dict[str, str], many: dict[str, str]) -> Costs:
    async with open_container(load(few)) as small, open_container(load(many)) as large:
        jobs = [_jobs_of(small), _jobs_of(large)]
        costs: Costs = {name: [[], []] for name in jobs[0]}
        for _ in range(_JOB_TIMES):
            for place, named in enumerate(jobs):
                for name, work in named.items():
                    began = time.perf_counter()
                    for one in work:
                        await one()
                    costs[name][place].append((time.perf_counter() - began) * 1000)
    return costs


def _jobs_of(bot: Container) -> dict[str, list[Job]]:
    live, aux = bot.music.live_messages, bot.together.aux_player
    return {
        "reminders, settling, cleaning": [bot.accounts.housekeeping.work],
        "messages to people": [bot.outbox.seconds_to_next, bot.outbox.due],
        "live messages": [live.seconds_to_next, live.due],
        "auxes": [aux.seconds_to_next, aux.due],
        "links to announce": [bot.linking.results.begin],
        "people of a server": [lambda: bot.accounts.server_people.possible(7)],
    }


if __name__ == "__main__":
    asyncio.run(measure([HERE, *map(Path, sys.argv[1:])]))
