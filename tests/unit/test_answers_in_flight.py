"""Answers that arrive after a person's link has changed are about the link before."""

from __future__ import annotations

import asyncio

import pytest

from bot.spotify.transport import Caller, Transport
from tests.unit.linking import Linking
from tests.unit.processes import Process


class Token:
    """Someone's access token."""

    def __init__(self, token: str) -> None:
        self.token = token

    async def access_token(self) -> str:
        return self.token

    async def replace(self, rejected: str) -> str:
        raise AssertionError(rejected)


@pytest.fixture
def linking(processes: list[Process]) -> Linking:
    made = Linking(processes[0])
    for person in ("mira", "jonas"):
        made.spotify.people[person].player.devices[0].name = f"{person}'s"
    return made


async def caller(linking: Linking, person: str) -> Caller:
    """Return a call on behalf of the same Discord account, linked to this Spotify."""
    attempt = await linking.opened()
    login = await attempt.take(await linking.agreed(attempt, person))
    assert login is not None
    return Caller(Token(login.answer.access_token), "1", "main")


async def device(transport: Transport, asks: Caller) -> str:
    answer = await transport.read(asks, "me/player/devices", {})
    assert isinstance(answer, dict)
    return str(answer["devices"][0]["name"])


async def test_an_answer_on_its_way_is_neither_cached_nor_shared_once_forgotten(
    linking: Linking,
) -> None:
    transport = linking.tools.spotify.transport
    before, after = await caller(linking, "mira"), await caller(linking, "jonas")
    arrives = asyncio.Event()
    linking.spotify.fault("/v1/me/player/devices", "held", until=arrives)
    late = asyncio.create_task(device(transport, before))
    async with asyncio.timeout(5):
        while not linking.spotify.faults.held:
            await asyncio.sleep(0.01)
    transport.forget("1")
    assert await device(transport, after) == "jonas's", "not shared"
    transport.forget("1")
    arrives.set()
    assert await late == "mira's"
    assert await device(transport, after) == "jonas's", "not cached"


async def test_other_peoples_answers_are_cached_all_the_same(linking: Linking) -> None:
    transport, asks = linking.tools.spotify.transport, await caller(linking, "mira")
    arrives = asyncio.Event()
    linking.spotify.fault("/v1/me/player/devices", "held", until=arrives)
    first = asyncio.create_task(device(transport, asks))
    async with asyncio.timeout(5):
        while not linking.spotify.faults.held:
            await asyncio.sleep(0.01)
    transport.forget("2")
    second = asyncio.create_task(device(transport, asks))
    await asyncio.sleep(0)
    arrives.set()
    assert [await first, await second, await device(transport, asks)] == ["mira's"] * 3
    assert linking.spotify.count("/v1/me/player/devices") == 1
