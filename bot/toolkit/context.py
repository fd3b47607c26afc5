"""The context that commands get: how an answer or an error reaches the person."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import discord
from discord import ui
from discord.ext import commands

from bot.toolkit.answers import UNKNOWN_INTERACTION, answer_interaction, answer_slash
from bot.toolkit.interaction_retries import ALREADY_ACKNOWLEDGED
from bot.toolkit.replying import Answer, reply
from bot.ui.command_search import nearest
from bot.ui.discord_errors import AnswerLost
from bot.ui.help import unknown_command_view
from bot.ui.notices import notice_view
from bot.ui.usage import Style, declaration_of, use_of
from bot.ui.words.errors import explain, unwrapped

_log = logging.getLogger(__name__)

_TYPES_AFTER = 1.0
_TYPES_AGAIN = 8.0
PAYLOAD = "payload"
"""The key for what Discord sent, in the extras of an interaction that waited and runs again."""


class Context(commands.Context[Any]):
    """A command's context, possibly of a command that has waited."""

    is_resumed = False
    """Whether this command has waited: its first answer was the request to link."""

    _answers = 0

    @property
    def viewer(self) -> int:
        """The Discord ID of the person who used the command."""
        return self.author.id

    async def show(
        self,
        view: ui.LayoutView,
        *,
        files: Sequence[discord.File] = (),
        pings: discord.AllowedMentions | None = None,
    ) -> discord.Message:
        """Answer; a slash command's answer is hidden from others if the command declares that.

        Only those in `pings` are pinged. Raises AnswerLost or NowhereToAnswer: the command itself
        has been carried out all the same.
        """
        if self.interaction is not None:
            hidden = self._is_hidden
            return await answer_slash(self, view, hidden=hidden, files=files, pings=pings)
        nonce = f"{self.message.id}{'+' if self.is_resumed else ''}{self._answers or ''}"
        self._answers += 1
        # Discord accepts each nonce once, so a replayed command isn't answered twice.
        return await reply(self.bot.places, Answer(view, files, self.message, nonce, pings))

    @property
    def _is_hidden(self) -> bool:
        """Whether only the person sees a slash command's answer."""
        return self.command is not None and declaration_of(self.command).reply != "public"

    def typing(self, *, ephemeral: bool = False) -> Any:
        """Show that the answer takes a moment, once it does; failures are ignored.

        An interaction is acknowledged by bot/toolkit/auto_defer.py in time, hidden if the command
        declares that: `ephemeral`, which discord.py has here, changes nothing.
        """
        del ephemeral
        return _typing(self) if self.interaction is None else contextlib.nullcontext()

    async def explain(self, error: BaseException) -> None:
        """Explain an error, privately where the words are for one person."""
        use = use_of(self, self.bot.slash_ids)
        notice = explain(error, prefix=self.clean_prefix, use=use)
        if isinstance(error, commands.CommandNotFound):
            view = self._unknown_command()
        else:
            view = notice_view(notice)
        if self.interaction is not None:
            private = notice.private or self._is_hidden
            await answer_interaction(self.interaction, view, private=private)
        else:
            await self.show(view)

    def _unknown_command(self) -> ui.LayoutView:
        asked = self.invoked_with or ""
        style = Style(self.clean_prefix, self.bot.slash_ids)
        return unknown_command_view(asked, nearest(self.bot, asked), style)

    @property
    def clean_prefix(self) -> str:
        """The prefix to show in messages, even if the command came as slash or by mention."""
        return "/" if self.interaction is not None else super().clean_prefix


@asynccontextmanager
async def _typing(ctx: Context) -> AsyncIterator[None]:
    """Show typing in the channel once the command takes longer than a moment."""
    started: list[asyncio.Task[None]] = []

    def start() -> None:
        started.append(asyncio.create_task(_type(ctx)))

    # Most answers come sooner, and a timer costs less than a task.
    timer = asyncio.get_running_loop().call_later(_TYPES_AFTER, start)
    try:
        yield
    finally:
        timer.cancel()
        for task in started:
            task.cancel()


async def _type(ctx: Context) -> None:
    while ctx.bot.places.may_write(ctx.channel):
        try:
            await ctx.bot.http.send_typing(ctx.channel.id)
        except discord.Forbidden:
            ctx.bot.places.refused(ctx.channel.id)
        except discord.HTTPException:
            _log.debug("could not type")
        await asyncio.sleep(_TYPES_AGAIN)


def is_too_late(error: BaseException) -> bool:
    """Whether Discord no longer accepts an answer: no one can be told, so it is only logged."""
    cause = unwrapped(error)
    if isinstance(cause, AnswerLost):
        cause = cause.cause
    return isinstance(cause, discord.HTTPException) and cause.code in (
        UNKNOWN_INTERACTION,
        ALREADY_ACKNOWLEDGED,
    )
