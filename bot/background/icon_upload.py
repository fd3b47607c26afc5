"""Uploads the icons of buttons as emoji of the bot's application, and knows which are there.

It runs in the background from the start on: buttons have plain emoji until it is done, and where
Discord refuses something. Only the process with the first shard uploads; the others read the list.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import discord
from discord.ext import commands

from bot.toolkit.button_icons import ButtonIcons
from bot.toolkit.discord_refusals import UNREACHABLE, refusal_of
from bot.toolkit.worker import ReportFault, Worker
from bot.ui.icons import Icon, icon_called, read_icons

_log = logging.getLogger(__name__)

_FIRST_PAUSE = 10.0
_LONGEST_PAUSE = 3600.0
_AFTER_REFUSAL = 5.0
_MOST = 2000
"""How many emoji an application may have."""


class IconUpload(commands.Cog, name="IconUpload"):
    """Looks after a start and after a refusal, and less and less often while icons are missing."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        icons: ButtonIcons,
        report_fault: ReportFault,
        *,
        uploads: bool,
    ) -> None:
        self._bot = bot
        self._icons = icons
        self._may_upload = uploads
        self._may_replace = uploads
        self._worker = Worker("icons", self._seconds_to_next, self._look, report_fault)
        self._next_at = 0.0
        self._pause = _FIRST_PAUSE

    async def cog_load(self) -> None:
        """Start, without waiting for it."""
        self._icons.refused.add(self._look_soon)
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop the worker."""
        self._icons.refused.remove(self._look_soon)
        await self._worker.stop()

    def _look_soon(self, seconds: float) -> None:
        del seconds
        self._next_at = min(self._next_at, _now() + _AFTER_REFUSAL)
        self._worker.wake_in(_AFTER_REFUSAL)

    async def _seconds_to_next(self) -> float:
        return max(0.0, self._next_at - _now())

    async def _look(self) -> None:
        if _now() < self._next_at:
            return
        complete = False
        try:
            complete = await self._sync()
        except UNREACHABLE as failure:
            _log.debug("the list of emoji can't be read now: %s", type(failure).__name__)
        except discord.HTTPException as error:
            self._refused(error)
        self._next_at = _now() + (_LONGEST_PAUSE if complete else self._pause)
        self._pause = _FIRST_PAUSE if complete else min(self._pause * 2, _LONGEST_PAUSE)

    async def _sync(self) -> bool:
        """Read the list, upload what is missing; True if every icon is there."""
        wanted = await asyncio.to_thread(lambda: list(read_icons()))
        there = await self._bot.fetch_application_emojis()
        by_name = {one.name: one.id for one in there}
        found = {one: by_name[one.full_name] for one in wanted if one.full_name in by_name}
        self._icons.use(found)
        missing = [one for one in wanted if one not in found]
        if missing and self._may_upload:
            uploaded = await self._upload(missing, there)
            found |= uploaded
            self._icons.use(found)
            if uploaded:
                _log.info("uploaded %d icons for buttons", len(uploaded))
        if self._may_replace:
            await self._delete_old(there, found)
            self._may_replace = False
        return len(found) == len(wanted)

    async def _upload(
        self, missing: Sequence[Icon], there: Sequence[discord.Emoji]
    ) -> dict[Icon, int]:
        """Upload icons; another version of one that came after our start stays instead."""
        versions = {icon_called(one.name) for one in there}
        uploaded: dict[Icon, int] = {}
        for icon in missing:
            replaced = icon.name in versions and not self._may_replace
            if replaced or len(there) + len(uploaded) >= _MOST:
                continue
            try:
                made = await self._bot.create_application_emoji(
                    name=icon.full_name, image=icon.picture
                )
            except discord.HTTPException as error:
                self._refused(error)
                break
            uploaded[icon] = made.id
        return uploaded

    async def _delete_old(self, there: Sequence[discord.Emoji], found: dict[Icon, int]) -> None:
        """Delete earlier versions of icons whose present one is there."""
        present = {icon.name: emoji for icon, emoji in found.items()}
        for one in there:
            name = icon_called(one.name)
            if name in present and present[name] != one.id:
                await self._bot.http.delete_application_emoji(self._bot.application_id or 0, one.id)

    def _refused(self, error: discord.HTTPException) -> None:
        """Stop uploading, until the next start, if Discord doesn't allow it."""
        if self._may_upload and refusal_of(error) is not None:
            self._may_upload = False
            _log.info("buttons keep plain emoji, because Discord refuses: %s", refusal_of(error))


def _now() -> float:
    return asyncio.get_running_loop().time()
