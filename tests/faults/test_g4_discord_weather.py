"""G4: every request of every command to Discord fails once, in each way: one answer, nothing done
twice, nothing said to have broken, and no decoration decides what becomes of a command
(docs/reference/threats-and-faults.md).

tests/wire/test_every_request_fails_once.py does the same with every fault for a few commands, as
message, as slash command and from a menu.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

import pytest

from bot.declaration import Request
from tests.faults.weather import (
    AT_DISCORD,
    NEVER_SAID,
    REPEATED,
    Fault,
    Pace,
    Tried,
    Turns,
    Watch,
    once,
    path_of,
    settled,
)
from tests.wire.command_samples import CommandUse, Stage, command_uses
from tests.world import until

TRIED = Tried("G4", "Discord")
PACE = Pace()
_TURNS = Turns(AT_DISCORD)
_PAUSE_SECONDS = 0.5
Route = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command left behind: what it changed at Spotify, and how many answers."""

    changes: Counter[Request]
    answers: int
    said: str = field(compare=False)


@pytest.mark.parametrize("one", command_uses(), ids=str)
async def test_g4_each_request_to_discord_fails_once(stage: Stage, one: CommandUse) -> None:
    asked: Counter[Route] = Counter()

    def note(method: str, route: str, body: object) -> None:
        del body
        asked[method, route] += 1

    rest = stage.world.discord.rest
    # The second time nothing has to be set up: what a first time leaves behind is there.
    await _calm(stage, one)
    await _given(stage, one)
    await _calm(stage, one)
    rest.on_request.append(note)
    try:
        healthy = await _given(stage, one)
    finally:
        rest.on_request.remove(note)
    assert asked
    TRIED.commands += 1
    for route in sorted(asked):
        for fault in _TURNS.take():
            await _fails(stage, one, route, fault, healthy)


async def _calm(stage: Stage, one: CommandUse) -> None:
    """Let all end that the last use has left, before a fault waits for the next one.

    Then nothing is a double of what came before it, and no player is remembered.
    """
    await settled(stage)
    stage.world.bot.advance_clock(40)
    await PACE.keep(one)


async def _given(stage: Stage, one: CommandUse, answers: int = 0) -> Outcome:
    stage.prepare()
    one.sample.before(stage)
    watch = Watch(stage)
    await one.sample.run(stage)
    await until(lambda: len(watch.answers()) >= answers, 20)
    said = watch.said()
    assert not any(words in said for words in NEVER_SAID), said
    return Outcome(watch.changes(of=one), len(watch.answers()), said)


async def _fails(
    stage: Stage, one: CommandUse, route: Route, fault: Fault, healthy: Outcome
) -> None:
    method, path = route
    case = f"{one}: {method} {path} {fault}"
    discord = stage.world.discord
    await _calm(stage, one)
    if fault.kind.isdigit():
        discord.fail_next(method, path_of(path), int(fault.kind), after=fault.after)
    else:
        discord.disturb(
            method, path_of(path), fault.kind, after=fault.after, seconds=_PAUSE_SECONDS
        )
    began = time.monotonic()
    try:
        outcome = await _given(stage, one, healthy.answers)
    except TimeoutError:
        raise AssertionError(f"no answer: {case}") from None
    finally:
        discord.rest.faults.clear()
    TRIED.add(time.monotonic() - began)
    if fault.after:
        # The answer was seen before the bot knows of it: it asks again.
        await settled(stage, REPEATED)
    assert outcome.answers == healthy.answers, f"{case}: {outcome}, not {healthy}"
    twice = outcome.changes - (healthy.changes | once(one))
    assert not twice, f"{case}: done more often than in good weather: {twice}"
