"""Starts the bot of a checkout as its own process, and reads what it costs from /proc."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass
from pathlib import Path

from sandbox.discord.server import DiscordSandbox
from sandbox.process import BotProcess
from sandbox.spotify.server import SpotifySandbox

HERE = Path(__file__).parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")


class MeasuredBot(BotProcess):
    """A bot process whose event loop's delays can be written down; `root` is its checkout."""

    def __init__(
        self, discord: DiscordSandbox, spotify: SpotifySandbox, data: Path, root: Path = HERE
    ) -> None:
        many = "1000000"
        super().__init__(discord, spotify, data, SPOTIFY_SEATS="0", SPOTIFY_DAILY_REQUESTS=many)
        self.environment["TRUSTED_PROXIES"] = "127.0.0.1"
        self._delays = data / "delays"
        self.probed = False
        # `python -m` looks in the working folder first.
        for package in ("bot", "cogs"):
            (data / package).symlink_to(root / package)

    def _module(self) -> tuple[str, ...]:
        return ("tests.bench.probed_bot", str(self._delays)) if self.probed else ("bot",)

    @property
    def pid(self) -> int:
        """Return the process's ID."""
        if self._process is None:
            raise RuntimeError("not started")
        return self._process.pid

    def delays(self, begin: float, end: float) -> list[float]:
        """Return the event loop's delays in a time, in order of size; after the bot's stop."""
        lines = (line.split() for line in self._delays.read_text().splitlines())
        return sorted(float(late) for at, late in lines if begin <= float(at) <= end)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of wall clock and of CPU, and resident megabytes."""

    wall: float
    cpu: float
    memory: float


async def start_of(folder: Path, root: Path, settle: float = 2.0) -> tuple[Cost, Cost]:
    """Return what the first start (a new database) and the second one cost until ready.

    The memory is read `settle` seconds later.
    """
    discord, spotify = await DiscordSandbox.start(), await SpotifySandbox.start()
    await asyncio.to_thread(folder.mkdir)
    bot = MeasuredBot(discord, spotify, folder, root)
    costs = []
    for _ in range(2):
        began = time.perf_counter()
        await bot.start()
        wall, cpu = time.perf_counter() - began, cpu_of(bot.pid)
        await asyncio.sleep(settle)
        costs.append(Cost(wall, cpu, memory_of(bot.pid)))
        await bot.stop()
    await discord.close()
    await spotify.close()
    return costs[0], costs[1]


def cpu_of(pid: int) -> float:
    """Return a process's CPU seconds, all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory_of(pid: int) -> float:
    """Return a process's resident memory in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
