"""Network weather: what can happen to a request on its way, and what came of a command in it."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.declaration import Request
from sandbox.discord.words import words_of
from tests.faults.figures import SOAK, figure
from tests.wire.command_samples import CommandUse, Stage, request_of
from tests.world import Message, Someone

ALL = SOAK
"""Whether every fault is tried on every request, and not a few of them in turn."""
FEW = 2
_CALM = 5
"""So many looks in a row at a bot that does nothing."""
_USES, _USES_SECONDS = 15, 31
"""How often a command is used in so many seconds: below what people may (20 times in 30)."""
REPEATED = 20
"""So many looks in a row take longer than the bot waits before it repeats a request."""
_HUNG = 504
"""How a request ends that had no answer: it is noted when it ends, in the time of a later use."""
NEVER_SAID = ("Something broke", "Traceback", "Slow down")


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one request; `after` it took effect, for its sender doesn't learn of it."""

    kind: str
    after: bool = False
    options: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        more = "".join(f" {name}={value}" for name, value in self.options)
        return f"{self.kind}{more}{' after it took effect' if self.after else ''}"


AT_SPOTIFY = (
    Fault("reset"),
    Fault("status", options=(("status", 502), ("content_type", "text/html"))),
    Fault("reset", after=True),
    Fault("truncated", options=(("cut", True),)),
    Fault("ratelimit", options=(("retry_after", 1),)),
    Fault("status", after=True, options=(("status", 500),)),
    Fault("malformed"),
    Fault("empty"),
    Fault("status", options=(("status", 503),)),
    Fault("hang", options=(("seconds", 8),)),
    Fault("truncated"),
    Fault("slow", options=(("seconds", 8),)),
    Fault("hang", after=True, options=(("seconds", 8),)),
    Fault("html"),
)
AT_DISCORD = (
    Fault("reset"),
    Fault("502", after=True),
    Fault("hang"),
    Fault("reset", after=True),
    Fault("429"),
    Fault("502"),
    Fault("nirn"),
    Fault("503", after=True),
    Fault("slow"),
    Fault("html"),
)


@dataclass
class Turns:
    """Which faults a request meets: all of them, or the next few, so that each has its turn."""

    faults: tuple[Fault, ...]
    _next: itertools.cycle[Fault] = field(init=False)

    def __post_init__(self) -> None:
        self._next = itertools.cycle(self.faults)

    def take(self) -> Iterator[Fault]:
        """Yield the faults for one request of one command."""
        yield from self.faults if ALL else itertools.islice(self._next, FEW)


@dataclass
class Tried:
    """How many faults were tried, and the longest that someone waited for an answer."""

    row: str
    where: str
    cases: int = 0
    commands: int = 0
    longest_seconds: float = 0.0

    def add(self, seconds: float) -> None:
        """Note one case."""
        self.cases += 1
        self.longest_seconds = max(self.longest_seconds, seconds)

    def report(self) -> None:
        """Give the figures of all cases; none of them did anything twice, or it would be red."""
        figure(
            self.row,
            f"{self.cases} faults at the requests of {self.commands} commands to {self.where}",
            f"0 silent, 0 done twice, longest answer {self.longest_seconds:.1f} s",
            f"0 silent, 0 done twice{', 6 s' if self.row == 'S3' else ''}",
        )


@dataclass
class Pace:
    """Keeps uses of one command below its cooldown, which runs in real time."""

    _used: dict[str, deque[float]] = field(default_factory=dict)

    async def keep(self, one: CommandUse) -> None:
        """Wait until the command may be used once more, and count it."""
        used = self._used.setdefault(one.name, deque())
        if len(used) == _USES:
            await asyncio.sleep(max(0.0, used.popleft() + _USES_SECONDS - time.monotonic()))
        used.append(time.monotonic())


class Watch:
    """What is asked and answered from now on."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._asked = len(stage.world.spotify.requests)
        self._seen = set(stage.world.discord.world.messages)

    def changes(self, of: CommandUse) -> Counter[Request]:
        """Count the requests of a command that changed something at Spotify, by endpoint."""
        return Counter(
            request_of(one.method, one.path)
            for one in list(self.stage.world.spotify.requests)[self._asked :]
            if one.method != "GET"
            and one.status != _HUNG
            and one.path.startswith("/v1")
            and one.took_effect
            and request_of(one.method, one.path) in of.use.requests
        )

    def answers(self) -> list[Message]:
        """Return the bot's new messages that those on the stage can see, each once."""
        found = {}
        for someone, place in itertools.product(self._people(), ("general", "dm")):
            for message in self.stage.world.discord.messages(someone.person, place):
                new = int(message["id"]) not in self._seen
                if new and message["author"]["bot"] and not message["thinking"]:
                    found[message["id"]] = message
        return list(found.values())

    def said(self) -> str:
        """Return the words of all new answers."""
        return "\n".join(words_of(one) for one in self.answers())

    def _people(self) -> tuple[Someone, ...]:
        return self.stage.someone, self.stage.other, self.stage.world.host


def once(one: CommandUse) -> Counter[Request]:
    """Each request that a use declares: a use may make it once, whatever the one before it did.

    A vote that skips needs a song that hasn't been skipped yet, for example.
    """
    return Counter(dict.fromkeys(one.use.requests, 1))


async def settled(stage: Stage, looks: int = _CALM) -> None:
    """Wait until the bot has nothing to do: a clock that jumps ends whatever it waits for."""
    calm, used = 0, -1
    async with asyncio.timeout(20):
        while calm < looks:
            await asyncio.sleep(0.02)
            now, sleeping = _work_of(stage.world.bot.pid)
            calm = calm + 1 if sleeping and now == used else 0
            used = now


def _work_of(pid: int) -> tuple[int, bool]:
    """Return a process's CPU time so far, in ticks, and whether all its threads sleep."""
    threads = [
        one.read_text().rpartition(")")[2].split()
        for one in Path(f"/proc/{pid}/task").glob("*/stat")
    ]
    return sum(int(one[11]) + int(one[12]) for one in threads), all(
        one[0] == "S" for one in threads
    )


def path_of(route: str) -> str:
    """Return the pattern of a route whose parts in braces can be anything."""
    return "[^/]+".join(map(re.escape, re.split(r"\{\w+\}", route))) + "/?$"
