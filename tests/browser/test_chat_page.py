"""What the demo's chat page shows as Discord does: small print, roles, and menus."""

from __future__ import annotations

from playwright.async_api import Browser, expect

from sandbox.demo import demo_world
from tests.browser.chat import without_tour


async def test_small_print_roles_and_voice_channels_are_shown_as_in_discord(
    browser: Browser,
) -> None:
    async with demo_world() as (discord, _, _):
        (role,) = discord.world.guilds[discord.world.channel("general").guild_id or 0].roles
        lounge = discord.world.channel("Lounge")
        first = await discord.send("jonas.k", "general", "-# small, with a first word")
        text = f"- one\n  -# below\n- two\n-# own\n\n  -# none\n<@&{role}> <@&1> <#{lounge.id}>"
        await discord.send("mira", "general", text, first.id)
        page = await browser.new_page()
        await page.goto(f"{discord.origin}/?as=mira")
        await without_tour(page)
        said = page.get_by_test_id("message").last
        await expect(said.locator("ul .subtext")).to_have_text(["below"])
        await expect(said.locator(".subtext")).to_have_text(["below", "own"])
        # Without an item above it, indented words are just words.
        await expect(said.locator(".words > .line")).to_contain_text("-# none")
        await expect(said.locator(".mention")).to_have_text(
            ["@Regulars", "@unknown-role", " Lounge"]
        )
        await expect(said.locator(".quoted")).to_have_text("small, with a first word")
        await page.close()


async def test_a_menu_of_the_bots_own_choices_has_no_search(browser: Browser) -> None:
    """Discord has a search only where people, channels or roles are chosen."""
    async with demo_world() as (discord, _, _):
        page = await browser.new_page()
        await page.goto(f"{discord.origin}/?as=mira")
        await without_tour(page)
        await page.get_by_test_id("composer").fill("!help")
        await page.get_by_test_id("composer").press("Enter")
        message = page.get_by_test_id("message").last
        await message.locator(".select").click()
        options = message.get_by_role("option")
        await expect(options.first).to_be_focused()
        assert await options.count() >= 8
        await expect(message.locator("input")).to_have_count(0)
        await page.close()
