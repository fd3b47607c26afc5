"""What tests do with the demo's chat page."""

from __future__ import annotations

from playwright.async_api import Page


async def without_tour(page: Page) -> None:
    """Close the tour, for pictures of what's below it."""
    await page.get_by_role("button", name="Close the tour").click()
    await page.get_by_test_id("composer").focus()
