"""The context that commands get: how an answer or an error reaches the person."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui
from discord.ext import commands

from bot.ui import buttons
from bot.ui.errors import explain, unwrapped
from bot.ui.notices import Buttons, Notice, notice_view

_UNKNOWN_INTERACTION = 10062
_ALREADY_ACKNOWLEDGED = 40060


class Context(commands.Context[Any]):
    """A command's context."""

    async def show(self, view: ui.LayoutView, *, private: bool = False) -> discord.Message:
        """Answer; `private` hides the answer from others where Discord can do that (slash)."""
        if self.interaction is not None:
            return await self.send(view=view, ephemeral=private)
        return await self.reply(view=view, nonce=str(self.message.id), mention_author=False)

    async def explain(self, error: BaseException) -> None:
        """Answer with the words for an error, privately where they are for one person."""
        notice = explain(error, prefix=self.clean_prefix)
        view = notice_view(notice, _buttons(notice))
        if self.interaction is not None:
            await answer_privately(self.interaction, view, private=notice.private)
        else:
            await self.show(view)

    @property
    def clean_prefix(self) -> str:
        """The prefix to show in words, also where the command came as slash or by mention."""
        return "/" if self.interaction is not None else super().clean_prefix


async def answer_privately(
    interaction: discord.Interaction[Any], view: ui.LayoutView, *, private: bool = True
) -> None:
    """Answer an interaction, taking back a public "thinking…" when the words are private."""
    if not interaction.response.is_done():
        await interaction.response.send_message(view=view, ephemeral=private)
        return
    if private and interaction.type is discord.InteractionType.application_command:
        await interaction.delete_original_response()
    await interaction.followup.send(view=view, ephemeral=private)


async def explain_to(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Answer a button or select with the words for an error."""
    notice = explain(error, prefix="/")
    await answer_privately(interaction, notice_view(notice, _buttons(notice)))


def is_too_late(error: BaseException) -> bool:
    """Whether Discord no longer takes an answer: nobody can be told, so it is only noted."""
    cause = unwrapped(error)
    return isinstance(cause, discord.HTTPException) and cause.code in (
        _UNKNOWN_INTERACTION,
        _ALREADY_ACKNOWLEDGED,
    )


def _buttons(notice: Notice) -> Buttons:
    return [buttons.link_button()] if notice.link_button else []
