"""Where to write to a server that has added the bot, and to whom if that isn't possible."""

from __future__ import annotations

import logging
from collections.abc import Collection

import discord

from bot.toolkit.channel_rights import rights_in

_log = logging.getLogger(__name__)

_NEEDED = discord.Permissions(view_channel=True, send_messages=True)
_ENTRIES = 10
"""How many of the latest bots in the audit log are looked at."""


def welcome_channels(guild: discord.Guild, allowed: Collection[int]) -> list[discord.TextChannel]:
    """Return the channels that a server has named for messages to it, the best one first.

    Only those where the bot may write, and `allowed` by the server's own rules if it has any.
    """
    named = [guild.system_channel, guild.public_updates_channel]
    found: list[discord.TextChannel] = []
    for channel in named:
        if channel is None or channel in found or (allowed and channel.id not in allowed):
            continue
        # A stub (no rights) is a channel that the bot may not view.
        rights = rights_in(channel)
        if rights is not None and rights.is_superset(_NEEDED):
            found.append(channel)
    return found


async def who_added(guild: discord.Guild) -> int | None:
    """Return who has added the bot: the audit log's word if it may be read, else the owner."""
    me = guild.me
    if me is None or not me.guild_permissions.view_audit_log:
        return guild.owner_id
    try:
        entries = guild.audit_logs(limit=_ENTRIES, action=discord.AuditLogAction.bot_add)
        async for entry in entries:
            if entry.target is not None and entry.target.id == me.id:
                return entry.user_id or guild.owner_id
    except discord.HTTPException as failure:
        _log.debug("a server's audit log can't be read: HTTP %s", failure.status)
    return guild.owner_id
