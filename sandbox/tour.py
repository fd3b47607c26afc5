"""What the tour can't do by itself: agree at Spotify, let time pass, and see what has been done."""

from __future__ import annotations

import random

from aiohttp import web

from sandbox.agreeing import Offer, agree, offer_in
from sandbox.discord.server import DiscordSandbox
from sandbox.spotify.server import SpotifySandbox
from sandbox.tour_progress import Progress
from sandbox.unused_seats import UnusedSeats

PATH = "/sandbox/tour"
_LISTENERS = {"mira": "mira", "jonas.k": "jonas"}
_ARTISTS = ("Velvet Harbour", "Moth & Marble", "Saffron Static", "Low Tide Society")


class Tour:
    """Serves the routes under /sandbox/tour."""

    def __init__(self, discord: DiscordSandbox, spotify: SpotifySandbox) -> None:
        self._discord = discord
        self._spotify = spotify
        self._progress = Progress(discord, spotify)
        self.unused_seats: UnusedSeats | None = None
        """What lets time pass, as soon as the bot has been started."""

    def add_to(self, app: web.Application) -> None:
        """Register the routes, and tell the chat page that there is a tour."""
        app.router.add_get(f"{PATH}/done", self._done)
        app.router.add_post(f"{PATH}/songs", self._songs)
        app.router.add_post(f"{PATH}/agree", self._agree)
        app.router.add_post(f"{PATH}/phone", self._phone)
        app.router.add_post(f"{PATH}/unused", self._unused)
        app.router.add_post(f"{PATH}/seated", self._seated)
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
        await agree(offer, _listener(offer), self._discord, self._spotify)
        return web.json_response({})

    async def _phone(self, request: web.Request) -> web.Response:
        """Agree as on a phone: return the address of the page that doesn't open there."""
        offer = await self._offer(request)
        address = await self._spotify.consent(offer.authorize, _listener(offer))
        return web.json_response({"address": address})

    async def _unused(self, request: web.Request) -> web.Response:
        """Let every seat be taken and one of them not be used; return whose, and who waits."""
        del request
        seats = self._seats()
        waiting = await seats.all_taken()
        await seats.leave_unused(waiting)
        names = {"holder": waiting.holder.username, "waiter": waiting.waiter.username}
        return web.json_response(names)

    async def _seated(self, request: web.Request) -> web.Response:
        """Link who was offered the seat, once the host has changed who is on the app."""
        del request
        person = self._seats().offered()
        if person is None:
            return web.json_response({"message": "no seat was offered to anyone yet"}, status=409)
        await self._seats().link(person, "dm")
        return web.json_response({"user": person.username})

    def _seats(self) -> UnusedSeats:
        if self.unused_seats is None:
            raise ValueError("the bot hasn't been started")
        return self.unused_seats

    async def _offer(self, request: web.Request) -> Offer:
        body = await request.json()
        person = self._discord.world.person(body["user"])
        offer = offer_in(self._discord.world.message(body["message"]).data, person)
        _listener(offer)
        return offer


def _listener(offer: Offer) -> str:
    """Return whose Spotify account someone agrees with; raises KeyError if the tour has none."""
    return _LISTENERS[offer.person.username]
