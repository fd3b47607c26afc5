"""The built docs site in a real browser: it asks no other site for anything, and can be read."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from tools.site import SITE

PAGES = ("index", "hosting", "linking", "troubleshooting", "questions", "commands", "architecture")


@pytest.mark.skipif(not (SITE / "index.html").is_file(), reason="needs the docs site: make docs")
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_page_asks_another_site(browser: Browser, scheme: str) -> None:
    context = await browser.new_context(
        viewport={"width": 320, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = await context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for name in PAGES:
        await page.goto((SITE / f"{name}.html").as_uri(), wait_until="load")
        assert await page.locator("h1").count() >= 1, name
        width = await page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= 320, f"{name} is wider than a phone"
    await context.close()
    assert len(asked) > len(PAGES)
    assert [one for one in asked if not one.startswith(("file:", "data:"))] == []
    assert wrong == []
