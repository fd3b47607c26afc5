"""Worlds for the tests: both simulated services, the real bot, and people in them."""

from __future__ import annotations

import base64
import contextlib
import itertools
import os
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from sandbox.browser import Seen
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.world import Guild, role_json
from sandbox.process import BotProcess
from sandbox.spotify.apps import App
from sandbox.spotify.server import SpotifySandbox
from tests.people import Someone
from tests.postgres import PostgresServer, changing, contents, locked, rows
from tests.reply import Message, Reply, until

__all__ = ["Message", "Reply", "Someone", "World", "code_on", "until"]
MANAGE_SERVER = 1 << 5
MANAGE_MESSAGES = 1 << 13
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


def code_on(page: Seen) -> str:
    """Return the code that a page shows."""
    found = re.search(r"\b([A-Z2-9]{4}) ([A-Z2-9]{4})\b", page.words)
    assert found, page.words
    return found[1] + found[2]


@dataclass(repr=False)
class World:
    """Both simulated services and the real bot as its own process.

    Not written out: asyncio formats what each fixture returns, and a world with hundreds of people
    took seconds of every test.
    """

    discord: DiscordSandbox
    spotify: SpotifySandbox
    bot: BotProcess
    guests: list[Someone] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    postgres: str | None = None
    """The address of the bot's database, if that isn't a file."""

    @classmethod
    async def start(
        cls, folder: Path, environment: dict[str, str], server: PostgresServer | None = None
    ) -> World:
        """Start everything; with a server, the bot's data are there, and not in a file."""
        url = None if server is None else await server.migrated()
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
        if url is not None:
            settings["DATABASE_URL"] = url
            settings.setdefault("TOKEN_ENCRYPTION_KEYS", base64.b64encode(os.urandom(32)).decode())
        bot = BotProcess(discord, spotify, folder, **settings)
        bot.clock = folder / "clock"
        await bot.start()
        return cls(discord, spotify, bot, postgres=url)

    @property
    def home(self) -> Guild:
        """The server where everyone is."""
        return next(iter(self.discord.world.guilds.values()))

    @property
    def host(self) -> Someone:
        """The person who hosts the bot: the application's owner."""
        person = next(iter(self.discord.world.people.values()))
        return Someone(self, person, self.spotify.person("mira"), "dm")

    def rows(self, table: str, column: str = "1", value: int | str = 1) -> list[dict[str, Any]]:
        """Return rows of the bot's database."""
        query = f"SELECT * FROM {table} WHERE {column} = ?"
        if self.postgres is not None:
            return rows(self.postgres, query, value)
        with sqlite3.connect(self.bot.database) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(query, (value,))]

    @contextlib.contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """The bot's database, to change it by hand; the bot then reads everything again."""
        if self.postgres is not None:
            with changing(self.postgres) as opened:
                yield cast(sqlite3.Connection, opened)
        else:
            with contextlib.closing(sqlite3.connect(self.bot.database)) as database, database:
                yield database
        self.bot.reads_again()

    @contextlib.contextmanager
    def locked_by_another(self) -> Iterator[None]:
        """Hold the bot's database as another program may: it can be read, but not written to."""
        if self.postgres is not None:
            with locked(self.postgres):
                yield
            return
        with contextlib.closing(sqlite3.connect(self.bot.database, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")

    def stored(self) -> bytes:
        """Return all that is stored: the database's files, or every row in PostgreSQL."""
        if self.postgres is not None:
            return repr(contents(self.postgres)).encode()
        files = (self.bot.database, self.bot.database.with_name("earshot.db-wal"))
        return b"".join(file.read_bytes() for file in files if file.exists())

    def follow_nothing(self) -> None:
        """End every live message, so that none reads a player (or meets a fault) by itself."""
        if self.rows("follows"):
            with self.database() as database:
                database.execute("DELETE FROM follows")

    def later(self) -> None:
        """Let so much time pass for the bot that it reads players again, and nothing is a double.

        It keeps what a player answered for two seconds.
        """
        self.bot.advance_clock(2.1)

    def give_seat(self, someone: Someone, app: App | None = None) -> None:
        """Do what the host does in the dashboard; someone else's seat is taken if all are."""
        seats = (app or self.spotify.app).seats
        if len(seats) >= 5:
            seats.remove(next(one for one in seats if one not in self.kept))
        seats.append(someone.listener.id)

    async def lets_manage(self, someone: Someone, what: int = MANAGE_SERVER) -> int:
        """Give someone a role with Manage Server, or another right, at home; return its ID."""
        role = self.home.add_role("Managers", what)
        made = role_json(role, "Managers", str(what))
        event = {"guild_id": str(self.home.id), "role": made}
        await self.discord.gateway.dispatch("GUILD_ROLE_CREATE", event, self.home.id)
        self.home.member_roles[someone.person.id] = [role]
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
        """Add someone who has linked and, command by command, allowed everything."""
        someone = self.someone(display, **options)
        self.kept.add(someone.listener.id)
        someone.plays()
        show = self.spotify.catalogue.all("show")[0].id
        for command in _WIDENING:
            (await someone.allows(command.format(show=show))).lacks("isn't linked", "doesn't allow")
        return someone

    async def close(self) -> None:
        await self.bot.stop()
        await self.discord.close()
        await self.spotify.close()
