"""Servers that add the bot, and what they see of its welcome."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from sandbox.discord.world import Channel, Guild
from tests.world import Reply, Someone, World, until

_numbers = itertools.count(1)
HELLO = "Hi, I'm Earshot"


@dataclass
class Server:
    """A server that can add the bot: three channels, an owner, and someone who adds it."""

    world: World
    guild: Guild
    owner: Someone
    adder: Someone

    @property
    def system(self) -> Channel:
        return self.guild.channels[1]

    @property
    def updates(self) -> Channel:
        return self.guild.channels[2]

    async def adds_bot(self) -> None:
        await self.world.discord.servers.add_bot(self.adder.person, self.guild)

    def welcomes(self, place: Channel) -> list[Reply]:
        messages = self.world.discord.world.messages.values()
        found = [one for one in messages if one.channel_id == place.id]
        shown = [Reply({**one.data, "ephemeral": False}) for one in found]
        return [one for one in shown if HELLO in one.words]

    def dms(self, someone: Someone) -> list[Reply]:
        return self.welcomes(self.world.discord.world.dm(someone.person))

    def everywhere(self) -> int:
        places = [*self.guild.channels, *map(self._dm, (self.owner, self.adder))]
        return sum(len(self.welcomes(one)) for one in places)

    def _dm(self, someone: Someone) -> Channel:
        return self.world.discord.world.dm(someone.person)

    async def welcomed(self, place: Channel) -> Reply:
        await until(lambda: self.welcomes(place))
        return self.welcomes(place)[0]


def server(world: World, *, locale: str = "en-US") -> Server:
    number = next(_numbers)
    owner, adder = world.someone(guilds=[]), world.someone(guilds=[])
    names = [f"general{number}", f"system{number}", f"updates{number}"]
    people = [owner.person, adder.person]
    guild = world.discord.world.add_guild(f"Server *{number}*", names, people)
    world.discord.world.bot_in_servers.discard(guild.id)
    guild.locale = locale
    guild.system_channel, guild.public_updates_channel = guild.channels[1].id, guild.channels[2].id
    return Server(world, guild, owner, adder)


async def settled(world: World) -> None:
    """Wait until a server that adds the bot now has been welcomed: they are, one after another."""
    last = server(world)
    await last.adds_bot()
    await last.welcomed(last.system)
