"""What the bot isn't allowed to do in a channel, and how Discord shows that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.discord.errors import DiscordError

REACT = 1 << 6
VIEW, SEND, EMBED, ATTACH, HISTORY = 1 << 10, 1 << 11, 1 << 14, 1 << 15, 1 << 16
MANAGE_CHANNELS, CONNECT, SET_STATUS = 1 << 4, 1 << 20, 1 << 48
AUDIT_LOG = 1 << 7
OBFUSCATED = 1 << 17

Json = dict[str, Any]


def overwrites(hidden_from: Iterable[int], bot: int, *, lacks: int, may: int) -> list[Json]:
    """Return a channel's permission overwrites."""
    found = [
        {"id": str(one), "type": 1, "allow": "0", "deny": str(VIEW)}
        for one in hidden_from
        if one != bot
    ]
    if lacks or may:
        found.append({"id": str(bot), "type": 1, "allow": str(may & ~lacks), "deny": str(lacks)})
    return found


def stub_of(channel: Json) -> Json:
    """Return what's left of a channel that a bot may not view (since 16 November 2026)."""
    everyone = {"id": channel["guild_id"], "type": 0, "allow": "0", "deny": str(VIEW)}
    kept = ("id", "type", "guild_id", "position", "parent_id", "nsfw")
    return {
        **{key: channel[key] for key in kept},
        "name": "___hidden___",
        "topic": None,
        "flags": OBFUSCATED,
        "permission_overwrites": [everyone],
    }


def check_may_set_status(has: int, lacks: int) -> None:
    """Check the rights that a bot outside a voice channel needs for its status; raises 50013.

    Without "Connect", nothing about a voice channel can be managed.
    """
    needed = CONNECT | SET_STATUS | MANAGE_CHANNELS
    if has & ~lacks & needed != needed:
        raise DiscordError(403, 50013)


def check_may_write(lacks: int, body: Json) -> None:
    """Check the rights that a message needs; raises 50001, 50013 or 160002."""
    if lacks & VIEW:
        raise DiscordError(403, 50001)
    if lacks & SEND or (lacks & ATTACH and body.get("attachments")):
        raise DiscordError(403, 50013)
    if lacks & HISTORY and body.get("message_reference"):
        raise DiscordError(403, 160002)
