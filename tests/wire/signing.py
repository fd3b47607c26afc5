"""Signing in with Discord, as the tests of level 5 do."""

from __future__ import annotations

from sandbox.browser import Browser, Seen
from tests.world import Someone, World


async def signs_in(browser: Browser, someone: Someone, address: str, *, agree: bool = True) -> str:
    """Answer Discord's sign-in; return where the browser is sent after our callback."""
    callback = someone.discord.oauth.consent(address, someone.person, agree=agree)
    async with browser.session.get(callback, allow_redirects=False) as answer:
        assert answer.status == 303, await answer.text()
        return str(answer.headers["Location"])


async def goes_through(world: World, someone: Someone, offer: str) -> Seen:
    """Link the whole way as one person in one browser."""
    async with Browser(someone.address) as browser:
        authorize = await signs_in(browser, someone, await browser.press_continue(offer))
        return await browser.open(await world.spotify.consent(authorize, someone.listener.id))


async def signs_in_at(browser: Browser, callback: str) -> str:
    async with browser.session.get(callback, allow_redirects=False) as answer:
        assert answer.status == 303, await answer.text()
        return str(answer.headers["Location"])
