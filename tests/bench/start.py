"""What a start costs until the gateway is ready, and the memory of an idle bot.

The floor is a Python process that only imports the libraries the bot can't do without.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.bench.bots import HERE, Cost, start_of

_FLOOR = "import aiohttp, discord.ext.commands, sqlalchemy.ext.asyncio, aiosqlite, spotipy"


async def measure(roots: Sequence[Path] = (HERE,), rounds: int = 3) -> None:
    """Measure the checkouts by turns, and print medians."""
    floors, found = [], {root: list[tuple[Cost, Cost]]() for root in roots}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            floors.append(await asyncio.to_thread(_floor))
            for place, root in enumerate(roots):
                found[root].append(await start_of(Path(folder) / f"{number}-{place}", root))
    wall, cpu = (median(one[place] for one in floors) for place in (0, 1))
    print(f"bare imports: {wall:.2f} s, {cpu:.2f} s CPU")
    for root, costs in found.items():
        first, again = ([one[place] for one in costs] for place in (0, 1))
        print(f"{root}: first start {_line(first)}; a later start {_line(again)}")
        print(f"  ratio to bare imports: CPU {median(one.cpu for one in again) / cpu:.2f}")


def _line(costs: Sequence[Cost]) -> str:
    wall, cpu, memory = (
        median(getattr(one, name) for one in costs) for name in ("wall", "cpu", "memory")
    )
    return f"{wall:.2f} s, {cpu:.2f} s CPU, {memory:.0f} MB"


def _floor() -> tuple[float, float]:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-c", _FLOOR], check=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    asyncio.run(measure([HERE, *map(Path, sys.argv[1:])]))
