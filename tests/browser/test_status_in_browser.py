"""The status page in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, expect

from sandbox.demo import demo_world
from tests.browser.accessible import NARROW, Scheme, by_keyboard, holds, opened


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_an_owner_reads_the_status_on_a_small_phone(browser: Browser, scheme: Scheme) -> None:
    async with demo_world(sign_in=True) as (_, __, bot), opened(browser, NARROW, scheme) as page:
        code = re.findall(r"/status \(code ([A-Z2-9-]{9})\)", "".join(bot.output))[-1]
        await page.goto(f"{bot.url}/status")
        await holds(page, "signing in")
        await by_keyboard(page, "signing in")
        await page.get_by_label("Code").fill("WRONG")
        await page.get_by_role("button", name="Show the status").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await holds(page, "a wrong code")
        await page.get_by_label("Code").fill(code)
        await page.get_by_label("Code").press("Enter")
        await expect(page.get_by_text("all settings are valid")).to_be_visible()
        await holds(page, "status")
        await by_keyboard(page, "status")
