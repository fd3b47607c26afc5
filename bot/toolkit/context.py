"""The context that commands get: how an answer or an error reaches the person."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import discord
from discord import ui
from discord.ext import commands

from bot.toolkit.replying import Answer, reply
from bot.toolkit.types import Interaction
from bot.ui.command_search import nearest
from bot.ui.discord_errors import AnswerLost
from bot.ui.help import unknown_command_view
from bot.ui.language import _
from bot.ui.notices import Notice, notice_view
from bot.ui.usage import Style, use_of
from bot.ui.words.errors import explain, unwrapped

_log = logging.getLogger(__name__)

_UNKNOWN_INTERACTION = 10062
_ALREADY_ACKNOWLEDGED = 40060
_THINKING = discord.InteractionResponseType.deferred_channel_message
_TYPES_AFTER = 1.0
_TYPES_AGAIN = 8.0
PRIVATE = "private"
"""The key in an interaction's extras: only one person will see its answer."""
DEFERRED_PRIVATELY = "deferred_privately"
PAYLOAD = "payload"
"""The key for what Discord sent, in the extras of an interaction that waited and runs again."""
_TAKEN_BACK = "taken_back"


class Context(commands.Context[Any]):
    """A command's context, possibly of a deferred command that runs later."""

    is_deferred = False
    """Whether this is a deferred command: its first answer was the request to link."""

    _answers = 0

    @property
    def viewer(self) -> int:
        """The Discord ID of the person who used the command."""
        return self.author.id

    async def show(
        self,
        view: ui.LayoutView,
        *,
        private: bool = False,
        files: Sequence[discord.File] = (),
        pings: discord.AllowedMentions | None = None,
    ) -> discord.Message:
        """Answer; `private` hides the answer from others where Discord allows it (slash).

        Only those in `pings` are pinged. Raises AnswerLost or NowhereToAnswer: the command itself
        has been carried out all the same.
        """
        if self.interaction is not None:
            return await self._show_there(self.interaction, view, private, files, pings)
        nonce = f"{self.message.id}{'+' if self.is_deferred else ''}{self._answers or ''}"
        self._answers += 1
        # Discord accepts each nonce once, so a replayed command isn't answered twice.
        return await reply(self.bot.places, Answer(view, files, self.message, nonce, pings))

    async def _show_there(
        self,
        interaction: Interaction,
        view: ui.LayoutView,
        private: bool,
        files: Sequence[discord.File],
        pings: discord.AllowedMentions | None,
    ) -> discord.Message:
        mentions: dict[str, Any] = {} if pings is None else {"allowed_mentions": pings}
        try:
            if private:
                await take_back(interaction)
            return await self.send(view=view, ephemeral=private, files=files, **mentions)
        except discord.HTTPException as failure:
            if failure.code != _UNKNOWN_INTERACTION or self.is_deferred:
                raise AnswerLost(failure) from failure
            # The command has run; only the interaction has expired.
            _log.info("an interaction has expired; answering by direct message")
            return await self._show_by_dm(AnswerLost(failure), view, files)

    async def _show_by_dm(
        self, lost: AnswerLost, view: ui.LayoutView, files: Sequence[discord.File]
    ) -> discord.Message:
        for file in files:
            file.reset(seek=True)
        try:
            return await self.author.send(view=view, files=list(files))
        except discord.HTTPException:
            raise lost from lost.cause

    def typing(self, *, ephemeral: bool = False) -> Any:
        """Show that the answer takes a moment, once it does."""
        return self.thinking(private=ephemeral)

    def thinking(self, *, private: bool = False) -> AbstractAsyncContextManager[None]:
        """Show that the answer takes a moment, once it does; failures are ignored."""
        if self.interaction is None:
            return _typing(self)
        if private:
            self.interaction.extras[PRIVATE] = True
        # bot/toolkit/auto_defer.py acknowledges it in time, however long it takes.
        return contextlib.nullcontext()

    async def explain(self, error: BaseException) -> None:
        """Explain an error, privately where the words are for one person."""
        use = use_of(self, self.bot.slash_ids)
        notice = explain(error, prefix=self.clean_prefix, use=use)
        if isinstance(error, commands.CommandNotFound):
            view = self._unknown_command()
        else:
            view = notice_view(notice)
        if self.interaction is not None:
            await answer_privately(self.interaction, view, private=notice.private)
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
    task = asyncio.create_task(_type(ctx))
    try:
        yield
    finally:
        task.cancel()


async def _type(ctx: Context) -> None:
    await asyncio.sleep(_TYPES_AFTER)
    while ctx.bot.places.may_write(ctx.channel):
        try:
            await ctx.bot.http.send_typing(ctx.channel.id)
        except discord.Forbidden:
            ctx.bot.places.refused(ctx.channel.id)
        except discord.HTTPException:
            _log.debug("could not type")
        await asyncio.sleep(_TYPES_AGAIN)


async def answer_privately(
    interaction: Interaction, view: ui.LayoutView, *, private: bool = True
) -> discord.Message | None:
    """Answer an interaction, first removing a public "thinking…" if the answer is private."""
    if not interaction.response.is_done():
        await interaction.response.send_message(view=view, ephemeral=private)
        return await interaction.original_response()
    if private:
        await take_back(interaction)
    return await interaction.followup.send(view=view, ephemeral=private, wait=True)


async def take_back(interaction: Interaction) -> None:
    """Remove a public "thinking…" before a private answer.

    If that fails, a public note replaces it: the next answer is then private.
    """
    command = interaction.type is discord.InteractionType.application_command
    public = not interaction.extras.get(DEFERRED_PRIVATELY)
    if not (command and public and interaction.response.type is _THINKING):
        return
    if interaction.extras.get(_TAKEN_BACK):
        return
    try:
        await interaction.delete_original_response()
    except discord.NotFound:
        _log.info("a deferred answer was already gone")
    except discord.HTTPException as failure:
        _log.info("a deferred answer could not be removed: HTTP %s", failure.status)
        text = _("The answer is for the person who asked, and only they can see it.")
        await interaction.edit_original_response(view=notice_view(Notice(_("Answered"), text)))
    interaction.extras[_TAKEN_BACK] = True


async def explain_to(interaction: Interaction, error: BaseException) -> None:
    """Explain an error to the person who used a button or select."""
    await answer_privately(interaction, notice_view(explain(error, prefix="/")))


def is_too_late(error: BaseException) -> bool:
    """Whether Discord no longer accepts an answer: no one can be told, so it is only logged."""
    cause = unwrapped(error)
    if isinstance(cause, AnswerLost):
        cause = cause.cause
    return isinstance(cause, discord.HTTPException) and cause.code in (
        _UNKNOWN_INTERACTION,
        _ALREADY_ACKNOWLEDGED,
    )
