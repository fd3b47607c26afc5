"""The demo's chat page lets a person show Spotify on Discord, and see it without a link."""

from __future__ import annotations

from playwright.async_api import Browser, Page, expect

from sandbox.demo import demo_world
from tests.browser.chat import without_tour


async def types(page: Page, text: str) -> None:
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("composer").press("Enter")


async def test_what_ones_discord_shows_is_seen_and_follows(browser: Browser) -> None:
    async with demo_world() as (discord, _, _):
        page = await browser.new_page()
        await page.goto(f"{discord.origin}/?as=ayla_w")
        await without_tour(page)
        await page.locator("#sandbox-panel").click()
        await page.get_by_test_id("connection").select_option(label="Rémy d'Ouest")
        await page.locator("#sandbox-panel").click()
        await types(page, "/privacy")
        await page.get_by_role("button", name="Send", exact=True).click()
        await page.get_by_role("button", name="Let my Discord's song be seen").click()
        await expect(page.get_by_test_id("message").last).to_contain_text("can see it here")
        await types(page, "!np")
        card = page.get_by_test_id("message").last
        await expect(card).to_contain_text("As Discord shows it")
        await expect(card).to_contain_text("Saffron Static")
        await expect(card.get_by_role("button", name="Queue for me")).to_be_visible()
        await page.locator("#sandbox-panel").click()
        await page.get_by_label("What Rémy d'Ouest does").select_option(label="Podcast")
        await expect(card).to_contain_text("Discord shows no song")
        await page.close()
