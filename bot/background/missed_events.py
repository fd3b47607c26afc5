"""Answers what people asked while no process ran.

The session that the process before this one has left is resumed beside the new one, and closed when
the new one has all its servers. Of its events only messages and interactions are passed on; those
that come on both connections are taken once (bot/toolkit/event_intake.py).
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import Any

import discord
from discord.ext import commands

from bot.accounts.known_servers import shard_of
from bot.toolkit.discord_internals import (
    SESSION_OVER,
    NextEvent,
    Parser,
    is_gone,
    parsers_of,
    resumed_session,
)
from bot.toolkit.event_age import EventAge
from bot.toolkit.event_intake import TAKEN, EventIntake
from bot.toolkit.gateway_handover import FormerSession, GatewayHandover
from bot.toolkit.worker import ReportFault

_log = logging.getLogger(__name__)

_PATIENCE = 15.0
"""How long Discord may take to repeat what was missed, in seconds."""
_WAITS = (0.5, 2.0)
"""Seconds before each further try, when a connection breaks."""
_INTERACTION_LASTS = 2.9
"""After three seconds Discord has told the person that nothing came, and takes no answer."""

_Event = tuple[str, Any]


class MissedEvents(commands.Cog, name="MissedEvents"):
    """Reads former sessions, and passes on what was asked in them."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        handover: GatewayHandover,
        intake: EventIntake,
        report_fault: ReportFault,
    ) -> None:
        self._bot = bot
        self._handover = handover
        self._intake = intake
        self._report_fault = report_fault
        self._complete: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self._waiting: defaultdict[int, list[_Event]] = defaultdict(list)
        """What is to be passed on once the server is known, by server."""

    @commands.Cog.listener()
    async def on_shard_connect(self, shard: int) -> None:
        """Read what the former session of a shard has missed."""
        former = self._handover.begin(shard, self._bot.shard_count)
        if former is None:
            return
        try:
            await self._read_in_spite_of_drops(former)
        except SESSION_OVER as error:
            _log.warning("the former session of shard %d is over (%s)", shard, type(error).__name__)
        except Exception as error:
            await self._report_fault("missed events", error)
        await self._complete[shard].wait()
        # What still waits is about servers that the bot has left, or that Discord has lost.
        shards = self._bot.shard_count or 1
        for guild_id in [one for one in self._waiting if shard_of(one, shards) == shard]:
            del self._waiting[guild_id]
        self._handover.done(shard)

    @commands.Cog.listener("on_guild_available")
    @commands.Cog.listener("on_guild_join")
    async def on_known_server(self, guild: discord.Guild) -> None:
        """Pass on what waits for a server that is known now."""
        for event in self._waiting.pop(guild.id, ()):
            self._pass_on(*event)

    @commands.Cog.listener()
    async def on_shard_ready(self, shard: int) -> None:
        """Stop reading a former session: the new one has all its servers."""
        self._complete[shard].set()

    async def _read_in_spite_of_drops(self, former: FormerSession) -> None:
        """Read a session; raises one of SESSION_OVER. What comes again in another try is known."""
        for seconds in _WAITS:
            try:
                return await self._read(former)
            except SESSION_OVER as error:
                if is_gone(error):
                    raise
                await asyncio.sleep(seconds)
        return await self._read(former)

    async def _read(self, former: FormerSession) -> None:
        session = former.session
        replayed, counts = asyncio.Event(), dict.fromkeys(TAKEN, 0)
        complete, parsers = self._complete[session.shard], self._readers(former, counts)
        async with asyncio.timeout(_PATIENCE) as limit:

            def resumed(_: Any) -> None:
                limit.reschedule(None)
                replayed.set()

            parsers["RESUMED"] = resumed
            async with resumed_session(self._bot, session, parsers) as next_event:
                await _read_until(next_event, replayed, complete)
        _log.info("read in the former session of shard %d: %s", session.shard, counts)

    def _readers(self, former: FormerSession, counts: dict[str, int]) -> dict[str, Parser]:
        def reader(name: str) -> Any:
            def read(data: Any) -> None:
                counts[name] += 1
                if self._may_be_answered(name, int(data["id"]), former.age):
                    self._arrived(name, data)

            return read

        return {name: reader(name) for name in TAKEN}

    def _arrived(self, name: str, data: Any) -> None:
        guild_id = int(data.get("guild_id") or 0)
        guild = self._bot.get_guild(guild_id)
        if guild_id and (guild is None or guild.unavailable):
            self._waiting[guild_id].append((name, data))
        else:
            self._pass_on(name, data)

    def _may_be_answered(self, name: str, number: int, age: EventAge) -> bool:
        late = age.of(number)
        if name == "MESSAGE_CREATE":
            self._intake.note_age(number, late)
            return True
        if late > _INTERACTION_LASTS:
            _log.info("an interaction can't be answered any more: it was sent %.1f s ago", late)
        return late <= _INTERACTION_LASTS

    def _pass_on(self, name: str, data: Any) -> None:
        parsers_of(self._bot)[name](data)


async def _read_until(next_event: NextEvent, *events: asyncio.Event) -> None:
    """Read until all of these are set, or the connection breaks."""
    reading, set_now = (asyncio.create_task(one) for one in (_read(next_event), _all_set(*events)))
    try:
        await asyncio.wait({reading, set_now}, return_when=asyncio.FIRST_COMPLETED)
        if reading.done():
            await reading
    finally:
        reading.cancel()
        set_now.cancel()


async def _read(next_event: NextEvent) -> None:
    while True:
        await next_event()


async def _all_set(*events: asyncio.Event) -> None:
    for one in events:
        await one.wait()
