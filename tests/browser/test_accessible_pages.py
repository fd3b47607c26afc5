"""Each of the bot's own pages holds what `accessible` asks for, at 320 px, dark and light."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Browser, Page, expect

from sandbox.demo import demo_world
from tests.browser.accessible import NARROW, Scheme, by_keyboard, holds, opened
from tests.browser.bot_pages import PAGES, Visit
from tests.unit.web.site import Site
from tests.world import Someone, World


@pytest.fixture(scope="module")
async def site() -> AsyncIterator[Site]:
    running = await Site.start()
    yield running
    await running.server.stop()


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("name", PAGES)
async def test_a_page_of_the_bot(browser: Browser, site: Site, name: str, scheme: Scheme) -> None:
    async with opened(browser, NARROW, scheme) as page, AsyncExitStack() as stack:
        await PAGES[name](Visit(page, site, stack))
        await holds(page, name)
        await by_keyboard(page, name)
        await expect(page.get_by_role("main")).to_be_visible()
        assert await page.locator("h1").count() == 1, "one heading says what it's about"
        mark = page.locator(".mark")
        if await mark.count():  # A result's colour comes with a sign, and with a heading.
            assert await mark.inner_text() in ("✓", "i", "!")


async def test_someone_links_with_the_keyboard_alone(browser: Browser) -> None:
    async with demo_world() as (discord, spotify, bot), opened(browser, NARROW, "light") as page:
        world = World(discord, spotify, bot)
        mira = Someone(world, discord.world.person("mira"), spotify.person("mira"))
        await page.goto(await mira.offer())
        await page.locator("#continue").wait_for()
        for label, steps in (("Allow everything", 1), ("Continue to Spotify", 1)):
            for _ in range(steps):
                await page.keyboard.press("Tab")
            if label.startswith("Allow"):
                await page.keyboard.press("ArrowDown")
                await expect(page.get_by_role("radio", name=label)).to_be_checked()
        await expect(page.get_by_role("button", name="Continue to Spotify")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.locator("[data-listener=mira]").focus()
        await page.keyboard.press("Enter")
        await page.locator("#agree").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Linked")).to_be_visible()
        await by_keyboard(page, "linked")


async def _all(page: Page) -> None:
    await holds(page, "it")
    await by_keyboard(page, "it")


FAULTS = {
    "<p style='width:900px'>wide</p>": "cut off",
    "<p style='overflow-x:auto'><b style='display:block;width:900px'>wide</b></p>": "sideways",
    "<style>@keyframes a{to{opacity:0}}</style><p style='animation:a 9s infinite'>x</p>": "anim",
    "<img src=''>": "alt",
    "<p style='color:#aaa;background:#fff'>pale</p>": "color-contrast",
    "<button style='width:9px;height:9px;padding:0'>x</button><button>y</button>": "target-size",
    "<a href='/'>far</a><script>onkeydown=(e)=>e.key=='Tab'&&e.preventDefault()</script>": "reach",
    "<button style='outline:0'>unseen</button>": "focus can't be seen",
}


@pytest.mark.parametrize(("html", "said"), FAULTS.items())
async def test_what_does_not_hold_is_found(browser: Browser, html: str, said: str) -> None:
    async with opened(browser, NARROW, "light") as page:
        await page.set_content(
            f"<!doctype html><html lang=en><title>x</title><main><h1>x</h1>{html}</main>"
        )
        with pytest.raises(AssertionError, match=said):
            await _all(page)
