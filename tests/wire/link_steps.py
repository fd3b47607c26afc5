"""The steps of a link that the tests of the link pages share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sandbox.browser import Browser, Seen
from tests.world import Someone, World

WORKING = "Checking Spotify's answer"
NOT_KNOWN_YET = (
    "othing was saved",
    "couldn't be completed",
    "This link doesn't exist",
    "already used",
)


def status_of(world: World, someone: Someone) -> str:
    """Return the stored state of a person's newest ticket."""
    with world.database() as database:
        query = "SELECT status FROM link_tickets WHERE discord_id = ? ORDER BY made_ns DESC LIMIT 1"
        return str(database.execute(query, (someone.person.id,)).fetchone()[0])


def change_tickets(world: World, someone: Someone, change: str) -> None:
    with world.database() as database:
        database.execute(
            f"UPDATE link_tickets SET {change} WHERE discord_id = ?", (someone.person.id,)
        )


def exchanges(world: World, since: int) -> int:
    return world.spotify.count("/api/token", since=since, grant_type="authorization_code")


def lacks(page: Seen, *words: str) -> None:
    for one in words:
        assert one not in page.words, page.words


@asynccontextmanager
async def held(world: World, path: str = "/api/token") -> AsyncIterator[asyncio.Event]:
    """Let Spotify think about the next request until the event is set."""
    goes = asyncio.Event()
    world.spotify.fault(path, "held", until=goes)
    try:
        yield goes
    finally:
        goes.set()


async def consented(world: World, browser: Browser, someone: Someone, offer: str = "") -> str:
    """Begin in a browser and agree; return the callback's address, not opened yet."""
    authorize = await browser.press_continue(offer or await someone.offer())
    return await world.spotify.consent(authorize, someone.listener.id)
