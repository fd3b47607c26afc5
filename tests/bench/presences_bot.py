"""What presences cost the whole bot: 100,000 members of a server change theirs, twice.

The bot is its own process at the sandbox's gateway, by turns without the feature, with opt-in (of
which 1,000 made use) and with opt-out. Meanwhile, someone asks for `nowplaying` again and again.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.storage.backup_folder import BackupPlan
from bot.storage.opening import open_storage
from bot.storage.settings import SettingStore
from sandbox.discord.server import DiscordSandbox
from sandbox.spotify.server import SpotifySandbox
from tests.bench.bots import MeasuredBot, cpu_of, memory_of
from tests.bench.presences import MEMBERS, OPTED_IN, presence_of
from tests.world import Someone, World

_SETTLE = 3.0
_PRESENCES = 1 << 8
_A_SECOND = 2500
_AT_ONCE = 25
"""How many members change theirs: far more than in any server of that size."""


@dataclass(frozen=True, slots=True)
class _Way:
    name: str
    features: str
    default: str


_WAYS = (
    _Way("off", "", "opt-in"),
    _Way("opt-in, 1,000 have", "presence", "opt-in"),
    _Way("opt-out", "presence", "opt-out"),
)


class _World(World):
    bot: MeasuredBot


async def measure() -> None:
    """Measure, and print."""
    for way in _WAYS:
        with tempfile.TemporaryDirectory() as folder:
            print(f"{way.name}: {await _of(way, Path(folder))}", flush=True)


async def _of(way: _Way, folder: Path) -> str:
    world = await _world(way, folder)
    asker = world.someone()
    await asker.says("!np", "dm")
    await asyncio.sleep(_SETTLE)
    sizes, spent, waits = [memory_of(world.bot.pid)], [], list[float]()
    for _ in range(2):
        began, cpu = time.monotonic(), cpu_of(world.bot.pid)
        asking = asyncio.create_task(_asks(asker, waits))
        if way.features:
            await _all_change(world)
        else:
            await asyncio.sleep(MEMBERS / _A_SECOND)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await asker.says("!np", "dm")
        spent.append((cpu_of(world.bot.pid) - cpu, time.monotonic() - began))
        await asyncio.sleep(_SETTLE)
        sizes.append(memory_of(world.bot.pid))
    await world.close()
    each = ", ".join(f"{cpu:.1f} s CPU in {wall:.0f} s" for cpu, wall in spent)
    memory = ", ".join(f"{size:.1f}" for size in sizes)
    return (
        f"{each} ({spent[-1][0] / MEMBERS * 1e6:.0f} µs a presence); memory {memory} MB; "
        f"`nowplaying` meanwhile: median {median(waits) * 1000:.1f} ms of {len(waits)}"
    )


async def _world(way: _Way, folder: Path) -> _World:
    discord, spotify = await DiscordSandbox.start(), await SpotifySandbox.start()
    bot = MeasuredBot(discord, spotify, folder)
    bot.environment |= {"FEATURES": way.features, "PRESENCE_DEFAULT": way.default}
    # With the schema made before, no start pays for Alembic.
    await _opt_in(bot.database)
    await bot.start()
    return _World(discord, spotify, bot)


async def _opt_in(file: Path) -> None:
    async with open_storage(f"sqlite:///{file}", None, lambda *_: None, BackupPlan(keep=0)) as (
        database,
        _,
    ):
        store = SettingStore(database)
        for number in range(0, MEMBERS, MEMBERS // OPTED_IN):
            await store.put("person", number, "presence", "on")


async def _all_change(world: World) -> None:
    gateway, server, began = world.discord.gateway, world.home.id, time.monotonic()
    for number in range(MEMBERS):
        if number % _AT_ONCE == 0:
            await asyncio.sleep(max(0.0, began + number / _A_SECOND - time.monotonic()))
        await gateway.dispatch("PRESENCE_UPDATE", presence_of(number, server), server, _PRESENCES)


async def _asks(asker: Someone, waits: list[float]) -> None:
    while True:
        began = time.monotonic()
        await asker.says("!np", "dm")
        waits.append(time.monotonic() - began)
        await asyncio.sleep(2.1)


if __name__ == "__main__":
    asyncio.run(measure())
