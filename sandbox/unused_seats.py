"""A seat that isn't used for two months while someone waits for one: what nobody can wait for.

Time passes for one person only, in the bot's data and at Spotify, while the bot is restarted.
Everyone else stays in the present.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass

from sandbox.agreeing import agree, offered
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.world import Person
from sandbox.process import BotProcess
from sandbox.spotify.people import Listener
from sandbox.spotify.server import SpotifySandbox

_UNUSED = 61 * 24 * 3600
_TOKEN_LASTS = 3600
_SEATS = 5
_HOST = "mira"

_PEOPLE = (
    ("jonas.k", "Jonas", "jonas"),
    ("mira", "Mira", "mira"),
    ("ayla_w", "Ayla", "ayla"),
    ("remy", "Rémy", "remy"),
    ("okapi", "Okapi", "okapi"),
    ("noor", "Noor", "visitor"),
)
"""Who takes the seats, in this order: username, name, and whose Spotify account they have."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who doesn't use their seat, and who waits for one."""

    holder: Person
    waiter: Person


class UnusedSeats:
    """Has every seat taken, lets one of them not be used, and links who gets it."""

    def __init__(self, discord: DiscordSandbox, spotify: SpotifySandbox, bot: BotProcess) -> None:
        self._discord = discord
        self._spotify = spotify
        self._bot = bot

    async def all_taken(self) -> Waiting:
        """Link people until no seat is free; return one of them (Jonas, if he is), and who waits.

        The host is the last to be asked for a seat.
        """
        people = [self._person(username, name) for username, name, _ in _PEOPLE]
        linked = self._linked()
        for person in people:
            if person.id not in linked and len(linked) < _SEATS:
                await self.link(person)
                linked = self._linked()
        by_turns = sorted(people, key=lambda one: one.username == _HOST)
        holder = next(one for one in by_turns if one.id in linked)
        return Waiting(holder, next(one for one in people if one.id not in linked))

    async def leave_unused(self, waiting: Waiting) -> None:
        """Let two months pass for the holder, and have the other one ask for a link.

        The bot looks after seats when it starts.
        """
        account = self._linked()[waiting.holder.id]

        def pass_time() -> None:
            with closing(sqlite3.connect(self._bot.database)) as database, database:
                _pass_time(database, waiting)
            for grant in self._spotify.accounts.grants.values():
                if grant.person.account_id == account:
                    grant.authorized_at = self._spotify.clock.now() - _UNUSED

        await self._bot.restart(pass_time)
        await self._discord.command(waiting.waiter, "general", "link")
        await self._discord.wait_for(lambda: waiting.waiter.id in self._waiting())

    def offered(self) -> Person | None:
        """Return who waits and has an offer; None if nobody does."""
        people = self._discord.world.people
        found = [people[one] for one, is_offered in self._waiting().items() if is_offered]
        return found[0] if found else None

    async def link(self, person: Person, where: str = "general") -> None:
        """Link someone whom the host has added in the dashboard before."""
        listener = self.add_in_dashboard(person)
        asked = await self._discord.command(person, where, "link")
        offer = await offered(self._discord, person, where, asked.id)
        await agree(offer, listener.id, self._discord, self._spotify)
        await self._discord.wait_for(lambda: person.id in self._linked())

    def add_in_dashboard(self, person: Person) -> Listener:
        """Do what a host does for someone new: who isn't linked any more is removed for them."""
        linked = set(self._linked().values())
        own = {username: account for username, _, account in _PEOPLE}[person.username]
        listeners = [self._spotify.person(own), *self._spotify.people.values()]
        free = next(one for one in listeners if one.account_id not in linked)
        seats = self._spotify.app.seats
        if free.id not in seats and len(seats) >= _SEATS:
            accounts = {one: self._spotify.person(one).account_id for one in seats}
            seats.remove(next(one for one in seats if accounts[one] not in linked))
        self._spotify.app.add_seat(free.id)
        return free

    def _person(self, username: str, name: str) -> Person:
        world = self._discord.world
        known = [one for one in world.people.values() if one.username == username]
        home = next(iter(world.guilds.values()))
        return known[0] if known else world.add_person(username, name, [home])

    def _linked(self) -> dict[int, str]:
        """Return the Spotify accounts of those whose link works."""
        query = "SELECT discord_id, spotify_account_id FROM accounts WHERE status = 'active'"
        with closing(sqlite3.connect(self._bot.database)) as database:
            return {int(row[0]): str(row[1]) for row in database.execute(query)}

    def _waiting(self) -> dict[int, bool]:
        """Return who waits, and whether a seat was offered to them."""
        query = "SELECT discord_id, offered_at IS NOT NULL FROM seat_waiters"
        with closing(sqlite3.connect(self._bot.database)) as database:
            return {int(row[0]): bool(row[1]) for row in database.execute(query)}


def _pass_time(database: sqlite3.Connection, waiting: Waiting) -> None:
    """Make a link unused for two months, and an earlier question about it older than that.

    Who waits and had an offer, from an earlier time, hasn't asked for a link yet.
    """
    holder, since = waiting.holder.id, int(time.time()) - _UNUSED
    database.execute(
        "UPDATE accounts SET authorized_at = ?, first_linked_at = ?, expires_at = ? "
        "WHERE discord_id = ?",
        (since, since, since + _TOKEN_LASTS, holder),
    )
    database.execute(
        "UPDATE seat_questions SET asked_at = asked_at - ?, told_at = told_at - ?, "
        "kept_at = kept_at - ? WHERE discord_id = ?",
        (_UNUSED, _UNUSED, _UNUSED, holder),
    )
    database.execute("DELETE FROM seat_waiters WHERE discord_id = ?", (waiting.waiter.id,))
