"""Keeps every open aux going: songs handed over in time, panels shown anew."""

from __future__ import annotations

import logging

import discord
from discord import ui
from discord.ext import commands

from bot.accounts.errors import AccountError
from bot.spotify.errors import SpotifyError
from bot.together.aux_desk import AuxDesk, AuxSession
from bot.together.aux_player import AuxPlayer, Step
from bot.together.errors import NoAux
from bot.ui.aux_panel import ended_view, panel_view
from bot.ui.language import speak
from cogs.delivery import edit_delivered
from cogs.worker import Worker

_log = logging.getLogger(__name__)


class AuxKeeper(commands.Cog, name="AuxKeeper"):
    """Looks after what is due, also after a restart."""

    def __init__(self, bot: commands.AutoShardedBot, desk: AuxDesk, player: AuxPlayer) -> None:
        self._bot = bot
        self._desk = desk
        self._player = player
        self._worker = Worker("aux", player.seconds_to_next, self._look_after)

    async def cog_load(self) -> None:
        """Go on with what was open before a restart."""
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop looking."""
        await self._worker.stop()

    def wake(self) -> None:
        """Look at what is due now."""
        self._worker.wake()

    async def panel(
        self, session: AuxSession, *, look: bool = False, step: Step | None = None
    ) -> ui.LayoutView:
        """Return the panel; with `look` the owner's player is read first."""
        if look and step is None:
            step = await self._player.step(session)
        # What the look has planned may be earlier than what the worker sleeps for.
        self.wake()
        panel = await self._desk.panel(session)
        if step is None:
            return panel_view(panel)
        return panel_view(panel, step.current, reachable=step.trouble is None)

    async def changed(self, session: AuxSession) -> None:
        """Show the panel anew after somebody changed the queue."""
        self.wake()
        await self._show(session, None)

    async def _look_after(self) -> None:
        for session in await self._player.due():
            step = await self._player.step(session)
            if isinstance(step.trouble, SpotifyError | AccountError):
                _log.info("an aux waits: %s", type(step.trouble).__name__)
            else:
                await self._show(session, step)

    async def _show(self, session: AuxSession, step: Step | None) -> None:
        speak(session.language)
        try:
            fresh = session if step and step.ended else await self._desk.by_id(session.id)
            if fresh.panel_id is None:
                return
            delivery = {"channel_id": fresh.channel_id, "message_id": fresh.panel_id}
            if step is not None and step.ended:
                await edit_delivered(self._bot, delivery, ended_view(fresh, idle=True))
                return
            panel = await self._desk.panel(fresh)
            await edit_delivered(
                self._bot, delivery, panel_view(panel, step.current if step else None)
            )
        except (discord.HTTPException, NoAux):
            _log.info("an aux's panel is gone")
