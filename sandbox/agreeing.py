"""Agree to one of the bot's offers to link, as its person: on its pages, or by pasting."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from sandbox.browser import Browser
from sandbox.discord.limits import walk
from sandbox.discord.objects import Json
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.world import Person
from sandbox.spotify.server import SpotifySandbox


@dataclass(frozen=True, slots=True)
class Offer:
    """The addresses in one of the bot's offers to link: its own page, and Spotify's."""

    person: Person
    page: str
    authorize: str


def offer_in(message: Json, person: Person) -> Offer:
    """Return a message's offer; raises ValueError if it has none."""
    found = [urlsplit(str(one.get("url") or "")) for one in walk(message["components"])]
    pages = [one.geturl() for one in found if one.path.startswith("/link/")]
    spotify = [one.geturl() for one in found if one.path == "/authorize"]
    if not (pages and spotify):
        raise ValueError("no offer to link")
    return Offer(person, pages[0], spotify[0])


async def offered(discord: DiscordSandbox, person: Person, where: str, after: int) -> Offer:
    """Wait for an offer newer than a message: other letters may have a button of that name."""

    def found() -> Offer | None:
        for message in reversed(discord.messages(person, where, after=after)):
            with contextlib.suppress(ValueError):
                return offer_in(message, person)
        return None

    return await discord.wait_for(found)


async def agree(
    offer: Offer, listener: str, discord: DiscordSandbox, spotify: SpotifySandbox
) -> None:
    """Link as offered: on the bot's pages, or by pasting if they don't open."""
    try:
        await _go_through(offer, listener, discord, spotify)
    except aiohttp.ClientConnectionError:
        address = await spotify.consent(offer.authorize, listener)
        await discord.send(offer.person, "dm", address)


async def _go_through(
    offer: Offer, listener: str, discord: DiscordSandbox, spotify: SpotifySandbox
) -> None:
    async with Browser() as browser:
        address = await browser.press_continue(offer.page)
        if address.startswith(discord.origin):
            callback = discord.oauth.consent(address, offer.person)
            async with browser.session.get(callback, allow_redirects=False) as answer:
                address = answer.headers["Location"]
        await browser.open(await spotify.consent(address, listener))
