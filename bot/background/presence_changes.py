"""Has live messages updated when Discord tells that someone hears something else."""

from __future__ import annotations

from discord.ext import commands

from bot.music.live_message_schedule import LiveMessageSchedule
from bot.music.presences import Presences
from bot.toolkit.mutual_servers import MutualServers
from bot.toolkit.presence_intake import PresenceQuestions
from bot.toolkit.worker import ReportFault, Worker


class PresenceCog(commands.Cog, name="Presence"):
    """Connects the memory of presences to this connection, as far as Discord allows it."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        presences: Presences,
        mutual_servers: MutualServers,
        live_messages: LiveMessageSchedule,
        report_fault: ReportFault,
    ) -> None:
        self._bot = bot
        self._presences = presences
        self._questions = PresenceQuestions(bot, mutual_servers)
        self._live_messages = live_messages
        self._worker = Worker("presences", self._when_told, self._hurry, report_fault)

    async def cog_load(self) -> None:
        """Start, if Discord has allowed the intent."""
        allowed = self._bot.intents.presences
        await self._presences.begin(self._questions.ask if allowed else None)
        self._presences.changed.add(self._worker.wake_in)
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop."""
        self._presences.changed.remove(self._worker.wake_in)
        await self._worker.stop()

    async def _when_told(self) -> None:
        """Return None: only Discord says when there is something to do."""

    async def _hurry(self) -> None:
        changed = self._presences.take_different()
        for person in changed:
            await self._live_messages.hurry(person)
        if changed:
            self._live_messages.changed.wake_all()
