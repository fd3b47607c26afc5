"""What the page of an aux costs the bot: 96 phones that follow it, and a thousand looks.

`python -m tests.bench.aux_page`; the bot is its own process, and each change is a song in Discord.
"""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp

from sandbox.browser import Browser
from sandbox.discord.server import DiscordSandbox
from sandbox.spotify.server import SpotifySandbox
from tests.bench.bots import MeasuredBot, cpu_of, memory_of
from tests.wire.aux_party import Party, party_in
from tests.wire.test_aux_page import opened
from tests.world import World

_VISITORS = 96
_LOOKS = 1000
_CHANGES = 20
_SONGS = ("最終便", "青い封筒")


async def measure() -> None:
    """Measure, and print."""
    discord, spotify = await DiscordSandbox.start(), await SpotifySandbox.start()
    with tempfile.TemporaryDirectory() as folder:
        bot = MeasuredBot(discord, spotify, Path(folder))
        await bot.start()
        world = World(discord, spotify, bot)
        party = await party_in(world, await world.regular("Owner"))
        await party.owner.says("!aux limit 50")
        address = await opened(party)
        print(await _looks(party, address, bot.pid), flush=True)
        print(await _follow(party, address, bot.pid), flush=True)
        await world.close()


async def _looks(party: Party, address: str, pid: int) -> str:
    async with AsyncExitStack() as stack:
        phones = [
            await stack.enter_async_context(Browser(f"10.40.0.{one}")) for one in range(_VISITORS)
        ]
        await asyncio.gather(*(phone.open(address) for phone in phones))
        memory, cpu, asked = memory_of(pid), cpu_of(pid), len(party.world.spotify.requests)
        for one in range(_LOOKS):
            await phones[one % _VISITORS].open(address)
        spent = (cpu_of(pid) - cpu) / _LOOKS * 1000
    requests = len(party.world.spotify.requests) - asked
    return (
        f"{_LOOKS} looks: {spent:.1f} ms CPU each, {requests} requests to Spotify, "
        f"memory {memory:.1f} → {memory_of(pid):.1f} MB"
    )


async def _follow(party: Party, address: str, pid: int) -> str:
    async with AsyncExitStack() as stack:
        phones = [
            await stack.enter_async_context(Browser(f"10.41.0.{one}")) for one in range(_VISITORS)
        ]
        memory, told = memory_of(pid), [0]
        following = [asyncio.create_task(_follows(phone, address, told)) for phone in phones]
        await asyncio.sleep(3)
        cpu, asked, before = cpu_of(pid), len(party.world.spotify.requests), told[0]
        for _ in range(_CHANGES // 2):
            await party.owner.says(f"!aux add {_SONGS[0]}")
            await party.owner.says("!aux remove 1")
        await asyncio.sleep(3)
        spent, events = cpu_of(pid) - cpu, told[0] - before
        requests = len(party.world.spotify.requests) - asked
        grown = memory_of(pid)
        for one in following:
            one.cancel()
        await asyncio.gather(*following, return_exceptions=True)
    return (
        f"{_VISITORS} phones follow {_CHANGES} changes: {events} events, each answered by a look: "
        f"{spent:.1f} s CPU, {requests} requests to Spotify (the commands' own), "
        f"memory {memory:.1f} → {grown:.1f} MB"
    )


async def _follows(phone: Browser, address: str, told: list[int]) -> None:
    """Follow as the page's script does: connect again and again, and look at each event."""
    seen = ""
    while True:
        try:
            async with phone.session.get(f"{address}/events", params={"seen": seen}) as stream:
                async for line in stream.content:
                    if line.startswith(b"id: "):
                        seen = line[4:].decode().strip()
                        told[0] += 1
                        await phone.open(address)
        except aiohttp.ClientError:
            await asyncio.sleep(1)


if __name__ == "__main__":
    asyncio.run(measure())
