"""A code that waits to be typed, as several files of the wire tests need it."""

from __future__ import annotations

from sandbox.browser import Browser
from sandbox.discord.interactions import Interaction
from tests.world import Someone, World, code_on


async def consented_elsewhere(world: World, someone: Someone, url: str) -> str:
    """Begin in one browser, agree in another (a phone's in-app browser); return the code."""
    async with Browser(someone.address) as in_app, Browser(someone.address) as other:
        authorize = await in_app.press_continue(str(url))
        page = await other.goes_on(await world.spotify.consent(authorize, someone.listener.id))
        return code_on(page)


async def opened_forms(
    world: World, someone: Someone, number: int
) -> tuple[list[Interaction], str]:
    """Open the form for the code so many times; return the forms, and the right code."""
    offer = await someone.uses("link")
    code = await consented_elsewhere(world, someone, offer.link)
    asked = await someone.becomes(offer, "One more step")
    custom_id = asked.buttons["Type the code"]["custom_id"]
    forms = [await world.discord.press(someone.person, asked.id, custom_id) for _ in range(number)]
    await world.discord.wait_for(lambda: all(one.modal for one in forms))
    return forms, code
