"""The link pages in a real browser: a link's states, and every language on a phone."""

from __future__ import annotations

import asyncio
from typing import get_args

import pytest
from playwright.async_api import Browser, Page, expect
from yarl import URL

from bot.linking.outcomes import Arrival, Outcome, ResultPage
from bot.ui.language import LANGUAGES
from sandbox.browser import Browser as Beside
from sandbox.demo import demo_world
from sandbox.discord.server import DiscordSandbox
from tests.unit.web.site import CODE, REF, STATE, TICKET, Site, link_page
from tests.world import Reply, until


async def _offer(discord: DiscordSandbox) -> str:
    one = await discord.command("mira", "general", "link")
    offer = await discord.sees("mira", "general", "Link your Spotify", after=one.id)
    return Reply(offer).link


async def _begun(page: Page, discord: DiscordSandbox, button: str) -> str:
    """Open a link and press its button; return Spotify's URL."""
    await page.goto(await _offer(discord))
    await page.get_by_role("button", name=button).click()
    await expect(page.locator("[data-listener=mira]")).to_be_visible()
    return page.url


async def test_a_reload_during_the_exchange_waits_and_ends_up_linked(browser: Browser) -> None:
    """The first request is made outside Chromium, which queues two requests for the same URL."""
    async with demo_world() as (discord, spotify, _), Beside() as beside:
        goes = asyncio.Event()
        spotify.fault("/api/token", "held", until=goes)
        context = await browser.new_context()
        page = await context.new_page()
        authorize = await _begun(page, discord, "Continue to Spotify")
        callback = await spotify.consent(authorize, "mira")
        kept = {one["name"]: one["value"] for one in await context.cookies(callback)}
        beside.session.cookie_jar.update_cookies(kept, response_url=URL(callback))
        first = asyncio.create_task(beside.open(callback))
        await until(lambda: spotify.faults.held)
        await page.goto(callback)
        await expect(page.get_by_role("heading", name="Just a moment")).to_be_visible()
        assert "code=" not in page.url
        goes.set()
        await expect(page.get_by_role("heading", name="Linked")).to_be_visible(timeout=30_000)
        assert "Linked" in (await first).words
        await page.reload()
        await expect(page.get_by_role("heading", name="Linked")).to_be_visible()
        await context.close()


async def test_a_scanner_first_then_the_person(browser: Browser) -> None:
    async with demo_world() as (discord, spotify, _), Beside() as scanner:
        context = await browser.new_context(locale="de-DE")
        page = await context.new_page()
        authorize = await _begun(page, discord, "Weiter zu Spotify")
        callback = await spotify.consent(authorize, "mira")
        assert "Continue here?" in (await scanner.open(callback)).words
        for _ in range(2):
            await page.goto(callback)
            await expect(page.get_by_role("heading", name="Verknüpft")).to_be_visible()
        await context.close()


async def _fits(page: Page, name: str) -> None:
    wide = await page.evaluate(
        "[...document.querySelectorAll('body *')].filter(one => "
        "one.getBoundingClientRect().right > innerWidth + 1 || one.scrollWidth > "
        "one.clientWidth + 1 && getComputedStyle(one).display !== 'inline').map(one => "
        "one.outerHTML.slice(0, 90))"
    )
    assert wide == [], name


@pytest.mark.parametrize("language", list(LANGUAGES))
async def test_every_page_fits_a_small_phone_in_every_language(
    browser: Browser, language: str
) -> None:
    site = await Site.start()
    tag = language.replace("_", "-")
    context = await browser.new_context(locale=tag, viewport={"width": 320, "height": 640})
    page = await context.new_page()
    origin = f"http://127.0.0.1:{site.server.port}"
    site.linking.page = link_page(
        asks_discord=True, required_account="Mira of the Many Long Names", discord_name="W" * 40
    )
    site.linking.arrival = Arrival(REF, "Mira of the Many Long Names", "mira.k")
    for path in ("/", "/disconnect", f"/link/{TICKET}", f"/callback?state={STATE}&code={CODE}"):
        await page.goto(origin + path)
        assert await page.get_attribute("html", "lang") == tag
        await _fits(page, path)
    for outcome in get_args(Outcome):
        site.linking.ended = ResultPage(
            outcome,
            "Mira of the Many Long Names",
            "mira.k",
            "Mira Sol",
            "https://discord.com",
            other_name="Mira Two",
            code="WWWW2345" if outcome == "code" else None,
        )
        await page.goto(f"{origin}/done/{REF}")
        assert await page.get_attribute("html", "lang") == tag
        await _fits(page, outcome)
    await context.close()
    await site.server.stop()
