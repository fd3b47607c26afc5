"""The demo's chat page shows an aux's song as a voice channel's status."""

from __future__ import annotations

from playwright.async_api import Browser, Page, expect

from sandbox.demo import demo_world
from tests.browser.chat import without_tour
from tests.world import Someone, World


async def types(page: Page, text: str) -> None:
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("composer").press("Enter")


async def test_the_song_is_a_voice_channels_status_until_the_aux_ends(browser: Browser) -> None:
    async with demo_world(TRUSTED_PROXIES="127.0.0.1") as (discord, spotify, bot):
        world = World(discord, spotify, bot)
        mira = Someone(world, discord.world.person("mira"), spotify.person("mira"))
        for command in ("!queue", "!pause"):
            await mira.allows(command)
        mira.plays("窓辺の切手")
        page = await browser.new_page()
        await page.goto(f"{discord.origin}/?as=mira")
        await without_tour(page)
        lounge = page.get_by_test_id("voice-channel")
        await expect(lounge).to_have_text("Lounge")
        await types(page, "!aux open")
        await expect(page.get_by_test_id("message").last).to_contain_text("has the aux")
        await types(page, "/aux voice")
        await page.get_by_label("channel: ").fill("l")
        offered = page.locator("#popup [data-choice]")
        await expect(offered).to_have_text(["Lounge"])
        await offered.click()
        await page.get_by_role("button", name="Send", exact=True).click()
        said = page.get_by_test_id("message").last
        await expect(said).to_contain_text("Lounge shows the song as its status")
        await expect(lounge.locator("small")).to_contain_text("窓辺の切手")
        await page.reload()
        await expect(lounge.locator("small")).to_contain_text("窓辺の切手")
        await types(page, "!aux close")
        await expect(lounge).to_have_text("Lounge")
        await page.close()
