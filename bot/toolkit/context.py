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
from bot.ui.command_search import nearest
from bot.ui.errors import AnswerLost
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
"""Where an interaction's extras say that its answer will be for one person alone."""
DEFERRED_PRIVATELY = "deferred_privately"
_TAKEN_BACK = "taken_back"

Interaction = discord.Interaction[Any]


class Context(commands.Context[Any]):
    """A command's context. It may belong to a command that waited and is carried out later."""

    is_deferred = False
    """Whether this is a command that waited: its first answer was the question for a link."""

    _answers = 0

    @property
    def viewer(self) -> int:
        """The Discord ID of whoever gave the command."""
        return self.author.id

    async def show(
        self,
        view: ui.LayoutView,
        *,
        private: bool = False,
        files: Sequence[discord.File] = (),
        pings: discord.AllowedMentions | None = None,
    ) -> discord.Message:
        """Answer; `private` hides the answer from others where Discord can do that (slash).

        Nobody is pinged but those in `pings`. Raises AnswerLost or NowhereToAnswer: what was asked
        for has been done all the same.
        """
        if self.interaction is not None:
            return await self._show_there(self.interaction, view, private, files, pings)
        nonce = f"{self.message.id}{'+' if self.is_deferred else ''}{self._answers or ''}"
        self._answers += 1
        # Discord takes each nonce once, so that a replayed command is not answered twice.
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
            # What was asked for is done; only the interaction is over.
            _log.info("an interaction could no longer be answered; trying a direct message")
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
        """Show that the answer takes a moment, once it does; whether that fails is no matter."""
        if self.interaction is None:
            return _typing(self)
        if private:
            self.interaction.extras[PRIVATE] = True
        # bot/toolkit/acknowledgement.py acknowledges it in time, whatever it waits for.
        return contextlib.nullcontext()

    async def explain(self, error: BaseException) -> None:
        """Answer with the words for an error, privately where they are for one person."""
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
        """The prefix to show in words, also where the command came as slash or by mention."""
        return "/" if self.interaction is not None else super().clean_prefix


@asynccontextmanager
async def _typing(ctx: Context) -> AsyncIterator[None]:
    """Type in the channel while the command takes longer than a moment."""
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
    """Answer an interaction, taking back a public "thinking…" when the words are private."""
    if not interaction.response.is_done():
        await interaction.response.send_message(view=view, ephemeral=private)
        return await interaction.original_response()
    if private:
        await take_back(interaction)
    return await interaction.followup.send(view=view, ephemeral=private, wait=True)


async def take_back(interaction: Interaction) -> None:
    """Take a public "thinking…" back before something private is said.

    Where that fails, words for everybody take its place: the next answer is then private.
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
        _log.info("a deferred answer was gone already")
    except discord.HTTPException as failure:
        _log.info("a deferred answer could not be taken back: HTTP %s", failure.status)
        text = _("The answer is for the person who asked, and only they can see it.")
        await interaction.edit_original_response(view=notice_view(Notice(_("Answered"), text)))
    interaction.extras[_TAKEN_BACK] = True


async def explain_to(interaction: Interaction, error: BaseException) -> None:
    """Answer a button or select with the words for an error."""
    await answer_privately(interaction, notice_view(explain(error, prefix="/")))


def is_too_late(error: BaseException) -> bool:
    """Whether Discord no longer takes an answer: nobody can be told, so it is only noted."""
    cause = unwrapped(error)
    if isinstance(cause, AnswerLost):
        cause = cause.cause
    return isinstance(cause, discord.HTTPException) and cause.code in (
        _UNKNOWN_INTERACTION,
        _ALREADY_ACKNOWLEDGED,
    )
