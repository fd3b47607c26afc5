"""Takes presences raw, before discord.py would build members from them.

A server of 100,000 members sends hundreds a second, and next to none are of anyone who is shown:
those cost one look at who it is.
"""

from __future__ import annotations

import time
from typing import Any

import discord
from discord.ext import commands

from bot.music.presences import Presences
from bot.toolkit.discord_internals import Parser
from bot.toolkit.mutual_servers import MutualServers, look_up_members
from bot.toolkit.presence_reading import covers_at, read_song


class PresenceIntake:
    """Passes on what is wanted to Presences, and lets discord.py see no presence."""

    def __init__(self, presences: Presences, covers: str) -> None:
        self._presences = presences
        self._covers = covers

    def install(self, parsers: dict[str, Parser]) -> None:
        """Replace a connection's parsers, in place."""
        parsers["PRESENCE_UPDATE"] = self.take
        for name, server in (("GUILD_CREATE", "id"), ("GUILD_MEMBERS_CHUNK", "guild_id")):
            parsers[name] = self._without_presences(parsers[name], server)
        ready = parsers["READY"]

        def begin(data: Any) -> None:
            self._presences.distrust()
            ready(data)

        parsers["READY"] = begin

    def take(self, data: Any) -> None:
        """Take one presence."""
        self._take(data, data.get("guild_id"))

    def _take(self, data: Any, server: Any) -> None:
        try:
            person, place = int(data["user"]["id"]), int(server)
        except (KeyError, TypeError, ValueError):
            return
        if self._presences.wants(person):
            self._presences.note(person, place, read_song(data, self._covers, time.time()))

    def _without_presences(self, parse: Parser, server: str) -> Parser:
        def take(data: Any) -> None:
            found = data.pop("presences", None)
            for one in found if isinstance(found, list) else ():
                self._take(one, data[server])
            parse(data)

        return take


def take_presences(presences: Presences | None, api_url: str, parsers: dict[str, Parser]) -> None:
    """Take a connection's presences, if the host has turned that on."""
    if presences is not None:
        PresenceIntake(presences, covers_at(api_url)).install(parsers)


class PresenceQuestions:
    """Asks Discord about one person, in a server they share with the bot."""

    def __init__(self, bot: commands.AutoShardedBot, mutual_servers: MutualServers) -> None:
        self._bot = bot
        self._mutual_servers = mutual_servers

    async def ask(self, person: int, server: int | None) -> bool:
        """Have what Discord shows of a person noted; False if it doesn't know them there."""
        for guild in self._where(person, server):
            members = await look_up_members(guild, [person], presences=True)
            if members:
                return not members[0].bot
        return False

    def _where(self, person: int, server: int | None) -> list[discord.Guild]:
        known = self._bot.get_guild(server) if server is not None else None
        return [known] if known is not None else self._mutual_servers.likely_servers(person)
