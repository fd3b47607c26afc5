"""A visit to the demo's tour, and what people do there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from sandbox.demo import demo_world

DESK: ViewportSize = {"width": 1180, "height": 800}
STEPS = (
    "Link your Spotify",
    "See what's playing",
    "Control the player",
    "Look up an artist",
    "Share the aux with a friend",
    "Guests without Discord",
    "Make a playlist together",
    "Link from a phone",
    "Pass on a seat nobody uses",
    "What the host sees",
)


@asynccontextmanager
async def visit(
    browser: Browser, size: ViewportSize, *, phone: bool = False, sign_in: bool = False
) -> AsyncIterator[Page]:
    """Open the chat page of a new demo."""
    async with demo_world(phone=phone, sign_in=sign_in) as (discord, _, __):
        context = await browser.new_context(viewport=size, reduced_motion="reduce")
        page = await context.new_page()
        problems: list[str] = []
        context.on("weberror", lambda one: problems.append(str(one.error)))
        await page.goto(discord.origin)
        await expect(tour(page)).to_be_visible()
        yield page
        assert problems == []
        await context.close()


def tour(page: Page) -> Locator:
    return page.get_by_role("region", name="Tour")


async def at(page: Page, number: int) -> None:
    """See which step the tour shows."""
    title = f"Tour, {number} of {len(STEPS)}: {STEPS[number - 1]}"
    await expect(tour(page).get_by_role("heading")).to_have_text(title)


async def press(page: Page, name: str) -> None:
    await tour(page).get_by_role("button", name=name, exact=True).click()


async def does(page: Page, name: str, said: str, seen: str) -> None:
    """Press one of a step's buttons: the tour says so, and the answer is in the chat."""
    await press(page, name)
    await expect(tour(page).get_by_role("status")).to_contain_text(said)
    await expect(page.get_by_test_id("message").filter(has_text=seen).last).to_be_in_viewport()


async def skips_to(page: Page, title: str) -> None:
    number = STEPS.index(title) + 1
    for _ in range(number - 1):
        await press(page, "Skip")
    await at(page, number)


async def links(context: BrowserContext, page: Page) -> None:
    """Press “Link Spotify” in the answer, and agree on the pages that open."""
    async with context.expect_page() as opening:
        await page.get_by_role("link", name="Link Spotify").last.click()
    other = await opening.value
    await other.get_by_role("button", name="Continue to Spotify").click()
    await other.locator("[data-listener=mira]").click()
    await other.locator("#agree").click()
    await expect(other.get_by_role("heading", name="Linked")).to_be_visible()
    await other.close()
