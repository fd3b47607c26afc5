"""Asks Discord who is in a server, also where another process has the server's shard.

A process sees only the servers of its own shards. About the others it asks over REST: few servers,
a few at a time, and what it learns is kept for a minute. A failure is never taken for a "no".
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import TypeVar

import discord
from discord.ext import commands

from bot.accounts.errors import NotSaved
from bot.accounts.known_servers import Candidate, KnownServers, OwnShards
from bot.accounts.privacy import SharesServer

MOST_ELSEWHERE = 10
"""How many servers of other processes a lookup asks about."""

_AT_ONCE = 4
_PATIENCE = 6.0
_KEPT_FOR = 60.0
_KEPT_AT_MOST = 5000

_NO_SUCH_MEMBER = (10007, 10013)
_NOT_IN_SERVER = (10004, 50001)
"""Discord's codes. A refusal without one comes from something between here and there."""

K = TypeVar("K")
V = TypeVar("V")


def own_shards(bot: commands.AutoShardedBot) -> OwnShards:
    """Return the shards that this process has."""
    count = bot.shard_count or 1
    ids = range(count) if bot.shard_ids is None else bot.shard_ids
    return OwnShards(frozenset(ids), count)


class ServerMembership:
    """Knows which servers are other processes', and who is in them."""

    def __init__(self, bot: commands.AutoShardedBot, known: KnownServers) -> None:
        self._bot = bot
        self._known = known
        self.shards = own_shards(bot)
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._kept: OrderedDict[tuple[int, int], tuple[float, bool]] = OrderedDict()
        self._shared: OrderedDict[frozenset[int], int] = OrderedDict()

    @property
    def some_elsewhere(self) -> bool:
        """Whether there may be servers that this process can't see."""
        return not self.shards.are_all

    def is_elsewhere(self, guild_id: int) -> bool:
        """Whether another process has this server's shard."""
        return not self.shards.serve(guild_id)

    async def used_by(self, one: int, other: int) -> list[int]:
        """Return servers where these two have used commands; none if this process sees all."""
        if not self.some_elsewhere:
            return []
        try:
            return [*await self._known.used_by(one), *await self._known.used_by(other)]
        except NotSaved:
            return []

    async def share_one_elsewhere(
        self, one: int, other: int, *, fresh: bool = False
    ) -> SharesServer:
        """Whether two people are in the same server of another process's.

        With `fresh`, kept results are ignored.
        """
        if not self.some_elsewhere:
            return False
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._share_one(one, other, fresh=fresh)
        except (TimeoutError, NotSaved):
            return None

    async def has_left(self, guild_id: int, person: int) -> bool:
        """Whether someone is known to have left a server."""
        if self._bot.get_guild(guild_id) is None and not self.is_elsewhere(guild_id):
            return False
        try:
            await self._bot.http.get_member(guild_id, person)
        except discord.NotFound as failure:
            return failure.code in _NO_SUCH_MEMBER
        except discord.HTTPException:
            return False
        return False

    async def _share_one(self, one: int, other: int, *, fresh: bool) -> SharesServer:
        pair = frozenset((one, other))
        before = self._shared.get(pair)
        if before is not None and await self._both_in(Candidate(before, one, other), fresh=fresh):
            return True
        found = await self._known.elsewhere(self.shards, one, other, MOST_ELSEWHERE)
        unknown = not found.complete
        for asked in (*_in_parts(found.likely), *_in_parts(found.others)):
            answers = await asyncio.gather(*(self._both_in(each, fresh=fresh) for each in asked))
            if True in answers:
                _keep(self._shared, pair, asked[answers.index(True)].guild_id)
                return True
            unknown = unknown or None in answers
        return None if unknown else False

    async def _both_in(self, server: Candidate, *, fresh: bool) -> SharesServer:
        first = await self._is_in(server.guild_id, server.first, fresh=fresh)
        return first and await self._is_in(server.guild_id, server.second, fresh=fresh)

    async def _is_in(self, guild_id: int, person: int, *, fresh: bool) -> SharesServer:
        kept = self._kept.get((guild_id, person))
        if not fresh and kept is not None and kept[0] > time.monotonic():
            return kept[1]
        try:
            async with self._turn:
                await self._bot.http.get_member(guild_id, person)
        except discord.HTTPException as failure:
            if failure.code not in (*_NO_SUCH_MEMBER, *_NOT_IN_SERVER):
                return None
            found = False
        else:
            found = True
        _keep(self._kept, (guild_id, person), (time.monotonic() + _KEPT_FOR, found))
        return found


def _in_parts(servers: Sequence[Candidate]) -> list[Sequence[Candidate]]:
    return [servers[first : first + _AT_ONCE] for first in range(0, len(servers), _AT_ONCE)]


def _keep(kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept.pop(key, None)
    kept[key] = value
    if len(kept) > _KEPT_AT_MOST:
        kept.popitem(last=False)
