"""Where a command came from: a message or an interaction, answered alike."""

from __future__ import annotations

from typing import cast

import discord
from discord import ui

from bot.linking.offers import Asker
from bot.toolkit.context import Context, answer_privately, explain_to
from bot.toolkit.types import Interaction
from bot.ui.account import avatar_of

Origin = Context | Interaction


async def show(origin: Origin, view: ui.LayoutView) -> None:
    """Answer; an interaction is answered privately."""
    interaction = interaction_of(origin)
    if interaction is not None:
        await answer_privately(interaction, view)
    else:
        await cast(Context, origin).show(view)


async def explain_at(origin: Origin, error: BaseException) -> None:
    """Answer with the words for an error."""
    if isinstance(origin, Context):
        await origin.explain(error)
    else:
        await explain_to(origin, error)


def interaction_of(origin: Origin) -> Interaction | None:
    """Return the interaction, or None where a message was written."""
    return origin.interaction if isinstance(origin, Context) else origin


def person_of(origin: Origin) -> discord.User | discord.Member:
    """Return the person who used the command or pressed."""
    return origin.author if isinstance(origin, Context) else origin.user


def asker_of(origin: Origin) -> Asker:
    """Return the person who asks for a link, as its page will name them."""
    person, guild = person_of(origin), origin.guild
    channel = origin.channel.id if isinstance(origin, Context) else origin.channel_id or 0
    return Asker(
        discord_id=person.id,
        name=person.display_name,
        handle=person.name,
        avatar_url=avatar_of(person),
        guild_name=guild.name if guild else None,
        place=f"{guild.id if guild else '@me'}/{channel}",
        guild_id=guild.id if guild else None,
    )
