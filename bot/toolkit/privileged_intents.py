"""The intents that a host must turn on at Discord, and what is left when Discord refuses one."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Literal

import discord

from bot.accounts.presence_choice import FEATURE

_log = logging.getLogger(__name__)

Intent = Literal["message_content", "presences"]

_FLAGS: dict[Intent, tuple[str, str]] = {
    "message_content": ("gateway_message_content", "gateway_message_content_limited"),
    "presences": ("gateway_presence", "gateway_presence_limited"),
}
"""The flags of an application that has an intent: of a large one, and of a small one."""


def wanted_intents(features: Collection[str]) -> frozenset[Intent]:
    """Return the privileged intents for what the host has turned on."""
    content: frozenset[Intent] = frozenset({"message_content"})
    return content | {"presences"} if FEATURE in features else content


def without_refused(asked: frozenset[Intent], flags: discord.ApplicationFlags) -> frozenset[Intent]:
    """Return what to ask for after Discord has refused, which doesn't say what it refuses.

    The application's flags do; if they say that all is on, it's the less important one first.
    """
    lacking = {one for one in asked if not any(getattr(flags, name) for name in _FLAGS[one])}
    if lacking:
        return asked - lacking
    return asked - ({"presences"} if "presences" in asked else {"message_content"})


def tell_host(refused: Collection[Intent], prefix: str) -> None:
    """Say what doesn't work without the intents that Discord has refused, and how to get them."""
    if "presences" in refused:
        _log.warning(
            "Discord refuses the presence intent, so what people's Discord shows of Spotify isn't "
            "seen, and everything else works. To fix it, turn on Presence Intent in the developer "
            "portal, under Bot, and start the bot again; or take presence out of FEATURES"
        )
    if "message_content" in refused:
        _log.warning(
            "Discord refuses the message content intent, so commands with the prefix %s work "
            "only in direct messages and after a mention. To fix it, turn on Message Content "
            "Intent in the developer portal, under Bot, and start the bot again",
            prefix,
        )
