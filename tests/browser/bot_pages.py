"""The bot's own pages, each as a function that shows it: a new one is added to `PAGES`.

A page that another server shows starts it on `visit.stack`, which is left after the checks.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import get_args

from playwright.async_api import Page

from bot.linking.outcomes import Arrival, Outcome, ResultPage
from bot.spotify.apps import AppOwner
from tests.unit.web.site import CODE, REF, STATE, TICKET, Site, link_page

MIRA = "Mira of the Many Long Names"


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser's page, a running server of the link pages, and what ends with the visit."""

    page: Page
    site: Site
    stack: AsyncExitStack

    async def goes(self, path: str) -> None:
        await self.page.goto(f"http://127.0.0.1:{self.site.server.port}{path}")


Shows = Callable[[Visit], Awaitable[None]]


def _at(path: str) -> Shows:
    async def shows(visit: Visit) -> None:
        await visit.goes(path)

    return shows


async def _start(visit: Visit) -> None:
    visit.site.linking.page = link_page(discord_name=MIRA)
    await visit.goes(f"/link/{TICKET}")


async def _start_with_everything(visit: Visit) -> None:
    visit.site.linking.page = link_page(
        asks_discord=True,
        may_widen=True,
        current_spotify="Mira Sol",
        owner=AppOwner(7, "Jonas", "jonas.k"),
    )
    await visit.goes(f"/link/{TICKET}")


async def _arrival(visit: Visit) -> None:
    visit.site.linking.arrival = Arrival(REF, MIRA, "mira.k")
    await visit.goes(f"/callback?state={STATE}&code={CODE}")


def _result(outcome: Outcome) -> Shows:
    async def shows(visit: Visit) -> None:
        visit.site.linking.ended = ResultPage(
            outcome,
            MIRA,
            "mira.k",
            "Mira Sol",
            "https://discord.com",
            other_name="Mira Two",
            code="WWWW2345" if outcome == "code" else None,
        )
        await visit.goes(f"/done/{REF}")

    return shows


PAGES: dict[str, Shows] = {
    "home": _at("/"),
    "disconnect": _at("/disconnect"),
    "not found": _at("/nothing-here"),
    "a nonsense link": _at("/link/nonsense"),
    "a callback without a state": _at("/callback?code=x"),
    "start": _start,
    "start with everything": _start_with_everything,
    "arrival": _arrival,
    **{f"result: {one}": _result(one) for one in get_args(Outcome)},
}
