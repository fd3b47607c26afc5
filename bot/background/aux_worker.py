"""Keeps every open aux playing: wakes its player when a song is due, and updates its panel."""

from __future__ import annotations

import logging

from discord.ext import commands

from bot.accounts.errors import AccountError
from bot.http.errors import ServiceError
from bot.spotify.errors import PremiumRequired
from bot.together.aux_player import AuxPlayer
from bot.together.aux_sessions import AuxSessions
from bot.toolkit.aux_panels import AuxPanels
from bot.toolkit.server_membership import ServerMembership
from bot.toolkit.worker import ReportFault, Worker
from bot.ui.language import using_locale
from bot.wakeups import Wakeups

_log = logging.getLogger(__name__)


class AuxWorker(commands.Cog, name="AuxWorker"):
    """Updates each aux when it is due, even after a restart."""

    def __init__(
        self,
        membership: ServerMembership,
        sessions: AuxSessions,
        player: AuxPlayer,
        panels: AuxPanels,
        deleted: Wakeups,
        report_fault: ReportFault,
    ) -> None:
        self._membership = membership
        self._sessions = sessions
        self._player = player
        self._panels = panels
        self._deleted = deleted
        self._worker = Worker(
            "aux",
            player.seconds_to_next,
            self._update_due,
            report_fault,
            alone=not membership.some_elsewhere,
        )

    async def cog_load(self) -> None:
        """Continue with what was open before a restart."""
        for wakeups in (self._deleted, self._panels.checked):
            wakeups.add(self._worker.wake_in)
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop the worker."""
        for wakeups in (self._deleted, self._panels.checked):
            wakeups.remove(self._worker.wake_in)
        await self._worker.stop()

    async def _update_due(self) -> None:
        await self._panels.end_deleted()
        for session in await self._player.due():
            if await self._membership.has_left(session.guild_id, session.owner_id):
                unanswered = await self._sessions.close(session)
                with using_locale(session.language):
                    await self._panels.end(session, unanswered or ())
                continue
            step = await self._player.step(session)
            waits = isinstance(step.trouble, ServiceError | AccountError)
            if waits:
                _log.info("an aux is waiting: %s", type(step.trouble).__name__)
            if not waits or isinstance(step.trouble, PremiumRequired):
                await self._panels.show(session, step)
