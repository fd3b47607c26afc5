"""How discord.py connects: the fewest intents, and little that it keeps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.toolkit.privileged_intents import Intent


def intents(privileged: Collection[Intent]) -> discord.Intents:
    """Return the minimal intents: servers, messages, and these."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.messages = True
    wanted.message_content = "message_content" in privileged
    wanted.presences = "presences" in privileged
    return wanted


def options(privileged: Collection[Intent], shard_ids: Sequence[int] | None) -> dict[str, Any]:
    """Return how discord.py connects: little is cached, and no one is pinged by default."""
    return {
        "intents": intents(privileged),
        "allowed_mentions": discord.AllowedMentions.none(),
        "allowed_contexts": app_commands.AppCommandContext(
            guild=True, dm_channel=True, private_channel=True
        ),
        "allowed_installs": app_commands.AppInstallationType(guild=True, user=True),
        "case_insensitive": True,
        "chunk_guilds_at_startup": False,
        "help_command": None,
        "max_messages": None,
        "member_cache_flags": discord.MemberCacheFlags.none(),
        "shard_ids": list(shard_ids) if shard_ids else None,
    }
