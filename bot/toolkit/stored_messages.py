"""Changing a message later, by what was kept of it: a channel's, or an interaction's token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import ui
from discord.ext import commands

from bot.toolkit.context import Context


def delivery_of(
    origin: Context | discord.Interaction[Any], message: discord.Message
) -> dict[str, Any]:
    """Return what must be kept to edit an answer later; interactions can for 15 minutes."""
    interaction = origin.interaction if isinstance(origin, Context) else origin
    if interaction is not None:
        return {
            "application_id": interaction.application_id,
            "token": interaction.token,
            "message_id": message.id,
        }
    return {"channel_id": message.channel.id, "message_id": message.id}


async def edit_delivered(
    bot: commands.AutoShardedBot,
    delivery: Mapping[str, Any],
    view: ui.LayoutView,
    files: Sequence[discord.File] | None = None,
) -> bool:
    """Edit a message; False when nothing was kept of it. Raises discord's HTTP errors."""
    more: dict[str, Any] = {} if files is None else {"attachments": list(files)}
    if "token" in delivery:
        webhook = discord.Webhook.partial(
            int(delivery["application_id"]), str(delivery["token"]), client=bot
        )
        await webhook.edit_message(int(delivery["message_id"]), view=view, **more)
        return True
    if "channel_id" in delivery:
        channel = bot.get_partial_messageable(int(delivery["channel_id"]))
        message = channel.get_partial_message(int(delivery["message_id"]))
        await message.edit(view=view, **more)
        return True
    return False
