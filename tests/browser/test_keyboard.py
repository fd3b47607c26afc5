"""The chat page with the keyboard alone, and what it says to those who don't see its colours."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.accessible import DESK, NARROW, holds
from tests.browser.stage import Stage


async def test_menus_and_fields_by_keyboard(stage: Stage) -> None:
    async with stage.chat(DESK, "dark") as page:
        press, focus = page.keyboard.press, page.locator(":focus")
        more = page.get_by_test_id("message").last.get_by_role("button", name="More")
        await more.focus()
        await press("Enter")
        await expect(focus).to_have_text("Reply")
        await press("ArrowDown")
        await expect(focus).to_have_text("Copy message ID")
        await press("Escape")
        await expect(more).to_be_focused()
        select = page.locator("[data-custom-id^=topspan]").last
        await select.focus()
        await press("Enter")
        await expect(focus).to_have_role("option")
        await press("Escape")
        await expect(select).to_be_focused()
        await page.get_by_test_id("composer").fill("/playlist create ")
        wrong = page.get_by_role("combobox", name="name:")
        await expect(wrong).to_be_focused()
        await press("Enter")
        await expect(wrong).to_be_focused()
        await expect(wrong).to_have_attribute("aria-invalid", "true")
        await expect(wrong).to_have_attribute("aria-description", '"name" is required.')
        await press("a")
        await expect(wrong).not_to_have_attribute("aria-invalid", "true")
        await press("Escape")
        await press("Escape")
        switch = page.get_by_test_id("switch-person")
        await switch.focus()
        await press("Enter")
        await expect(focus).to_have_attribute("data-person", "mira")
        await press("Escape")
        await expect(switch).to_be_focused()


async def test_the_focus_stays_where_it_was_when_something_is_drawn_again(stage: Stage) -> None:
    discord = stage.world.discord
    async with stage.chat(DESK, "dark") as page:
        await page.get_by_test_id("composer").fill("!np")
        await page.keyboard.press("Enter")
        answer = page.get_by_test_id("message").last
        refresh = answer.get_by_role("button", name="Refresh")
        await refresh.focus()
        drawn = await refresh.element_handle()
        assert drawn is not None
        stage.mira.plays("青い封筒")
        stage.world.later()
        await page.keyboard.press("Enter")
        await expect(answer).to_contain_text("青い封筒")
        assert not await drawn.evaluate("one => one.isConnected")
        await expect(refresh).to_be_focused()
        channel = page.locator("[data-channel=music]")
        await channel.focus()
        await discord.send("jonas.k", "music", "a first message")
        await expect(channel).to_have_accessible_name("music unread")
        await expect(channel).to_be_focused()
        await channel.click()
        await page.get_by_test_id("switch-person").click()
        await page.keyboard.press("ArrowDown")
        await discord.send("jonas.k", "general", "another")
        await expect(page.locator("[data-channel=general]")).to_have_accessible_name(
            "general unread"
        )
        await expect(page.locator("[data-person='jonas.k']")).to_be_focused()


async def test_what_is_unread_is_said_in_words_too(stage: Stage) -> None:
    async with stage.chat(NARROW, "dark") as page:
        await stage.world.discord.send("jonas.k", "music", "over here")
        menu = page.locator("#menu")
        await expect(menu).to_have_accessible_name(re.compile("unread messages"))
        await menu.click()
        await expect(page.locator("[data-channel=music]")).to_have_accessible_name("music unread")
        await holds(page, "the list of channels")
        await page.locator("[data-channel=music]").click()
        await expect(menu).to_have_accessible_name("Show servers and channels")
