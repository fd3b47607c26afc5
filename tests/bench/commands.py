"""What a warm `nowplaying` costs, over real sockets, against the floor (tests/bench/floor_bot.py).

Both bots run as their own processes, in turns in one run, each with its own simulated Discord and
Spotify in this process. The ratios are what counts.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.process import BotProcess
from tests.world import Someone, World

_PEOPLE = 50
_ROUNDS = 4
_CHATTER = 1500
_ANSWERS = ("/channels/{channel}/messages", "/interactions/{id}/{token}/callback")
_TICKS = os.sysconf("SC_CLK_TCK")


class FloorProcess(BotProcess):
    """The floor, run like the bot."""

    def _module(self) -> tuple[str, ...]:
        return ("tests.bench.floor_bot",)


class TutorialProcess(BotProcess):
    """The bot that tutorials show, run like the bot."""

    def _module(self) -> tuple[str, ...]:
        return ("tests.bench.tutorial_bot",)


@dataclass
class Side:
    """One of the two bots, with its people and what was measured."""

    world: World
    people: list[Someone]
    took: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    together: list[float] = field(default_factory=list)
    answers: asyncio.Queue[float] = field(default_factory=asyncio.Queue)

    def __post_init__(self) -> None:
        self.world.discord.rest.on_request.append(self._arrived)

    def _arrived(self, method: str, route: str, _body: object) -> None:
        """Note when an answer comes in: what a person sees later is the sandbox's own time."""
        if method == "POST" and route in _ANSWERS:
            self.answers.put_nowait(time.perf_counter())

    def cpu_seconds(self) -> float:
        """Return the CPU time that the bot's process has used."""
        stat = Path(f"/proc/{self.world.bot.pid}/stat").read_text()
        fields = stat.rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    async def round(self, kind: str) -> None:
        """Let everyone use the command once, one after the other."""
        await self._settle()
        before = self.cpu_seconds()
        for one in self.people:
            began = time.perf_counter()
            await _uses(one, kind)
            self.took.setdefault(kind, []).append((await self.answers.get() - began) * 1000)
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)
        self.cpu[kind] = self.cpu.get(kind, 0.0) + self.cpu_seconds() - before

    async def all_at_once(self) -> None:
        """Let everyone use the command at once, with Spotify 100 ms away."""
        await self._settle()
        self.world.spotify.faults.add("/me/player$", "late", seconds=0.1, times=10**6)
        began = time.perf_counter()
        for one in self.people:
            await _uses(one, "/")
        last = [await self.answers.get() for _ in self.people][-1]
        self.together.append(len(self.people) / (last - began))
        self.world.spotify.faults.clear()

    async def chatter(self) -> None:
        """Let someone write a lot that is no command."""
        before, talker = self.cpu_seconds(), self.people[0]
        for number in range(_CHATTER):
            await talker.writes("just some words about nothing in particular")
            if number % 50 == 0:
                await asyncio.sleep(0.01)
        await asyncio.sleep(1)
        self.cpu["chatter"] = self.cpu_seconds() - before

    async def _settle(self) -> None:
        await asyncio.sleep(0.3)
        if self.world.bot.clock is not None:
            self.world.later()
        await asyncio.sleep(0.1)


async def _uses(someone: Someone, kind: str) -> None:
    if kind == "!":
        await someone.writes("!nowplaying")
    else:
        await someone.discord.command(someone.person, someone.where, "nowplaying", {})


async def _earshot(folder: Path) -> Side:
    world = await World.start(folder, {"LOG_LEVEL": "INFO", "SPOTIFY_DAILY_REQUESTS": "10000000"})
    people = [await world.linked() for _ in range(_PEOPLE)]
    world.spotify.app.seats[:] = [one.listener.id for one in people]
    return Side(world, people)


async def _other(folder: Path, process: type[BotProcess]) -> Side:
    """Return another bot, with as many people; their token is one person's."""
    linked = folder / "linked"
    linked.mkdir(parents=True)
    world = await World.start(linked, {"LOG_LEVEL": "INFO"})
    listener = await world.linked()
    listener.plays()
    await world.bot.stop()
    tokens = world.spotify.tokens.items()
    token = next(token for token, access in tokens if access.person is listener.listener)
    world.bot = process(
        world.discord,
        world.spotify,
        folder,
        FLOOR_SPOTIFY_TOKEN=token,
    )
    await world.bot.start()
    return Side(world, [world.someone(seat=False) for _ in range(_PEOPLE)])


async def compare() -> None:
    """Measure all in turns, and print what Earshot costs and how that compares."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "earshot").mkdir()
        earshot = await _earshot(Path(folder) / "earshot")
        floor = await _other(Path(folder) / "floor", FloorProcess)
        tutorial = await _other(Path(folder) / "tutorial", TutorialProcess)
        for one in earshot.people:
            one.plays()
        for number in range(_ROUNDS + 1):
            for kind in ("!", "/"):
                for side in (floor, earshot):
                    await side.round(kind)
            if number == 0:
                for side in (floor, earshot):
                    side.took.clear()
                    side.cpu.clear()
        for _ in range(3):
            for side in (floor, earshot, tutorial):
                await side.all_at_once()
        for side in (floor, earshot):
            await side.chatter()
        _print(floor, earshot, tutorial)
        for side in (floor, earshot, tutorial):
            await side.world.close()


def _print(floor: Side, earshot: Side, tutorial: Side) -> None:
    print(f"nowplaying, warm, {_PEOPLE} people, {_ROUNDS} rounds; Python {sys.version.split()[0]}")
    for kind in ("!", "/"):
        least, ours = (statistics.median(side.took[kind]) for side in (floor, earshot))
        _line(f"{kind}nowplaying p50", least, ours, "ms", "≤ 2")
        least, ours = (side.cpu[kind] * 1000 / len(side.took[kind]) for side in (floor, earshot))
        _line(f"{kind}nowplaying CPU", least, ours, "ms", "≤ 2.5")
    least, ours = (side.cpu["chatter"] * 1000 / _CHATTER for side in (floor, earshot))
    _line("a message that is no command, CPU", least, ours, "ms", "≤ 1.5")
    least, ours, theirs = (max(side.together) for side in (floor, earshot, tutorial))
    together = f"{_PEOPLE} people at once, Spotify 100 ms away"
    _line(together, least, ours, "answers/s", "≥ 0.7")
    print(f"{together}: tutorial bot {theirs:.2f} answers/s, ratio {ours / theirs:.1f} (≥ 20)")


def _line(what: str, least: float, ours: float, unit: str, goal: str) -> None:
    print(
        f"{what}: floor {least:.2f}, Earshot {ours:.2f} {unit}, ratio {ours / least:.2f} ({goal})"
    )
