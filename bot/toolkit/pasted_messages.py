"""What people write instead of filling in a form: a pasted address or a typed code.

In direct messages these work as if typed into the modal; anything else there that isn't a command
gets help. An address posted in a server is used too, so that its code is spent, and its author is
told where it belongs.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from contextlib import suppress

import discord
from discord import ui
from discord.ext import commands

from bot.linking.confirm_code import ConfirmCode
from bot.linking.errors import LinkingError
from bot.linking.outcomes import AttemptEnd
from bot.linking.paste_callback import PasteCallback
from bot.ui.account import finished_view, posted_view
from bot.ui.notices import notice_view
from bot.ui.words.errors import explain

_log = logging.getLogger(__name__)
_HELP_AGAIN = 600.0
_REMEMBERED = 10_000


class PastedMessages:
    """Handles messages that aren't commands."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        pasting: PasteCallback,
        confirming: ConfirmCode,
        prefix: str,
    ) -> None:
        self._bot = bot
        self._prefix = prefix
        self._pasting = pasting
        self._confirming = confirming
        self._helped: OrderedDict[int, float] = OrderedDict()

    def may_handle(self, message: discord.Message) -> bool:
        """Whether a message in a server may be a pasted address, at first sight."""
        return "state=" in message.content

    async def handle(self, message: discord.Message) -> bool:
        """Handle an address or a code; True when the message was one and has been answered.

        A direct message that isn't a command either is turned into `help`.
        """
        if message.guild is not None:
            return await self._handle_in_server(message)
        return await self._handle_direct(message)

    async def _handle_direct(self, message: discord.Message) -> bool:
        try:
            outcome = await self._outcome(message)
        except Exception as failure:
            await _reply(message, _words_for(failure))
            return True
        if outcome is None:
            await self._ask_for_help(message)
            return False
        await _reply(message, finished_view(outcome, written=True))
        return True

    async def _ask_for_help(self, message: discord.Message) -> None:
        context = await self._bot.get_context(message)
        if context.prefix is None and self._may_be_helped(message):
            message.content = f"{self._prefix}help"

    def _may_be_helped(self, message: discord.Message) -> bool:
        """Whether someone gets help for a message that isn't a command: once in ten minutes."""
        now = time.monotonic()
        last = self._helped.get(message.author.id)
        if message.is_system() or (last is not None and now - last < _HELP_AGAIN):
            return False
        self._helped[message.author.id] = now
        self._helped.move_to_end(message.author.id)
        if len(self._helped) > _REMEMBERED:
            self._helped.popitem(last=False)
        return True

    async def _outcome(self, message: discord.Message) -> AttemptEnd | None:
        if self._pasting.means(message.content):
            return await self._pasting.take(message.author.id, message.content)
        return await self._confirming.written(message.author.id, message.content)

    async def _handle_in_server(self, message: discord.Message) -> bool:
        if not self.may_handle(message) or not self._pasting.brings(message.content):
            return False
        try:
            outcome = await self._pasting.take(message.author.id, message.content)
            answer = finished_view(outcome)
        except Exception as failure:
            answer = _words_for(failure)
        view = posted_view(deleted=await _deleted(message))
        try:
            await message.author.send(view=view)
            await message.author.send(view=answer)
        except discord.Forbidden:
            with suppress(discord.Forbidden):
                await message.channel.send(view=view)
        return True


def _words_for(failure: Exception) -> ui.LayoutView:
    if not isinstance(failure, LinkingError):
        _log.error("an address or a code could not be handled", exc_info=failure)
    return notice_view(explain(failure, prefix="/"))


async def _deleted(message: discord.Message) -> bool:
    try:
        await message.delete()
    except discord.HTTPException as failure:
        return isinstance(failure, discord.NotFound)
    return True


async def _reply(message: discord.Message, view: ui.LayoutView) -> None:
    await message.channel.send(view=view, nonce=str(message.id))
