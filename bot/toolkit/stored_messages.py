"""Changing a message later, by what was kept of it: a channel's, or an interaction's token."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui
from discord.ext import commands

from bot.storage.records import MessageRef
from bot.toolkit.context import Context

_GONE = (401, 404)
"""An interaction's token has run out, or the message was deleted."""


def message_ref(origin: Context | discord.Interaction[Any], message: discord.Message) -> MessageRef:
    """Return how an answer can be edited later; interactions can for 15 minutes."""
    interaction = origin.interaction if isinstance(origin, Context) else origin
    if interaction is not None:
        return MessageRef(
            message.id, application_id=interaction.application_id, token=interaction.token
        )
    return MessageRef(message.id, channel_id=message.channel.id)


async def edit_message(
    bot: commands.AutoShardedBot,
    ref: MessageRef,
    view: ui.LayoutView,
    files: Sequence[discord.File] | None = None,
) -> bool:
    """Edit a message; False when nothing was kept of it. Raises discord's HTTP errors."""
    more: dict[str, Any] = {} if files is None else {"attachments": list(files)}
    if ref.token is not None and ref.application_id is not None:
        webhook = discord.Webhook.partial(ref.application_id, ref.token, client=bot)
        await webhook.edit_message(ref.message_id, view=view, **more)
        return True
    if ref.channel_id is not None:
        channel = bot.get_partial_messageable(ref.channel_id)
        await channel.get_partial_message(ref.message_id).edit(view=view, **more)
        return True
    return False


async def edit_if_there(bot: commands.AutoShardedBot, ref: MessageRef, view: ui.LayoutView) -> bool:
    """Edit a message; False when it is gone or can no longer be edited."""
    try:
        return await edit_message(bot, ref, view)
    except discord.HTTPException as failure:
        if failure.status not in _GONE:
            raise
        return False
