"""Run axe-core on a page."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

axe = pytest.importorskip(
    "axe_playwright_python.async_playwright", reason="needs the dev dependencies: make install"
)
_MORE = {"label-content-name-mismatch": {"enabled": True}}


async def holds(page: Page, where: str) -> None:
    """Run axe on the page as it is now."""
    found = await axe.Axe().run(page, options={"resultTypes": ["violations"], "rules": _MORE})
    problems = [
        f"{one['id']} ({one['impact']}): {node['html'][:160]} {node['failureSummary']}"
        for one in found.response["violations"]
        for node in one["nodes"][:3]
    ]
    assert not problems, f"{where}:\n" + "\n".join(problems)
