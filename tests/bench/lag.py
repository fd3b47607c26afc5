"""How late the bot's event loop is while 100 commands run at once, a quarter of them pictures."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.bots import HERE, MeasuredBot, cpu_of
from tests.world import Someone, World

_PEOPLE = 25
_WAVES = 3
_CHARTS = 5


async def measure(roots: Sequence[Path] = (HERE,), rounds: int = 2) -> None:
    """Measure the checkouts by turns, and print."""
    for number in range(rounds):
        for root in roots:
            with tempfile.TemporaryDirectory() as folder:
                print(f"{root}, run {number + 1}: {await _of(root, Path(folder))}", flush=True)


async def _of(root: Path, folder: Path) -> str:
    world = await _world(root, folder)
    people = [await _linked(world, number) for number in range(_PEOPLE)]
    await asyncio.gather(*(_asks(one, number) for number, one in enumerate(people)))
    began, cpu = time.monotonic(), cpu_of(world.bot.pid)
    spent = []
    for _ in range(_WAVES):
        begin = time.monotonic()
        await asyncio.gather(*(_asks(one, number) for number, one in enumerate(people)))
        spent.append(time.monotonic() - begin)
        await asyncio.sleep(2.1)
    end, cpu = time.monotonic(), cpu_of(world.bot.pid) - cpu
    await world.close()
    late = [delay * 1000 for delay in world.bot.delays(began, end)]
    p99 = late[len(late) * 99 // 100]
    return (
        f"loop lag p99 {p99:.0f} ms, max {late[-1]:.0f} ms; "
        f"{sum(spent) / _WAVES:.2f} s a wave of {_PEOPLE * 4}; {cpu / _WAVES:.2f} s CPU a wave"
    )


class _World(World):
    bot: MeasuredBot


async def _world(root: Path, folder: Path) -> _World:
    from sandbox.discord.server import DiscordSandbox
    from sandbox.spotify.server import SpotifySandbox

    discord, spotify = await DiscordSandbox.start(), await SpotifySandbox.start()
    spotify.app.seats.clear()
    bot = MeasuredBot(discord, spotify, folder, root)
    bot.probed = True
    await bot.start()
    return _World(discord, spotify, bot)


async def _linked(world: World, number: int) -> Someone:
    someone = world.someone(seat=False)
    # Each in a channel of their own: Discord limits what is sent to one.
    someone.where = "dm"
    world.spotify.app.seats.append(someone.listener.id)
    someone.plays()
    page = await someone.links()
    if page.status != 200:
        raise RuntimeError(page.words)
    await someone.says("!settings style card")
    if number < _CHARTS:
        await someone.allows("!top")
    return someone


async def _asks(someone: Someone, number: int) -> None:
    picture = someone.says("!chart 5") if number < _CHARTS else someone.says("!nowplaying")
    rest = (someone.says("!nowplaying"), someone.uses("nowplaying"), someone.says("!account"))
    await asyncio.gather(picture, *rest)


if __name__ == "__main__":
    asyncio.run(measure([HERE, *map(Path, sys.argv[1:])]))
