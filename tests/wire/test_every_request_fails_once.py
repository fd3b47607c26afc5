"""Each request to Discord of some commands fails once, in each way: nothing is done twice, nobody
is left without an answer, and nothing is said to have broken.

The requests are not listed here: a first, healthy run of each command shows them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pytest

from sandbox.discord.words import words_of
from tests.needs import once_is_enough
from tests.world import Message, Someone, World

pytestmark = once_is_enough

_FAULTS = [
    ("reset", False),
    ("reset", True),
    ("hang", False),
    ("502", False),
    ("502", True),
    ("503", True),
    ("nirn", False),
]
_DECORATION = "/channels/{channel}/typing"

Request = tuple[str, str]


@dataclass(frozen=True)
class Outcome:
    """What a command left behind: songs queued, and the answers that its person sees."""

    queued: int
    answers: int


class Trial:
    """One person giving one command again and again."""

    def __init__(self, world: World, someone: Someone, give: str, *, slow: bool) -> None:
        self.world = world
        self.someone = someone
        self.give = give
        self.slow = slow
        self.mark = 0
        self.requests: Counter[Request] = Counter()
        world.discord.rest.on_request.append(self._note)

    def _note(self, method: str, route: str, body: object) -> None:
        del body
        self.requests[method, route] += 1

    def close(self) -> None:
        """Look at requests no longer."""
        self.world.discord.rest.on_request.remove(self._note)

    async def run(self, answers: int) -> Outcome:
        """Give the command and return what came of it, when there are so many answers."""
        queue = self.someone.listener.player.queue
        queue.clear()
        self.requests.clear()
        if self.slow:
            self.world.spotify.faults.add("/me/player", "late", seconds=1.3)
        mark = self.mark = await self._gives()
        await self.world.discord.wait_for(lambda: len(self._answers(mark)) >= answers, 20)
        for message in self._answers(mark):
            assert "Something broke" not in words_of(message), self.give
        return Outcome(len(queue), len(self._answers(mark)))

    async def settled(self, request: Request, before: int, case: str) -> None:
        """Wait until a request that failed was made again."""
        if request[1] == _DECORATION:
            return
        try:
            await self.world.discord.wait_for(lambda: self.requests[request] > before, 20)
        except TimeoutError:
            raise AssertionError(f"not tried again: {case}, {self.requests}") from None

    def now(self) -> Outcome:
        """Look again at what came of it."""
        return Outcome(len(self.someone.listener.player.queue), len(self._answers(self.mark)))

    async def _gives(self) -> int:
        person, discord = self.someone.person, self.world.discord
        if self.give.startswith("!"):
            return (await discord.send(person, "general", self.give)).id
        if self.give.startswith("/"):
            name, _, what = self.give[1:].partition(" ")
            return (await discord.command(person, "general", name, {"what": what})).id
        text = f"https://open.spotify.com/track/{self._track}"
        message = await discord.send(person, "general", text)
        one = await discord.command(person, "general", self.give, {}, kind=3, target=message.id)
        return one.id

    @property
    def _track(self) -> str:
        return self.world.spotify.catalogue.named("track", "窓辺の切手").id

    def _answers(self, mark: int) -> list[Message]:
        seen = [
            one
            for place in ("general", "dm")
            for one in self.world.discord.messages(self.someone.person, place)
        ]
        return [
            one
            for one in seen
            if int(one["id"]) > mark and one["author"]["bot"] and not one["thinking"]
        ]


@pytest.mark.parametrize(
    ("give", "slow"),
    [
        ("!queue {track}", False),
        ("!queue {track}", True),
        ("/queue {track}", False),
        ("/queue {track}", True),
        ("Queue", False),
        ("Queue", True),
        ("!np", True),
        ("/nowplaying", True),
        ("/help", False),
        ("!account", False),
    ],
)
async def test_each_request_fails_once(world: World, give: str, slow: bool) -> None:
    track = world.spotify.catalogue.named("track", "窓辺の切手").id
    someone = world.someone()
    someone.plays()
    (await someone.allows(f"!queue spotify:track:{track}")).lacks("isn't linked")
    trial = Trial(world, someone, give.format(track=f"spotify:track:{track}"), slow=slow)
    try:
        # What is for one person alone comes by direct message, and the channel is told so.
        healthy = await trial.run(2 if give == "!account" else 1)
        requests = dict(trial.requests)
        assert requests
        for request, times in requests.items():
            for how, after in _FAULTS:
                await _fails(trial, request, times, how, after, healthy)
    finally:
        trial.close()


async def _fails(
    trial: Trial, request: Request, times: int, how: str, after: bool, healthy: Outcome
) -> None:
    method, route = request
    path = re.sub(r"\{\w+\}", "[^/]+", route) + "$"
    if how.isdigit():
        trial.world.discord.fail_next(method, path, int(how), after=after)
    else:
        trial.world.discord.disturb(method, path, how, after=after, seconds=0.5)
    case = f"{trial.give}: {method} {route} {how}{' after it took effect' if after else ''}"
    await trial.run(healthy.answers)
    if not trial.world.discord.rest.faults[-1].times:
        await trial.settled(request, times, case)
    assert trial.now() == healthy, case
    trial.world.discord.rest.faults.clear()
