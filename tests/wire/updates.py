"""A crowd that goes on asking while the bot is replaced by a newer one."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from dataclasses import dataclass, field

from sandbox.discord.sessions import SHARD_ID_BITS
from sandbox.discord.words import words_of
from sandbox.discord.world import Guild
from tests.world import Someone, World, until

EACH = 0.05
"""Seconds between two commands: 20 a second."""


@dataclass
class Crowd:
    """People who each ask once, in servers and direct messages, by turns."""

    world: World
    guilds: list[Guild]
    dj: Someone
    """Someone linked, whose commands change something: a song is queued each time."""

    asked: list[int] = field(default_factory=list)
    _songs_asked: list[int] = field(default_factory=list)
    _asked_in: dict[int, int] = field(default_factory=dict)
    """By the channel of direct messages."""

    @property
    def songs(self) -> int:
        """How many songs the DJ has asked to queue."""
        return len(self._songs_asked)

    def told_dj(self) -> list[str]:
        """Return what the bot answered each time that a song was to be queued."""
        asked = {str(one) for one in self._songs_asked}
        return [
            words_of(one.data)
            for one in self.world.discord.world.messages.values()
            if (one.data.get("message_reference") or {}).get("message_id") in asked
        ]

    async def goes_on(self, asking: asyncio.Event) -> None:
        """Ask 20 times a second, for as long as the event isn't set."""
        began, turn = time.monotonic(), itertools.count(1)
        while not asking.is_set():
            number = next(turn)
            await self._ask(number)
            await asyncio.sleep(max(0.0, began + number * EACH - time.monotonic()))

    async def _ask(self, number: int) -> None:
        guild = self.guilds[number % len(self.guilds)]
        if number % 40 == 0:
            where = guild.channels[0].id
            self._songs_asked.append(await self.dj.writes("!queue 最終便", where))
            self.asked.append(self._songs_asked[-1])
            return
        someone = self.world.someone(seat=False, guilds=[guild])
        place = "dm" if number % 3 == 0 else guild.channels[number % len(guild.channels)].id
        asked = await someone.writes("!help", place)
        self.asked.append(asked)
        if place == "dm":
            self._asked_in[self.world.discord.world.dm(someone.person).id] = asked

    async def everything_is_answered(self, seconds: float = 30) -> None:
        """Wait for the last answers; returns without them, too, so that they can be counted."""
        try:
            await until(lambda: len(self.answers()) == len(self.asked), seconds)
        except TimeoutError:
            return

    def answers(self) -> Counter[int]:
        """Count the answers that everyone in the room sees below each question.

        In direct messages, whatever the bot has written is one.
        """
        below: Counter[int] = Counter()
        for one in self.world.discord.world.messages.values():
            about = (one.data.get("message_reference") or {}).get("message_id")
            if one.data["author"].get("bot") and one.only is None:
                below[self._asked_in.get(one.channel_id) or int(about or 0)] += 1
        return Counter({number: below[number] for number in self.asked if below[number]})

    def lost(self) -> int:
        """Return how many got no answer."""
        return len(self.asked) - len(self.answers())

    def doubled(self) -> int:
        """Return how many answers, or songs, came once too often."""
        again = sum(self.answers().values()) - len(self.answers())
        return again + max(0, len(self.dj.listener.player.queue) - self.songs)


async def crowd(world: World, shards: int = 1) -> Crowd:
    """Return people in a server of each shard."""
    found: dict[int, Guild] = {}
    while len(found) < shards:
        guild = world.discord.world.add_guild("Server", ["general", "music", "chat"], [])
        if found.setdefault((guild.id >> SHARD_ID_BITS) % shards, guild) is not guild:
            del world.discord.world.guilds[guild.id]
            world.discord.world.bot_in_servers.discard(guild.id)
        else:
            await world.discord.gateway.guild_created(guild)
    guilds = list(found.values())
    dj = await world.regular(guilds=[world.home, *guilds])
    dj.listener.player.queue.clear()
    return Crowd(world, guilds, dj)


async def answered(world: World, someone: Someone, asked: int) -> list[str]:
    """Return what everyone in the room sees below a message, until something later is answered."""
    await someone.says("!help", "dm")
    return below(world, someone, asked)


def below(world: World, someone: Someone, asked: int) -> list[str]:
    """Return the answers to a message that someone else in the room sees."""
    return [
        str(one["id"])
        for one in world.discord.messages(world.host.person, someone.where)
        if (one.get("message_reference") or {}).get("message_id") == str(asked)
    ]


def ago(world: World, seconds: float) -> None:
    """Let the bot believe that it has been away for so much longer."""
    with world.database() as database:
        database.execute("UPDATE gateway_sessions SET saved_at = saved_at - ?", (seconds,))
