"""The messages of an aux: its panel, and the questions to its owner."""

from __future__ import annotations

import asyncio
import io
import logging
import math
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from weakref import WeakValueDictionary

import discord
from discord import ui
from discord.ext import commands

from bot.spotify.models import Playable
from bot.together.aux_guests import AuxGuests
from bot.together.aux_player import AuxPlayer, Step
from bot.together.aux_sessions import AuxSession, AuxSessions, AuxSong
from bot.together.errors import NoAux
from bot.together.qr_code import qr_code
from bot.toolkit.aux_changes import AuxChanges
from bot.toolkit.aux_page_answers import PageAnswers
from bot.toolkit.aux_voice import AuxVoice
from bot.toolkit.running_commands import RunningCommands
from bot.ui.aux_page import QR_FILE
from bot.ui.aux_panel import (
    ended_view,
    moved_view,
    over_panel_view,
    panel_view,
    playing_words,
    refused_view,
)
from bot.ui.language import using_locale
from bot.wakeups import Wakeups

_log = logging.getLogger(__name__)

_PAUSED = 60.0
_KEPT = 500
_LOOKS_EVERY = 60.0

EditPanel = Callable[[ui.LayoutView, Sequence[discord.File]], Awaitable[None]]
"""How to edit a panel whose button was pressed: through the press itself."""


@dataclass(frozen=True, slots=True)
class PanelMessage:
    """The panel as a message, with the picture of its page's QR code."""

    view: ui.LayoutView
    files: Sequence[discord.File] = ()


class AuxPanels:
    """Shows each aux as it is now; `checked` wakes the worker that keeps it playing.

    `changes` tells the pages for guests.
    """

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        sessions: AuxSessions,
        player: AuxPlayer,
        running: RunningCommands,
        guests: AuxGuests,
        voice: AuxVoice,
    ) -> None:
        self._bot = bot
        self._sessions = sessions
        self._player = player
        self._running = running
        self._guests = guests
        self._voice = voice
        self._pages = PageAnswers(self._edit)
        self.changes = AuxChanges()
        self.checked = Wakeups()
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        # The song each panel shows as playing, and when (monotonic) it should end.
        self._playing: OrderedDict[tuple[int, int], tuple[float, Playable | None]] = OrderedDict()
        # Sessions whose update waits, and whether it reads the player first.
        self._pending: dict[int, bool] = {}
        self._one_by_one: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._looked: OrderedDict[int, float] = OrderedDict()

    async def render(
        self, session: AuxSession, *, refresh_player: bool = False, step: Step | None = None
    ) -> PanelMessage:
        """Return the panel; with `refresh_player`, read the owner's player first.

        Without it, show the song known to be playing, and read the player only if there is none.
        """
        known = self._playing.get((session.id, session.owner_id))
        if step is None and (refresh_player or known is None or known[0] <= time.monotonic()):
            step = await self._player.step(session)
        # The check may have scheduled something earlier than the worker wakes up.
        self.checked.wake_all()
        if step is not None:
            self._remember(step)
        panel = await self._sessions.panel(session)
        current = step.current if step is not None else known[1] if known is not None else None
        if session.voice_id is not None:
            self._running.run_after_answer(self._voice.show(session, playing_words(panel, current)))
        trouble = step.trouble if step is not None else None
        page = await self._guests.address(session)
        if self._pages.has_others(session, page):
            self._running.run_after_answer(self._pages.keep_only(session.id, page))
        view = panel_view(panel, current, trouble=trouble, page=page)
        return PanelMessage(view, code_files(page) if page else ())

    def current(self, session: AuxSession) -> Playable | None:
        """Return what the panel shows as playing, without asking Spotify."""
        known = self._playing.get((session.id, session.owner_id))
        return known[1] if known is not None and known[0] > time.monotonic() else None

    def look(self, session: AuxSession) -> Playable | None:
        """Return what plays, for a page that someone looks at; doesn't wait for Spotify.

        If the song known last is over, the player is read, once a minute at most, and then the
        page is told.
        """
        current, now = self.current(session), time.monotonic()
        if current is None and self._looked.get(session.id, -math.inf) <= now - _LOOKS_EVERY:
            self._looked[session.id] = now
            self._looked.move_to_end(session.id)
            while len(self._looked) > _KEPT:
                self._looked.popitem(last=False)
            self.update_soon(session, refresh_player=True)
        return current

    def update_soon(self, session: AuxSession, *, refresh_player: bool = False) -> None:
        """Update the panel after a change; the answer to the change doesn't wait for it.

        However many changes come meanwhile, one update waits at most: it shows them all.
        """
        # Guests see it at once, not after Discord's answer.
        self.changes.tell(session.id)
        waits = session.id in self._pending
        self._pending[session.id] = refresh_player or self._pending.get(session.id, False)
        if not waits:
            self._running.run_after_answer(self._update_pending(session))

    async def _update_pending(self, session: AuxSession) -> None:
        async with self._one_by_one.setdefault(session.id, asyncio.Lock()):
            refresh = self._pending.pop(session.id, False)
            await self.update(session, refresh_player=refresh)

    def answer_soon(self, session: AuxSession, song: AuxSong, view: ui.LayoutView) -> None:
        """Replace the question about a song by its answer, without waiting for Discord."""
        self._running.run_after_answer(self.answer_question(session, song, view))

    def run_soon(self, work: Coroutine[None, None, None]) -> None:
        """Do something at Discord that nobody has to wait for."""
        self._running.run_after_answer(work)

    async def update(
        self,
        session: AuxSession,
        *,
        refresh_player: bool = False,
        edit: EditPanel | None = None,
    ) -> None:
        """Update the panel after the queue or the song has changed."""
        self.checked.wake_all()
        step = await self._player.step(session) if refresh_player else None
        await self.show(session, step, edit=edit)

    async def moved(self, session: AuxSession, message_id: int) -> None:
        """Store where the panel is now, and mark the previous message as moved."""
        async with self.lock(session.id):
            try:
                before = (await self._sessions.by_id(session.id)).panel_id
                await self._sessions.set_panel(session, message_id)
                await self._sessions.by_id(session.id)
            except NoAux:
                # It ended while the panel was being sent, perhaps because its owner was deleted.
                with using_locale(session.language):
                    await self._edit(session.channel_id, message_id, over_panel_view())
                return
        if before is not None and before != message_id:
            with using_locale(session.language):
                await self._edit(session.channel_id, before, moved_view(session))

    async def end(
        self, session: AuxSession, unanswered: Sequence[AuxSong], *, idle: bool = False
    ) -> None:
        """Mark the panel and the open questions as ended.

        Waits for a panel update in progress.
        """
        async with self.lock(session.id):
            await self._end(session, unanswered, idle=idle)

    async def _end(
        self, session: AuxSession, unanswered: Sequence[AuxSong], *, idle: bool = False
    ) -> None:
        self._playing.pop((session.id, session.owner_id), None)
        self.changes.tell(session.id)
        await self._voice.end(session)
        await self._pages.keep_only(session.id, None)
        if session.panel_id is not None:
            view = ended_view(session, idle=idle)
            await self._edit(session.channel_id, session.panel_id, view)
        for song in unanswered:
            await self.answer_question(session, song, refused_view(song))

    async def page_shown(self, session: AuxSession, address: str, message_id: int) -> None:
        """Remember which message shows the page's address: it ends with the page."""
        self._pages.add(session, address, message_id)
        await self._pages.keep_only(session.id, await self._guests.address(session))

    async def end_deleted(self) -> None:
        """Remove what auxes show outside their panels, if they're gone with their owner."""
        await self._voice.end_deleted(self._sessions.still_shown)
        await self._pages.end_gone(self._sessions.still_open)

    async def answer_question(
        self, session: AuxSession, song: AuxSong, view: ui.LayoutView
    ) -> None:
        """Replace the question to the owner about a song by its answer."""
        if song.question_id is not None:
            await self._edit(session.channel_id, song.question_id, view)

    async def show(
        self, session: AuxSession, step: Step | None, *, edit: EditPanel | None = None
    ) -> None:
        """Update the panel with what was found at the owner's player, if it was read.

        Raises NoAux if the aux has ended and someone pressed a button of its panel.
        """
        # Guests see it at once, not after Discord's answer.
        self._tell(session, step)
        async with self.lock(session.id):
            with using_locale(session.language):
                try:
                    if step is not None and step.ended:
                        await self._end(step.session, step.unanswered, idle=True)
                        return
                    fresh = await self._sessions.by_id(session.id)
                    if edit is not None:
                        panel = await self.render(fresh, step=step)
                        await edit(panel.view, panel.files)
                    elif fresh.panel_id is not None:
                        panel = await self.render(fresh, step=step)
                        await self._edit(fresh.channel_id, fresh.panel_id, panel.view, panel.files)
                except NoAux:
                    if edit is not None:
                        raise
                    _log.info("an aux ended in the meantime")

    @asynccontextmanager
    async def lock(self, session_id: int) -> AsyncIterator[None]:
        """Update or end a panel one at a time, so that the newest state is shown last."""
        lock = self._locks.setdefault(session_id, asyncio.Lock())
        async with lock:
            yield

    async def _edit(
        self,
        channel_id: int,
        message_id: int,
        view: ui.LayoutView,
        files: Sequence[discord.File] = (),
    ) -> None:
        message = self._bot.get_partial_messageable(channel_id).get_partial_message(message_id)
        try:
            await message.edit(view=view, attachments=files)
        except discord.HTTPException as failure:
            _log.info("a message of an aux was not updated: HTTP %s", failure.status)

    def _tell(self, session: AuxSession, step: Step | None) -> None:
        if step is not None:
            self._remember(step)
        self.changes.tell(session.id)

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


def code_files(address: str) -> tuple[discord.File, ...]:
    """Return the QR code of a page's address, to be sent with a message."""
    return (discord.File(io.BytesIO(qr_code(address)), QR_FILE),)
