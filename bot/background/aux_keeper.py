"""Keeps every open aux running: queues songs in time, and keeps panels up to date."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

import discord
from discord import ui
from discord.ext import commands

from bot.accounts.errors import AccountError
from bot.http.errors import ServiceError
from bot.spotify.errors import PremiumRequired
from bot.spotify.models import Playable
from bot.together.aux_player import AuxPlayer, Step
from bot.together.aux_sessions import AuxSession, AuxSessions, AuxSong
from bot.together.errors import NoAux
from bot.toolkit.worker import ReportFault, Worker
from bot.ui.aux_panel import (
    ended_view,
    moved_view,
    over_panel_view,
    panel_view,
    refused_view,
)
from bot.ui.language import using_locale
from bot.wakeups import Wakeups

_log = logging.getLogger(__name__)

_PAUSED = 60.0
_KEPT = 500


class AuxKeeper(commands.Cog, name="AuxKeeper"):
    """Updates each aux when it is due, even after a restart."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        sessions: AuxSessions,
        player: AuxPlayer,
        deleted: Wakeups,
        report_fault: ReportFault,
    ) -> None:
        self._bot = bot
        self._sessions = sessions
        self._player = player
        self._deleted = deleted
        self._worker = Worker("aux", player.seconds_to_next, self._look_after, report_fault)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        # The song each panel shows as playing, and when (monotonic) it should end.
        self._playing: OrderedDict[tuple[int, int], tuple[float, Playable | None]] = OrderedDict()

    async def cog_load(self) -> None:
        """Continue with what was open before a restart."""
        self._deleted.add(self._worker.wake)
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop the worker."""
        self._deleted.remove(self._worker.wake)
        await self._worker.stop()

    def wake(self) -> None:
        """Check now what is due."""
        self._worker.wake()

    async def panel(
        self, session: AuxSession, *, look: bool = False, step: Step | None = None
    ) -> ui.LayoutView:
        """Return the panel; with `look`, read the owner's player first.

        Without it, show the song known to be playing, and read the player only if there is none.
        """
        known = self._playing.get((session.id, session.owner_id))
        if step is None and (look or known is None or known[0] <= time.monotonic()):
            step = await self._player.step(session)
        # The check may have scheduled something earlier than the worker wakes up.
        self.wake()
        if step is not None:
            self._remember(step)
        panel = await self._sessions.panel(session)
        current = step.current if step is not None else known[1] if known is not None else None
        return panel_view(panel, current, trouble=step.trouble if step is not None else None)

    async def changed(self, session: AuxSession, *, look: bool = False) -> None:
        """Update the panel after the queue or the song has changed."""
        self.wake()
        await self._show(session, await self._player.step(session) if look else None)

    async def panel_moved(self, session: AuxSession, message_id: int) -> None:
        """Store where the panel is now, and mark the previous message as moved."""
        async with self.turn(session.id):
            try:
                before = (await self._sessions.by_id(session.id)).panel_id
            except NoAux:
                # It ended while the panel was being sent, perhaps because its owner was deleted.
                with using_locale(session.language):
                    await self._edit(session.channel_id, message_id, over_panel_view())
                return
            await self._sessions.set_panel(session, message_id)
        if before is not None and before != message_id:
            with using_locale(session.language):
                await self._edit(session.channel_id, before, moved_view(session))

    async def end(
        self, session: AuxSession, unanswered: Sequence[AuxSong], *, idle: bool = False
    ) -> None:
        """Mark the panel and the open questions as ended.

        Waits for a panel update in progress.
        """
        async with self.turn(session.id):
            await self._end(session, unanswered, idle=idle)

    async def _end(
        self, session: AuxSession, unanswered: Sequence[AuxSong], *, idle: bool = False
    ) -> None:
        self._playing.pop((session.id, session.owner_id), None)
        if session.panel_id is not None:
            view = ended_view(session, idle=idle)
            await self._edit(session.channel_id, session.panel_id, view)
        for song in unanswered:
            await self.answer_question(session, song, refused_view(song))

    async def answer_question(
        self, session: AuxSession, song: AuxSong, view: ui.LayoutView
    ) -> None:
        """Replace the question to the owner about a song by its answer."""
        if song.question_id is not None:
            await self._edit(session.channel_id, song.question_id, view)

    async def _look_after(self) -> None:
        for session in await self._player.due():
            if await self._owner_left(session):
                unanswered = await self._sessions.close(session)
                with using_locale(session.language):
                    await self.end(session, unanswered or ())
                continue
            step = await self._player.step(session)
            if isinstance(step.trouble, ServiceError | AccountError):
                _log.info("an aux is waiting: %s", type(step.trouble).__name__)
            if not isinstance(step.trouble, ServiceError | AccountError) or isinstance(
                step.trouble, PremiumRequired
            ):
                await self._show(session, step)

    async def _owner_left(self, session: AuxSession) -> bool:
        """Whether the owner is known to have left the server of the panel."""
        guild = self._bot.get_guild(session.guild_id)
        if guild is None:
            return False
        try:
            await guild.fetch_member(session.owner_id)
        except discord.NotFound:
            return True
        except discord.HTTPException:
            return False
        return False

    async def _show(self, session: AuxSession, step: Step | None) -> None:
        async with self.turn(session.id):
            with using_locale(session.language):
                try:
                    if step is not None and step.ended:
                        await self._end(step.session, step.unanswered, idle=True)
                        return
                    fresh = await self._sessions.by_id(session.id)
                    if fresh.panel_id is not None:
                        view = await self.panel(fresh, step=step)
                        await self._edit(fresh.channel_id, fresh.panel_id, view)
                except NoAux:
                    _log.info("an aux ended in the meantime")

    @asynccontextmanager
    async def turn(self, session_id: int) -> AsyncIterator[None]:
        """Update or end a panel one at a time, so that the newest state is shown last."""
        lock = self._turns.setdefault(session_id, asyncio.Lock())
        async with lock:
            yield

    async def _edit(self, channel_id: int, message_id: int, view: ui.LayoutView) -> None:
        message = self._bot.get_partial_messageable(channel_id).get_partial_message(message_id)
        try:
            await message.edit(view=view)
        except discord.HTTPException:
            _log.info("a message of an aux is gone")

    def _remember(self, step: Step) -> None:
        playback, key = step.playback, (step.session.id, step.session.owner_id)
        if step.trouble is not None or step.ended or playback is None:
            self._playing.pop(key, None)
            return
        left = playback.left_ms / 1000 if playback.left_ms is not None else _PAUSED
        self._playing[key] = (time.monotonic() + left, playback.item)
        self._playing.move_to_end(key)
        while len(self._playing) > _KEPT:
            self._playing.popitem(last=False)
