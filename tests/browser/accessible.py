"""What every page must hold: WCAG AA by axe, the keyboard alone, 320 px, and little motion.

To have a page checked, add it to `tests/browser/bot_pages.py`.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, ViewportSize

Scheme = Literal["dark", "light"]
DESK: ViewportSize = {"width": 1180, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
NARROW: ViewportSize = {"width": 320, "height": 640}
_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_visitors = itertools.count(1)


@asynccontextmanager
async def opened(
    browser: Browser, size: ViewportSize, scheme: Scheme, language: str = "en-US"
) -> AsyncIterator[Page]:
    """Open an empty page of a visitor who wants little motion; a script's error fails the test."""
    context = await browser.new_context(
        viewport=size,
        color_scheme=scheme,
        has_touch=size is not DESK,
        reduced_motion="reduce",
        locale=language,
        # Each is a different visitor, so that nobody is told to slow down.
        extra_http_headers={"X-Forwarded-For": f"10.8.0.{next(_visitors)}"},
    )
    page = await context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    assert problems == []
    await context.close()


async def holds(page: Page, where: str, *, covered: bool = False) -> None:
    """Run axe on the page as it is now; check that it fits its width, and that nothing moves.

    `covered` is for an open list that lies over other controls, which then look too small.
    """
    axe = pytest.importorskip(
        "axe_playwright_python.async_playwright", reason="needs the dev dependencies: make install"
    )
    rules = {
        "label-content-name-mismatch": {"enabled": True},
        "target-size": {"enabled": not covered},
    }
    found = await axe.Axe().run(page, options={"resultTypes": ["violations"], "rules": rules})
    problems = [
        f"{one['id']} ({one['impact']}): {node['html'][:160]} {node['failureSummary']}"
        for one in found.response["violations"]
        for node in one["nodes"][:3]
    ]
    problems += await page.evaluate(_asks("layoutProblems"))
    assert not problems, f"{where}:\n" + "\n".join(problems)


async def by_keyboard(page: Page, where: str) -> list[str]:
    """Press Tab all the way around: every control is reached, and shows that it has the focus.

    Returns what was reached, in order.
    """
    controls = await page.evaluate(_asks("controls"))
    wanted = set(controls)
    reached: list[str] = []
    for _ in range(len(controls) + 10):
        await page.keyboard.press("Tab")
        name = str(await page.evaluate(_asks("focused")))
        assert not name.startswith("!"), f"{where}: the focus can't be seen on {name[1:]}"
        reached.append(name)
        if wanted <= set(reached):
            return reached
    raise AssertionError(f"{where}: Tab doesn't reach {sorted(wanted - set(reached))}")


def _asks(function: str) -> str:
    return f"() => {{ {_SCRIPT}; return {function}(); }}"
