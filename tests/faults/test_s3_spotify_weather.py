"""S3: every request of every command to Spotify fails once, in each way: an answer in time,
nothing done twice, and nothing said to have broken (docs/reference/threats-and-faults.md).
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter

import pytest

from bot.declaration import Request
from bot.spotify.endpoints import endpoint_for
from tests.faults.weather import (
    AT_SPOTIFY,
    NEVER_SAID,
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

ANSWERED_SECONDS = 6.0
ALLOWANCE_SECONDS = 1.5
"""What a busy test machine may add: a command with several requests still has one answer."""
TRIED = Tried("S3", "Spotify")
PACE = Pace()
_TURNS = {"GET": Turns(tuple(one for one in AT_SPOTIFY if not one.after)), "": Turns(AT_SPOTIFY)}


@pytest.mark.parametrize("one", [one for one in command_uses() if one.use.requests], ids=str)
async def test_s3_each_request_to_spotify_fails_once(stage: Stage, one: CommandUse) -> None:
    requests = set(one.use.requests)
    TRIED.commands += 1
    healthy = await _given(stage, one, requests)
    for request in sorted(requests):
        for fault in _TURNS.get(request.method, _TURNS[""]).take():
            await _fails(stage, one, request, fault, healthy)


async def _given(stage: Stage, one: CommandUse, requests: set[Request]) -> Counter[Request]:
    """Use the command; return what it changed."""
    await settled(stage)
    await PACE.keep(one)
    _forget_what_was_read(stage, requests)
    stage.prepare()
    one.sample.before(stage)
    watch = Watch(stage)
    await one.sample.run(stage)
    await asyncio.sleep(0.05)
    said = watch.said()
    assert not any(words in said for words in NEVER_SAID), said
    return watch.changes(of=one)


async def _fails(
    stage: Stage, one: CommandUse, request: Request, fault: Fault, healthy: Counter[Request]
) -> None:
    case = f"{one}: {request} {fault}"
    await settled(stage)
    await PACE.keep(one)
    _forget_what_was_read(stage, set(one.use.requests))
    stage.prepare()
    one.sample.before(stage)
    watch, faults = Watch(stage), stage.world.spotify.faults
    faults.add(
        f"/v1{path_of(request.path)}",
        fault.kind,
        method=request.method,
        after=fault.after,
        **dict(fault.options),
    )
    began = time.monotonic()
    try:
        await one.sample.run(stage)
    except TimeoutError:
        raise AssertionError(f"never answered: {case}") from None
    took = time.monotonic() - began
    TRIED.add(took)
    await asyncio.sleep(0.05)
    faults.clear()
    said = watch.said()
    assert not any(words in said for words in NEVER_SAID), f"{case}: {said}"
    assert took < ANSWERED_SECONDS + ALLOWANCE_SECONDS, f"{case}: {took:.1f} s"
    twice = watch.changes(of=one) - (healthy | once(one))
    assert not twice, f"{case}: done more often than in good weather: {twice}"


def _forget_what_was_read(stage: Stage, requests: set[Request]) -> None:
    """Let what the bot keeps of Spotify's answers, and its pauses, run out."""
    kept = [
        endpoint_for(one.method, one.path.replace("{id}", "0" * 22).strip("/")).cache_seconds
        for one in requests
        if one.method == "GET"
    ]
    stage.world.bot.advance_clock(max([2.1, *kept]) + 1)
    if stage.world.rows("breakers"):
        with stage.world.database() as database:
            database.execute("DELETE FROM breakers")
