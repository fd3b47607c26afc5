"""The page of an aux follows what happens, by server-sent events."""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack

import aiohttp

from sandbox.browser import Browser
from tests.conftest import MakeWorld
from tests.wire.aux_party import Party, party_in
from tests.wire.test_aux_page import adds, opened, sends


async def version(browser: Browser, address: str) -> str:
    """Return which state a page shows now."""
    found = re.search(r'data-version="([^"]+)"', (await browser.open(address)).source)
    assert found
    return found[1]


async def event(stream: aiohttp.ClientResponse) -> str:
    """Wait for the next event, and return its ID."""
    async with asyncio.timeout(20):
        while True:
            line = (await stream.content.readline()).decode()
            assert line, "the stream ended without an event"
            if line.startswith("id: "):
                return line[4:].strip()


async def test_what_happens_in_discord_is_told_to_every_open_page(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    address = await opened(party)
    async with Browser("10.31.0.1") as phone, Browser("10.31.0.2") as screen:
        await sends(phone, address, "join", name="Gast")
        seen = await version(screen, address)
        async with screen.session.get(f"{address}/events", params={"seen": seen}) as stream:
            assert stream.status == 200
            assert stream.content_type == "text/event-stream"
            assert stream.headers["Cache-Control"] == "no-store"
            await adds(phone, address, "青い封筒")
            newer = await event(stream)
            assert newer != seen
            assert "青い封筒" in (await screen.open(address)).words
            await party.guest.says("!aux add 最終便")
            assert await event(stream) != newer
            assert "最終便" in (await screen.open(address)).words
        # The browser connects again with what it saw last; it's told at once what it missed.
        again = {"Last-Event-ID": newer}
        async with screen.session.get(f"{address}/events", headers=again) as stream:
            assert await event(stream) not in (seen, newer)
            await party.owner.says("!aux close")
            await event(stream)
        async with screen.session.get(f"{address}/events") as stream:
            assert stream.status == 410


async def test_t8d_streams_are_limited_and_pages_go_on(party: Party) -> None:
    """A phone that opens a page a hundred times keeps nobody from it."""
    address = await opened(party)
    async with Browser("10.31.0.3") as many, Browser("10.31.0.4") as other:
        seen = {"seen": await version(many, address)}
        async with AsyncExitStack() as stack:
            statuses = []
            for _ in range(60):
                got = await stack.enter_async_context(
                    many.session.get(f"{address}/events", params=seen)
                )
                statuses.append(got.status)
            assert statuses == [200] * 48 + [503] * 12
            assert (await many.open(address)).status == 200
            async with other.session.get(f"{address}/events") as stream:
                assert stream.status == 200
    unknown = f"{address[:-22]}{'A' * 22}/events"
    async with Browser("10.31.0.5") as stranger, stranger.session.get(unknown) as stream:
        assert stream.status == 404


async def test_stopping_the_bot_ends_streams(make_world: MakeWorld) -> None:
    world = await make_world()
    party = await party_in(world, await world.regular("Owner S"))
    address = await opened(party)
    async with Browser("10.31.0.6") as screen:
        seen = {"seen": await version(screen, address)}
        async with screen.session.get(f"{address}/events", params=seen) as stream:
            await world.bot.stop()
            rest = await stream.content.read()
    assert b"changed" not in rest
