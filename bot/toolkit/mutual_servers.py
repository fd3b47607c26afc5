"""Tells whether two people share a server right now, and finds the person a command names."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord.ext import commands

from bot.accounts.privacy import SharesServer
from bot.accounts.server_people import ServerPeople
from bot.toolkit.context import Context
from bot.toolkit.server_membership import ServerMembership
from bot.toolkit.types import Interaction
from bot.ui.discord_errors import UnknownPerson
from bot.ui.mentions import is_known

MOST_SERVERS = 10
"""How many servers a lookup checks, each once and for both people."""

_AT_ONCE = 5
_PATIENCE = 5.0
_LONGEST_LOOK = 6.0
_KEPT_FOR = 120.0
_KEPT_AT_MOST = 1000
_MOST_SEEN = 5
MOST_LOOKED_UP = 100


@dataclass(frozen=True, slots=True)
class MembersPresent:
    """Names of server members by ID; `all_asked` is False if some weren't looked up."""

    names: dict[int, str]
    all_asked: bool


class MutualServers:
    """Checks the server where a command was used; in direct messages, asks Discord."""

    def __init__(self, bot: commands.AutoShardedBot, membership: ServerMembership) -> None:
        self._bot = bot
        self._membership = membership
        self._kept: dict[tuple[int, int], tuple[float, bool]] = {}
        self._seen: OrderedDict[int, list[int]] = OrderedDict()
        bot.add_listener(self._on_command, "on_command")
        bot.add_listener(self._on_interaction, "on_interaction")

    async def share_one(
        self,
        guild: discord.Guild | None,
        viewer: discord.abc.User,
        person: discord.abc.User,
        *,
        fresh: bool = False,
    ) -> SharesServer:
        """Return whether both are in `guild` or, without one, in any server of the bot's.

        With `fresh`, cached results are ignored. None if Discord can't tell right now.
        """
        if viewer.id == person.id:
            return True
        if guild is not None:
            return self._bot.get_guild(guild.id) is not None and isinstance(person, discord.Member)
        key = (min(viewer.id, person.id), max(viewer.id, person.id))
        kept = self._kept.get(key)
        if not fresh and kept is not None and kept[0] > time.monotonic():
            return kept[1]
        found = await self._in_any(*key)
        if found is not True:
            there = await self._membership.share_one_elsewhere(*key, fresh=fresh)
            found = there or (None if found is None else there)
        if found is not None:
            if len(self._kept) >= _KEPT_AT_MOST:
                self._kept.clear()
            self._kept[key] = (time.monotonic() + _KEPT_FOR, found)
        return found

    async def person(
        self, guild: discord.Guild | None, user_id: int
    ) -> discord.Member | discord.User:
        """Return a user by ID: as a member if they are in `guild`.

        Raises UnknownPerson if there is none, or Discord doesn't answer in time.
        """
        try:
            async with asyncio.timeout(_LONGEST_LOOK):
                return await self._looked_up(guild, user_id)
        except (discord.HTTPException, TimeoutError) as failure:
            raise UnknownPerson from failure

    async def people(
        self, guild: discord.Guild | None, user_ids: Iterable[int]
    ) -> list[discord.Member | discord.User]:
        """Return several users by ID, looked up concurrently; raises UnknownPerson."""
        looks = [self.person(guild, one) for one in user_ids]
        found = await asyncio.gather(*looks, return_exceptions=True)
        for one in found:
            if isinstance(one, BaseException):
                raise one
        return [one for one in found if not isinstance(one, BaseException)]

    async def _looked_up(
        self, guild: discord.Guild | None, user_id: int
    ) -> discord.Member | discord.User:
        known = self._bot.get_guild(guild.id) if guild is not None else None
        if known is not None:
            try:
                return await known.fetch_member(user_id)
            except discord.NotFound:
                pass
        return await self._bot.fetch_user(user_id)

    async def present(self, guild: discord.Guild, people: Sequence[int]) -> MembersPresent:
        """Return which of `people` are in a server, without bots: one request for each hundred."""
        names: dict[int, str] = {}
        for first in range(0, len(people), MOST_LOOKED_UP):
            part = people[first : first + MOST_LOOKED_UP]
            members = await look_up_members(guild, part)
            if members is None:
                return MembersPresent(names, all_asked=False)
            names |= {one.id: one.display_name for one in members if not one.bot}
        return MembersPresent(names, all_asked=True)

    async def _in_any(self, one: int, other: int) -> SharesServer:
        """Ask this process's servers, likely ones first; None if the answer is unknown."""
        used = await self._membership.used_by(one, other)
        servers = self._likely_first(one, other, used)
        waiting = servers[:MOST_SERVERS]
        unknown = self._membership.some_elsewhere and len(servers) > MOST_SERVERS
        while waiting:
            asked, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
            for members in await asyncio.gather(
                *(look_up_members(guild, [one, other]) for guild in asked)
            ):
                if members is not None and {one, other} <= {each.id for each in members}:
                    return True
                unknown = unknown or members is None
        return None if unknown else False

    def _likely_first(self, one: int, other: int, used: Sequence[int]) -> list[discord.Guild]:
        """Return the servers: first where both used commands, then where one did, then by size."""
        seen = [*used, *self._seen.get(one, ()), *self._seen.get(other, ())]
        return sorted(
            self._bot.guilds, key=lambda guild: (-seen.count(guild.id), guild.member_count or 0)
        )

    def likely_servers(self, person: int) -> list[discord.Guild]:
        """Return a few servers where someone is likely to be, by where they used commands."""
        return self._likely_first(person, person, ())[:_AT_ONCE]

    async def _on_command(self, ctx: commands.Context[Any]) -> None:
        self._note(ctx.author.id, ctx.guild)

    async def _on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        self._note(interaction.user.id, interaction.guild)

    def _note(self, person: int, guild: discord.Guild | None) -> None:
        if guild is None:
            return
        known = [one for one in self._seen.pop(person, []) if one != guild.id]
        self._seen[person] = [guild.id, *known][:_MOST_SEEN]
        if len(self._seen) > _KEPT_AT_MOST:
            self._seen.popitem(last=False)


async def look_up_members(
    guild: discord.Guild, people: Sequence[int], *, presences: bool = False
) -> list[discord.Member] | None:
    """Return which of at most 100 people are in a server: one gateway request, no HTTP.

    With `presences` Discord tells what they show, too (bot/toolkit/presence_intake.py).
    """
    try:
        async with asyncio.timeout(_PATIENCE):
            return await guild.query_members(
                user_ids=list(people), limit=MOST_LOOKED_UP, cache=False, presences=presences
            )
    # The connection may be down right now, which discord.py reports in several ways.
    except (discord.DiscordException, TimeoutError, OSError, RuntimeError):
        return None


async def linked_members(
    mutual_servers: MutualServers, people: ServerPeople, guild: discord.Guild | None
) -> MembersPresent:
    """Return the linked members of a server, as far as they have used the bot there."""
    if guild is None:
        return MembersPresent({}, all_asked=True)
    possible = await people.possible(guild.id)
    here = await mutual_servers.present(guild, [*possible.known, *possible.others])
    if not here.all_asked:
        return here
    if gone := [one for one in possible.known if one not in here.names]:
        await people.left(guild.id, gone)
    return MembersPresent(here.names, all_asked=possible.complete)


Person = discord.Member | discord.User


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """The person whose music is shown."""

    id: int
    name: str
    shares_server: SharesServer
    user: discord.abc.User


_SOMEBODY = re.compile(r"<@[!&]?\d+>|@(?:everyone|here)\b|(?<!\S)\d{17,20}(?!\S)")


def reject_unknown_person(text: str) -> None:
    """Raise UnknownPerson if leftover words mention someone who was not found."""
    if any(not is_known(found[0]) for found in _SOMEBODY.finditer(text)):
        raise UnknownPerson


async def read_person(mutual_servers: MutualServers, ctx: Context, person: Person) -> NamedPerson:
    """Return the person named in a command."""
    shares = await mutual_servers.share_one(ctx.guild, ctx.author, person)
    return NamedPerson(person.id, person.display_name, shares, person)


async def read_person_by_id(
    mutual_servers: MutualServers, interaction: Interaction, person_id: int
) -> NamedPerson:
    """Return the person a button is about."""
    who: discord.abc.User = interaction.user
    if person_id != interaction.user.id:
        who = await mutual_servers.person(interaction.guild, person_id)
    shares = await mutual_servers.share_one(interaction.guild, interaction.user, who)
    return NamedPerson(who.id, who.display_name, shares, who)
