"""Every way to answer a person; cogs send no messages by themselves, they only open forms.

| what is answered | who sees it | how |
|---|---|---|
| a command | as it declares (`reply`): the channel, or of a slash command its person | `ctx.show` |
| a command with `reply="private"` | its person: hidden, or by direct message | `answer_privately` |
| a message, never in its channel | its person, by direct message | `answer_by_dm` |
| a press, a form or a menu | its person | `answer_interaction` |
| likewise, with a message to be edited later | its person | `answer_for_later` |
| likewise, with a file | its person | `answer_with_file` |
| a press, in the message it was on | who sees that message | `edit_pressed` |
| a command or a press, whichever | of a message the channel, else its person | `answer_origin` |
| an error of either | where its words are for one person, only they | `explain_at` |
| nothing: the bot has news | the person, by direct message | `send_dm` |

If it takes a moment: `ctx.typing()` in a command; `expect_private` where only then the answer
becomes private; `think_privately` before `answer_interaction`, and
`acknowledge` before `edit_pressed`.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord import ui
from discord.ext import commands

from bot.toolkit.command_origin import Origin, interaction_of
from bot.toolkit.rest_retries import NoAnswer
from bot.toolkit.types import Interaction
from bot.ui.account import dm_closed_view, sent_by_dm_view
from bot.ui.buttons import Button
from bot.ui.discord_errors import AnswerLost
from bot.ui.language import _
from bot.ui.notices import Notice, notice_view
from bot.ui.words.errors import explain

if TYPE_CHECKING:
    from bot.toolkit.context import Context

_log = logging.getLogger(__name__)

UNKNOWN_INTERACTION = 10062
"""Discord's code for an interaction that has expired."""
_THINKING = discord.InteractionResponseType.deferred_channel_message
_DEFERRED_PRIVATELY = "deferred_privately"
_PRIVATE = "private"
_THINKING_OVER = "thinking_over"


async def answer_slash(
    ctx: Context,
    view: ui.LayoutView,
    *,
    hidden: bool,
    files: Sequence[discord.File] = (),
    pings: discord.AllowedMentions | None = None,
) -> discord.Message:
    """Answer a slash command (`ctx.show` does); by direct message if Discord is no longer waiting.

    Raises AnswerLost.
    """
    mentions: dict[str, Any] = {} if pings is None else {"allowed_mentions": pings}
    try:
        if hidden and ctx.interaction is not None:
            await _take_back(ctx.interaction)
        sent = await ctx.send(view=view, ephemeral=hidden, files=files, **mentions)
    except discord.HTTPException as failure:
        if failure.code != UNKNOWN_INTERACTION or ctx.is_resumed:
            raise AnswerLost(failure) from failure
        # The command has run; only the interaction has expired.
        _log.info("an interaction has expired; answering by direct message")
        return await _instead_by_dm(ctx, AnswerLost(failure), view, files)
    if ctx.interaction is not None:
        ctx.interaction.extras[_THINKING_OVER] = True
    return sent


async def _instead_by_dm(
    ctx: Context, lost: AnswerLost, view: ui.LayoutView, files: Sequence[discord.File]
) -> discord.Message:
    for file in files:
        file.reset(seek=True)
    try:
        return await ctx.author.send(view=view, files=list(files))
    except discord.HTTPException:
        raise lost from lost.cause


async def answer_privately(ctx: Context, view: ui.LayoutView, instead: Button) -> None:
    """Answer a slash command so that only its person sees it, and a message by direct message.

    If direct messages are closed, a button in the channel leads there `instead`.
    """
    if ctx.interaction is not None:
        await answer_slash(ctx, view, hidden=True)
    else:
        await answer_by_dm(ctx, view, instead)


async def answer_by_dm(
    ctx: Context, view: ui.LayoutView, instead: Button
) -> discord.Message | None:
    """Answer by direct message and say so; if those are closed, offer a button instead."""
    try:
        message = await ctx.author.send(view=view, nonce=f"{ctx.message.id}p")
    except discord.Forbidden:
        await ctx.show(dm_closed_view(instead))
        return None
    except discord.HTTPException as failure:
        raise AnswerLost(failure) from failure
    if ctx.guild is not None:
        await ctx.show(sent_by_dm_view())
    return message


async def answer_origin(origin: Origin, view: ui.LayoutView) -> None:
    """Answer a message in its channel, and an interaction so that only its person sees it."""
    interaction = interaction_of(origin)
    if interaction is not None:
        await answer_interaction(interaction, view)
    elif not isinstance(origin, discord.Interaction):
        await origin.show(view)


async def explain_at(origin: Origin, error: BaseException) -> None:
    """Answer with the words for an error."""
    if isinstance(origin, discord.Interaction):
        await answer_interaction(origin, notice_view(explain(error, prefix="/")))
    else:
        await origin.explain(error)


async def answer_interaction(
    interaction: Interaction,
    view: ui.LayoutView,
    *,
    private: bool = True,
    files: Sequence[discord.File] = (),
) -> discord.Message | None:
    """Answer an interaction; only its person sees it, unless it isn't `private`.

    A public "thinking…" is removed before a private answer. Returns the message, if Discord's
    reply tells it.
    """
    if interaction.response.is_done():
        if private:
            await _take_back(interaction)
        message = await interaction.followup.send(
            view=view, ephemeral=private, files=files, wait=True
        )
        interaction.extras[_THINKING_OVER] = True
        return message
    sent = await interaction.response.send_message(view=view, ephemeral=private, files=files)
    return sent.resource if isinstance(sent.resource, discord.InteractionMessage) else None


async def answer_for_later(
    interaction: Interaction,
    view: ui.LayoutView,
    *,
    private: bool = True,
    files: Sequence[discord.File] = (),
) -> discord.Message:
    """Answer as `answer_interaction` does, and return the message, which will be edited later."""
    sent = await answer_interaction(interaction, view, private=private, files=files)
    return sent or await interaction.original_response()


async def answer_with_file(interaction: Interaction, file: discord.File) -> None:
    """Send a file to the person who pressed, after `think_privately`."""
    await interaction.followup.send(file=file, ephemeral=True)


async def edit_pressed(
    interaction: Interaction, view: ui.LayoutView, files: Sequence[discord.File] = ()
) -> None:
    """Edit the message whose component was used; its pictures go unless given again."""
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view, attachments=files)
    else:
        await interaction.response.edit_message(view=view, attachments=files)


async def acknowledge(interaction: Interaction) -> None:
    """Tell Discord that the press arrived; the message is changed later."""
    if not interaction.response.is_done():
        # If Discord's answer is unclear, run the press anyway: its own answer tries again.
        with contextlib.suppress(NoAnswer):
            await interaction.response.defer()


async def think_privately(interaction: Interaction) -> None:
    """Tell Discord that a private answer follows."""
    if not interaction.response.is_done():
        with contextlib.suppress(NoAnswer):
            await think(interaction, private=True)


def expect_private(interaction: Interaction) -> None:
    """Make "thinking…" private, should the answer take a moment."""
    interaction.extras[_PRIVATE] = True


def is_private_expected(interaction: Interaction) -> bool:
    """Whether "thinking…" must be private."""
    return bool(interaction.extras.get(_PRIVATE))


def is_deferred_in_public(interaction: Interaction) -> bool:
    """Whether others see "thinking…", or may any moment.

    A personal link must not follow it: whether that would be private isn't documented.
    """
    return interaction.extras.get(_DEFERRED_PRIVATELY) is False


async def think(interaction: Interaction, *, private: bool) -> None:
    """Show "thinking…" until the answer comes, which is private if this is."""
    interaction.extras[_DEFERRED_PRIVATELY] = private
    await interaction.response.defer(ephemeral=private, thinking=True)


async def send_dm(bot: commands.AutoShardedBot, person_id: int, view: ui.LayoutView) -> bool:
    """Send a direct message; False when they are closed or the person is gone."""
    try:
        person = await bot.fetch_user(person_id)
        await person.send(view=view)
    except (discord.Forbidden, discord.NotFound):
        return False
    return True


async def _take_back(interaction: Interaction) -> None:
    """Remove a public "thinking…" before a private answer; one that became an answer stays.

    If that fails, a public note replaces it: the next answer is then private.
    """
    command = interaction.type is discord.InteractionType.application_command
    public = not interaction.extras.get(_DEFERRED_PRIVATELY)
    if not (command and public and interaction.response.type is _THINKING):
        return
    if interaction.extras.get(_THINKING_OVER):
        return
    try:
        await interaction.delete_original_response()
    except discord.NotFound:
        _log.info("a deferred answer was already gone")
    except discord.HTTPException as failure:
        _log.info("a deferred answer could not be removed: HTTP %s", failure.status)
        text = _("The answer is for the person who asked, and only they can see it.")
        await interaction.edit_original_response(view=notice_view(Notice(_("Answered"), text)))
    interaction.extras[_THINKING_OVER] = True
