"""A demo with much to see: what the tests of accessibility look at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, Page, ViewportSize, expect

from sandbox.demo import demo_world
from tests.browser.accessible import Scheme, opened
from tests.world import Someone, World


@dataclass
class Stage:
    """The demo with Mira, who has linked and used many commands."""

    world: World
    mira: Someone
    browser: Browser

    @asynccontextmanager
    async def chat(self, size: ViewportSize, scheme: Scheme) -> AsyncIterator[Page]:
        async with self.page(size, scheme) as page:
            await page.goto(self.world.discord.origin)
            await expect(page.get_by_test_id("message").first).to_be_visible()
            yield page

    @asynccontextmanager
    async def page(self, size: ViewportSize, scheme: Scheme) -> AsyncIterator[Page]:
        async with opened(self.browser, size, scheme) as page:
            yield page


@asynccontextmanager
async def full_stage(browser: Browser) -> AsyncIterator[Stage]:
    """Start it."""
    async with demo_world(clock_moves=True, TRUSTED_PROXIES="127.0.0.1") as (discord, spotify, bot):
        world = World(discord, spotify, bot)
        mira = Someone(world, discord.world.person("mira"), spotify.person("mira"))
        mira.plays("窓辺の切手")
        for command in ("!queue", "!recent", "!top", "!like", "!playlist create A"):
            await mira.allows(command)
        for command in ("!np", "!help", "!search paper", "!devices", "!top", "!queue", "!chart"):
            await mira.says(command)
        first = await mira.writes(
            "**Hi** `code` ||hidden|| <@1> https://open.spotify.com\n> quoted"
        )
        await mira.writes("- one\n- two\n  - three\n\n1. a\n2. b\n# Big\n-# small")
        await discord.send(mira.person, "general", "an answer", first)
        await mira.uses("settings mine")
        yield Stage(world, mira, browser)
