"""Worlds and people for the tests: helpers act as people, so that tests hold no wire detail."""

from __future__ import annotations

import asyncio
import itertools
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.browser import Browser, Seen
from sandbox.discord.interactions import Interaction
from sandbox.discord.limits import walk
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.words import buttons_of, selects_of, words_of
from sandbox.discord.world import Guild, Person, role_json
from sandbox.process import BotProcess
from sandbox.spotify.apps import App
from sandbox.spotify.people import Listener
from sandbox.spotify.server import SpotifySandbox

Message = dict[str, Any]
_MANAGE_SERVER = 1 << 5
_WIDENING = (
    "!shuffle off",
    "!queue",
    "!recent",
    "!top",
    "!like",
    "!follow Velvet Harbour",
    "!playlist create Mine",
    "!track https://open.spotify.com/show/{show}",
)
_numbers = itertools.count(1)


async def until(condition: Callable[[], object], timeout: float = 20) -> None:
    """Wait for something that nothing announces (a log line, a row of the database)."""
    async with asyncio.timeout(timeout):
        while not condition():
            await asyncio.sleep(0.02)


@dataclass
class Reply:
    """A message of the bot's, as a person sees it."""

    message: Message

    @property
    def words(self) -> str:
        return words_of(self.message)

    @property
    def private(self) -> bool:
        return bool(self.message["ephemeral"])

    @property
    def buttons(self) -> dict[str, dict[str, Any]]:
        return buttons_of(self.message)

    @property
    def custom_ids(self) -> list[str]:
        """The IDs of everything that can be pressed or chosen from, in order."""
        parts = walk(self.message.get("components") or [])
        return [
            str(one["custom_id"])
            for one in parts
            if one.get("custom_id") and not one.get("disabled")
        ]

    def id_of(self, beginning: str) -> str:
        """The last ID that begins so."""
        return [one for one in self.custom_ids if one.startswith(beginning)][-1]

    @property
    def offers_link(self) -> bool:
        """Whether one of its buttons opens a start page."""
        return any("/link/" in str(one.get("url")) for one in self.buttons.values())

    @property
    def link(self) -> str:
        """The address of the start page, whatever its button is called."""
        return next(
            str(self.buttons[label]["url"])
            for label in ("Link Spotify", "Allow")
            if label in self.buttons
        )

    @property
    def selects(self) -> list[dict[str, Any]]:
        return selects_of(self.message)

    @property
    def id(self) -> int:
        return int(self.message["id"])

    def contains(self, *words: str) -> None:
        for word in words:
            assert word in self.words, f"{word!r} is not in:\n{self.words}"

    def lacks(self, *words: str) -> None:
        for word in words:
            assert word not in self.words, f"{word!r} is in:\n{self.words}"


@dataclass
class Someone:
    """A person on Discord who may have a Spotify account."""

    world: World
    person: Person
    listener: Listener
    where: str | int = "general"

    @property
    def discord(self) -> DiscordSandbox:
        return self.world.discord

    @property
    def spotify_name(self) -> str:
        return self.listener.display_name or self.listener.id

    @property
    def mention(self) -> str:
        return f"<@{self.person.id}>"

    @property
    def address(self) -> str:
        number = self.person.id % 65_000
        return f"10.9.{number // 256}.{number % 256}"

    async def says(
        self,
        text: str,
        where: str | int | None = None,
        *,
        reply_to: int | None = None,
        files: list[dict[str, Any]] | None = None,
    ) -> Reply:
        """Write a message and wait for the bot's answer to it."""
        place = self.where if where is None else where
        sent = await self.discord.send(self.person, place, text, reply_to, files)

        def found() -> Message | None:
            for message in self.discord.messages(self.person, place):
                own = message["author"]["id"] == str(self.discord.world.bot.id)
                about = (message.get("message_reference") or {}).get("message_id")
                if own and (
                    about == str(sent.id) or (place == "dm" and int(message["id"]) > sent.id)
                ):
                    return message
            return None

        return Reply(await self.discord.wait_for(found))

    async def uses(self, name: str, /, where: str | int | None = None, **options: Any) -> Reply:
        """Use a slash command and wait for the finished answer."""
        place = self.where if where is None else where
        one = await self.discord.command(self.person, place, name, options)
        return await self.finished(one, place)

    async def picks(
        self,
        menu: str,
        *,
        message: int | None = None,
        person: Person | None = None,
        where: str | int | None = None,
    ) -> Reply:
        """Use a context menu on a message or a person and wait for the answer."""
        place = self.where if where is None else where
        kind, target = (2, person.id) if person is not None else (3, message)
        one = await self.discord.command(self.person, place, menu, {}, kind=kind, target=target)
        return await self.finished(one, place)

    async def writes(self, text: str, where: str | int | None = None) -> int:
        """Write something that the bot does not answer; return the message's ID."""
        place = self.where if where is None else where
        return (await self.discord.send(self.person, place, text)).id

    async def fills_in(self, reply: Reply, label: str, values: dict[str, str]) -> Interaction:
        """Press a button that opens a modal, and send the modal."""
        custom_id = reply.buttons[label]["custom_id"]
        one = await self.discord.press(self.person, reply.id, custom_id)
        await self.discord.wait_for(lambda: one.modal)
        return await self.discord.submit_modal(one.id, values)

    async def selects(self, reply: Reply, custom_id: str, values: list[str]) -> Reply:
        """Choose in the select whose ID begins so; the answer replaces the message."""
        found = next(one for one in reply.selects if one["custom_id"].startswith(custom_id))
        return await self._in_place(reply, str(found["custom_id"]), values)

    async def turns(self, reply: Reply, custom_id: str) -> Reply:
        """Press the button of exactly that ID; the answer replaces the message."""
        return await self._in_place(reply, custom_id, None)

    def now(self, reply: Reply) -> Reply:
        """Look at a message again."""
        message = self.discord.world.messages[reply.id]
        return Reply({**message.data, "ephemeral": message.only is not None})

    async def sees(self, words: str, where: str | int | None = None, *, after: int = 0) -> Reply:
        """Wait for an answer of the bot's with these words."""
        place = self.where if where is None else where
        return Reply(await self.discord.sees(self.person, place, words, after=after))

    async def agrees(self, offer: Reply) -> Seen:
        """Open the link of an answer and agree to what it asks for."""
        address = offer.link
        async with Browser(self.address) as browser:
            return await browser.link(address, self.world.spotify, self.listener.id)

    async def allows(self, text: str) -> Reply:
        """Give a command in direct messages, allow what it asks for, and see its answer."""
        asked = await self.says(text, "dm")
        if not asked.offers_link:
            return asked
        page = await self.agrees(asked)
        assert page.status == 200, page.words

        def answered() -> Message | None:
            for message in self.discord.messages(self.person, "dm"):
                about = (message.get("message_reference") or {}).get("message_id")
                mine = asked.message["message_reference"]["message_id"]
                if about == mine and int(message["id"]) > asked.id:
                    return message
            return None

        return Reply(await self.discord.wait_for(answered))

    async def finished(self, one: Interaction, where: str | int) -> Reply:
        """Wait until an interaction has an answer that is no longer "thinking…"."""

        def found() -> Message | None:
            assert not one.failed, "the bot did not answer in time"
            for message in self.discord.messages(self.person, where):
                meta = message.get("interaction_metadata") or {}
                if meta.get("id") == str(one.id) and not message["thinking"]:
                    return message
            return None

        return Reply(await self.discord.wait_for(found))

    async def presses(self, reply: Reply, label: str, where: str | int | None = None) -> Reply:
        """Press a button and wait for a new private answer."""
        custom_id = reply.buttons[label]["custom_id"]
        one = await self.discord.press(self.person, reply.id, custom_id)
        return await self.finished(one, self.where if where is None else where)

    async def presses_in_place(self, reply: Reply, label: str) -> Reply:
        """Press a button whose answer replaces the message."""
        return await self._in_place(reply, str(reply.buttons[label]["custom_id"]), None)

    async def chooses(self, reply: Reply, value: str) -> Reply:
        """Choose in the message's first select; the answer replaces the message."""
        return await self._in_place(reply, str(reply.selects[0]["custom_id"]), [value])

    async def _in_place(self, reply: Reply, custom_id: str, values: list[str] | None) -> Reply:
        before = self.discord.world.messages[reply.id].data["components"]
        await self.discord.press(self.person, reply.id, custom_id, values)

        def changed() -> Message | None:
            now = self.world.discord.world.messages.get(reply.id)
            if now is None or now.data["components"] == before:
                return None
            return {**now.data, "ephemeral": now.only is not None}

        return Reply(await self.discord.wait_for(changed))

    async def offer(self) -> str:
        """Ask for a link by slash and return its address."""
        return (await self.uses("link")).link

    async def opens(self, url: str) -> Seen:
        """Open an address in a fresh browser."""
        async with Browser(self.address) as browser:
            return await browser.open(url)

    async def links(self, listener: Listener | None = None, *, agree: bool = True) -> Seen:
        """Link the whole way; return the last page."""
        address = await self.offer()
        async with Browser(self.address) as browser:
            chosen = (listener or self.listener).id
            return await browser.link(address, self.world.spotify, chosen, agree=agree)

    def plays(self, title: str = "窓辺の切手", **options: Any) -> None:
        """Play a track of that name."""
        track = self.world.spotify.catalogue.named("track", title)
        self.listener.player.play_track(track.id, **options)

    async def pastes(self, offer: Reply, text: str) -> Reply:
        """Press "Paste the address", fill it in, and see the answer."""
        one = await self.fills_in(offer, "2 Paste the address", {"address": text})
        return await self.finished(one, self._place_of(offer))

    async def types_code(self, offer: Reply, code: str) -> Reply:
        """Press "Type the code", fill it in, and see the answer."""
        asked = self.now(offer)
        one = await self.fills_in(asked, "Type the code", {"code": code})
        return await self.finished(one, self._place_of(offer))

    async def becomes(self, reply: Reply, words: str) -> Reply:
        """Wait until a message has changed to hold these words."""
        await until(lambda: words in self.now(reply).words)
        return self.now(reply)

    def _place_of(self, reply: Reply) -> int:
        return self.discord.world.messages[reply.id].channel_id

    def rows(self, table: str, column: str = "discord_id") -> list[dict[str, Any]]:
        """Return what a table holds of this person."""
        return self.world.rows(table, column, self.person.id)

    @property
    def is_linked(self) -> bool:
        return bool(self.rows("accounts"))

    @property
    def app_of_link(self) -> str:
        """The client ID that the link goes through."""
        return str(self.rows("accounts")[0]["client_id"])

    def make_older(self, days: float) -> None:
        """Let this person's link have been made longer ago, here and at Spotify."""
        seconds = int(days * 24 * 3600)
        with sqlite3.connect(self.world.bot.database) as database:
            database.execute(
                "UPDATE accounts SET authorized_at = authorized_at - ?, "
                "first_linked_at = first_linked_at - ? WHERE discord_id = ?",
                (seconds, seconds, self.person.id),
            )
        for grant in self.world.spotify.accounts.grants.values():
            if grant.person is self.listener:
                grant.authorized_at -= seconds

    def forget_access(self) -> None:
        """Let this person's access token have run out, here and at Spotify."""
        with sqlite3.connect(self.world.bot.database) as database:
            database.execute(
                "UPDATE accounts SET expires_at = 0 WHERE discord_id = ?", (self.person.id,)
            )
        for access in self.world.spotify.tokens.values():
            if access.person is self.listener:
                access.expires_at = 0


def code_on(page: Seen) -> str:
    """Return the code that a page shows."""
    found = re.search(r"\b([A-Z2-9]{4}) ([A-Z2-9]{4})\b", page.words)
    assert found, page.words
    return found[1] + found[2]


@dataclass
class World:
    """Both simulated services and the real bot as its own process."""

    discord: DiscordSandbox
    spotify: SpotifySandbox
    bot: BotProcess
    guests: list[Someone] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)

    @classmethod
    async def start(cls, folder: Path, environment: dict[str, str]) -> World:
        discord = await DiscordSandbox.start()
        spotify = await SpotifySandbox.start()
        spotify.app.seats.clear()
        settings = {
            "TRUSTED_PROXIES": "127.0.0.1",
            "SPOTIFY_DAILY_REQUESTS": "100000",
            "LOG_LEVEL": "DEBUG",
            "SPOTIFY_SEATS": "0",
            **environment,
        }
        bot = BotProcess(discord, spotify, folder, **settings)
        bot.clock = folder / "clock"
        await bot.start()
        return cls(discord, spotify, bot)

    @property
    def home(self) -> Guild:
        """The server where everybody is."""
        return next(iter(self.discord.world.guilds.values()))

    @property
    def host(self) -> Someone:
        """Whoever hosts the bot: the application's owner."""
        person = next(iter(self.discord.world.people.values()))
        return Someone(self, person, self.spotify.person("mira"), "dm")

    def rows(self, table: str, column: str = "1", value: int | str = 1) -> list[dict[str, Any]]:
        """Return rows of the bot's database."""
        with sqlite3.connect(self.bot.database) as database:
            database.row_factory = sqlite3.Row
            query = f"SELECT * FROM {table} WHERE {column} = ?"
            return [dict(row) for row in database.execute(query, (value,))]

    def later(self) -> None:
        """Let so much time pass for the bot that it reads players again, and nothing is a double.

        It keeps what a player answered for two seconds.
        """
        self.bot.puts_forward(2.1)

    def give_seat(self, someone: Someone, app: App | None = None) -> None:
        """Do what the host does in the dashboard; somebody else's seat is taken if all are."""
        seats = (app or self.spotify.app).seats
        if len(seats) >= 5:
            seats.remove(next(one for one in seats if one not in self.kept))
        seats.append(someone.listener.id)

    async def lets_manage(self, someone: Someone) -> int:
        """Give somebody a role with Manage Server at home; return the role's ID."""
        role = self.home.add_role("Managers", _MANAGE_SERVER)
        made = role_json(role, "Managers", str(_MANAGE_SERVER))
        event = {"guild_id": str(self.home.id), "role": made}
        await self.discord.gateway.dispatch("GUILD_ROLE_CREATE", event, self.home.id)
        self.home.wears[someone.person.id] = [role]
        return role

    def someone(
        self,
        display: str | None = None,
        *,
        premium: bool = True,
        seat: bool = True,
        spotify_name: str | None = None,
        guilds: list[Guild] | None = None,
    ) -> Someone:
        """Add a new person, with a Spotify account of their own."""
        number = next(_numbers)
        if seat and len(self.spotify.app.seats) >= 5:
            free = [one for one in self.spotify.app.seats if one not in self.kept]
            self.spotify.app.seats.remove(free[0])
        listener = self.spotify.add_person(
            f"listener{number}",
            spotify_name or f"Listener {number}",
            premium=premium,
            seat=seat,
        )
        person = self.discord.world.add_person(
            f"guest{number}",
            display or f"Guest {number}",
            [self.home] if guilds is None else guilds,
        )
        guest = Someone(self, person, listener)
        self.guests.append(guest)
        return guest

    async def linked(self, display: str | None = None, **options: Any) -> Someone:
        """Add a new person who has linked."""
        someone = self.someone(display, **options)
        page = await someone.links()
        assert page.status == 200, page.words
        return someone

    async def regular(self, display: str | None = None, **options: Any) -> Someone:
        """Add somebody who has linked and, command by command, allowed everything."""
        someone = self.someone(display, **options)
        self.kept.add(someone.listener.id)
        someone.plays()
        show = self.spotify.catalogue.all("show")[0].id
        for command in _WIDENING:
            (await someone.allows(command.format(show=show))).lacks("not linked", "does not allow")
        return someone

    async def close(self) -> None:
        await self.bot.stop()
        await self.discord.close()
        await self.spotify.close()
