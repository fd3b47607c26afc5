"""Runs the commands that waited for a link, each in the process that has its server.

Any process may tell a person that their link is there. A command that was given in a server of
another process is released in the database: that process hears of it, looks every few seconds too,
and takes it once. If it's down for a moment, it runs what was released when it is back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Sequence

from discord.ext import commands

from bot.accounts.errors import NotSaved
from bot.accounts.waiting_commands import WaitingCommands
from bot.toolkit.server_membership import ServerMembership
from bot.toolkit.waiting_command_runner import WaitingCommandRunner
from bot.toolkit.worker import ReportFault, Worker

_LOOKS_EVERY = 10.0
_WHILE_UNREADABLE = 1.0


class CommandsAfterLink(commands.Cog, name="CommandsAfterLink"):
    """Runs commands once their person has linked."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        runner: WaitingCommandRunner,
        waiting: WaitingCommands,
        membership: ServerMembership,
        report_fault: ReportFault,
    ) -> None:
        self._bot = bot
        self._runner = runner
        self._waiting = waiting
        self._membership = membership
        self._report_fault = report_fault
        self._worker = Worker("commands", self._seconds_to_next, self._run_released, report_fault)
        self._tasks: set[asyncio.Task[None]] = set()
        self._begun: set[str] = set()

    async def cog_load(self) -> None:
        """Listen to other processes, if there are any."""
        if self._membership.some_elsewhere:
            self._waiting.when_released(self._worker.wake)
            self._worker.start()

    async def cog_unload(self) -> None:
        """Stop the worker."""
        await self._worker.stop()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Run what was released while this process was down."""
        self._worker.wake()

    async def there(self, waiting: Iterable[str]) -> frozenset[str]:
        """Return which of these commands would run now."""
        return await self._waiting.runnable(waiting)

    def run_soon(self, waiting: Sequence[str]) -> None:
        """Run commands whose person has linked, or let the process that has their server do it."""
        self._begin(self._run_all(waiting))

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run_all(self, waiting: Sequence[str]) -> None:
        elsewhere = await self._passed_on(waiting) if self._membership.some_elsewhere else ()
        # Before that, a server's channels and members aren't known.
        await self._bot.wait_until_ready()
        await self._run_here([one for one in waiting if one not in elsewhere])

    async def _run_here(self, waiting: Sequence[str]) -> None:
        for one in waiting:
            await self._run(one)
            self._begun.discard(one)

    async def _run(self, waiting: str) -> None:
        try:
            await self._runner.run(waiting)
        except Exception as error:
            await self._report_fault("a command that waited", error)

    async def _passed_on(self, waiting: Sequence[str]) -> frozenset[str]:
        """Release the commands of other processes' servers; return them."""
        while True:
            try:
                places = await self._waiting.places(waiting)
                theirs = {one for one, at in places.items() if self._membership.is_elsewhere(at)}
                if theirs:
                    await self._waiting.release(theirs)
                return frozenset(theirs)
            except NotSaved:
                # Nothing that was promised is lost because the database was busy for a moment.
                await asyncio.sleep(_WHILE_UNREADABLE)

    async def _seconds_to_next(self) -> float:
        return _LOOKS_EVERY

    async def _run_released(self) -> None:
        if not self._bot.is_ready():
            return
        theirs: dict[int, list[str]] = {}
        for one in await self._waiting.released():
            if one.id not in self._begun and not self._membership.is_elsewhere(one.guild_id):
                theirs.setdefault(one.discord_id, []).append(one.id)
        # One person's commands run in the order in which they were given.
        for waiting in theirs.values():
            self._begun.update(waiting)
            self._begin(self._run_here(waiting))
