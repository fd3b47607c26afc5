"""The context that commands get: how an answer or an error reaches the person."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

import discord
from discord import ui
from discord.ext import commands

from bot.ui.errors import explain, unwrapped
from bot.ui.finding import nearest
from bot.ui.help import unknown_command_view
from bot.ui.notices import notice_view
from bot.ui.usage import Style, use_of

_UNKNOWN_INTERACTION = 10062
_ALREADY_ACKNOWLEDGED = 40060
_THINKING = discord.InteractionResponseType.deferred_channel_message

Interaction = discord.Interaction[Any]


class Context(commands.Context[Any]):
    """A command's context. It may belong to a command that waited and is carried out later."""

    again = False
    """Whether this is a command that waited: its first answer was the question for a link."""

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
    ) -> discord.Message:
        """Answer; `private` hides the answer from others where Discord can do that (slash)."""
        if self.interaction is not None:
            return await self.send(view=view, ephemeral=private, files=files)
        return await self.reply(
            view=view,
            files=list(files),
            # Discord takes each nonce once, so that a repeated request sends nothing twice.
            nonce=f"{self.message.id}{'+' if self.again else ''}",
            mention_author=False,
        )

    def thinking(self, *, private: bool = False) -> AbstractAsyncContextManager[Any]:
        """Show that the answer takes a moment; a command that waited has been answered already."""
        if self.interaction is not None and self.interaction.response.is_done():
            return nullcontext()
        return self.typing(ephemeral=private)

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


async def answer_privately(
    interaction: Interaction, view: ui.LayoutView, *, private: bool = True
) -> discord.Message | None:
    """Answer an interaction, taking back a public "thinking…" when the words are private."""
    if not interaction.response.is_done():
        await interaction.response.send_message(view=view, ephemeral=private)
        return await interaction.original_response()
    command = interaction.type is discord.InteractionType.application_command
    if private and command and interaction.response.type is _THINKING:
        await interaction.delete_original_response()
    return await interaction.followup.send(view=view, ephemeral=private, wait=True)


async def explain_to(interaction: Interaction, error: BaseException) -> None:
    """Answer a button or select with the words for an error."""
    await answer_privately(interaction, notice_view(explain(error, prefix="/")))


def is_too_late(error: BaseException) -> bool:
    """Whether Discord no longer takes an answer: nobody can be told, so it is only noted."""
    cause = unwrapped(error)
    return isinstance(cause, discord.HTTPException) and cause.code in (
        _UNKNOWN_INTERACTION,
        _ALREADY_ACKNOWLEDGED,
    )
