"""What the tour can't do by itself: agree at Spotify for someone, and see what has been done."""

from __future__ import annotations

import random
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from sandbox.browser import Browser
from sandbox.discord.limits import walk
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.world import Person
from sandbox.spotify.server import SpotifySandbox
from sandbox.tour_progress import Progress

PATH = "/sandbox/tour"
_LISTENERS = {"mira": "mira", "jonas.k": "jonas"}
_ARTISTS = ("Velvet Harbour", "Moth & Marble", "Saffron Static", "Low Tide Society")


@dataclass(frozen=True, slots=True)
class _Offer:
    """The addresses in one of the bot's offers to link: its own page, and Spotify's."""

    person: Person
    page: str
    authorize: str

    @property
    def listener(self) -> str:
        return _LISTENERS[self.person.username]


class Tour:
    """Serves the routes under /sandbox/tour."""

    def __init__(self, discord: DiscordSandbox, spotify: SpotifySandbox) -> None:
        self._discord = discord
        self._spotify = spotify
        self._progress = Progress(discord, spotify)

    def add_to(self, app: web.Application) -> None:
        """Register the routes, and tell the chat page that there is a tour."""
        app.router.add_get(f"{PATH}/done", self._done)
        app.router.add_post(f"{PATH}/songs", self._songs)
        app.router.add_post(f"{PATH}/agree", self._agree)
        app.router.add_post(f"{PATH}/phone", self._phone)
        self._discord.world.links["tour"] = PATH

    async def _done(self, request: web.Request) -> web.Response:
        """Say how often each thing of the tour has been done, by its buttons or by hand."""
        del request
        return web.json_response(self._progress.counts())

    async def _songs(self, request: web.Request) -> web.Response:
        """Let someone post the links of two songs in a channel."""
        body = await request.json()
        songs = self._spotify.catalogue.all("track")
        some = [one for one in songs if one.data["artists"][0]["name"] in _ARTISTS]
        links = " ".join(one.data["external_urls"]["spotify"] for one in random.sample(some, 2))
        sent = await self._discord.send(body["user"], body["channel"], f"These two! {links}")
        return web.json_response({"message_id": str(sent.id)})

    async def _agree(self, request: web.Request) -> web.Response:
        """Link as offered: on the bot's pages, or by pasting if they don't open."""
        offer = await self._offer(request)
        try:
            await self._go_through(offer)
        except aiohttp.ClientConnectionError:
            address = await self._spotify.consent(offer.authorize, offer.listener)
            await self._discord.send(offer.person, "dm", address)
        return web.json_response({})

    async def _go_through(self, offer: _Offer) -> None:
        async with Browser() as browser:
            address = await browser.press_continue(offer.page)
            if address.startswith(self._discord.origin):
                callback = self._discord.oauth.consent(address, offer.person)
                async with browser.session.get(callback, allow_redirects=False) as answer:
                    address = answer.headers["Location"]
            await browser.open(await self._spotify.consent(address, offer.listener))

    async def _phone(self, request: web.Request) -> web.Response:
        """Agree as on a phone: return the address of the page that doesn't open there."""
        offer = await self._offer(request)
        address = await self._spotify.consent(offer.authorize, offer.listener)
        return web.json_response({"address": address})

    async def _offer(self, request: web.Request) -> _Offer:
        body = await request.json()
        person = self._discord.world.person(body["user"])
        message = self._discord.world.message(body["message"])
        found = [urlsplit(str(one.get("url") or "")) for one in walk(message.data["components"])]
        pages = [one.geturl() for one in found if one.path.startswith("/link/")]
        spotify = [one.geturl() for one in found if one.path == "/authorize"]
        if not (pages and spotify and person.username in _LISTENERS):
            raise ValueError("no offer to link")
        return _Offer(person, pages[0], spotify[0])
