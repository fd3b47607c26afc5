"""Where a command or a press came from: a message or an interaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import discord

from bot.linking.offers import Asker
from bot.toolkit.types import Interaction
from bot.ui.account import avatar_of

if TYPE_CHECKING:
    from bot.toolkit.context import Context

Origin: TypeAlias = "Context | Interaction"


def interaction_of(origin: Origin) -> Interaction | None:
    """Return the interaction, or None where a message was written."""
    return origin if isinstance(origin, discord.Interaction) else origin.interaction


def person_of(origin: Origin) -> discord.User | discord.Member:
    """Return the person who used the command or pressed."""
    return origin.user if isinstance(origin, discord.Interaction) else origin.author


def asker_of(origin: Origin) -> Asker:
    """Return the person who asks for a link, as its page will name them."""
    person, guild = person_of(origin), origin.guild
    channel = origin.channel_id if isinstance(origin, discord.Interaction) else origin.channel.id
    return Asker(
        discord_id=person.id,
        name=person.display_name,
        handle=person.name,
        avatar_url=avatar_of(person),
        guild_name=guild.name if guild else None,
        place=f"{guild.id if guild else '@me'}/{channel or 0}",
        guild_id=guild.id if guild else None,
    )
