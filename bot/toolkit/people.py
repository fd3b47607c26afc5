"""A person named in a command, and whether they share a server with whoever asks."""

from __future__ import annotations

import re
from dataclasses import dataclass

import discord

from bot.toolkit.component_router import Interaction
from bot.toolkit.context import Context
from bot.toolkit.mutual_servers import MutualServers
from bot.ui.errors import UnknownPerson
from bot.ui.mentions import is_known

Person = discord.Member | discord.User


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who is looked at."""

    id: int
    name: str
    shares_server: bool
    user: discord.abc.User


_SOMEBODY = re.compile(r"<@[!&]?\d+>|@(?:everyone|here)\b|(?<!\S)\d{17,20}(?!\S)")


def no_person_in(text: str) -> None:
    """Raise UnknownPerson where words that are left over name somebody who was not found."""
    if any(not is_known(found[0]) for found in _SOMEBODY.finditer(text)):
        raise UnknownPerson


async def named(sharing: MutualServers, ctx: Context, person: Person) -> Named:
    """Return who was named in a command."""
    shares = await sharing.between(ctx.guild, ctx.author, person)
    return Named(person.id, person.display_name, shares, person)


async def named_again(sharing: MutualServers, interaction: Interaction, person_id: int) -> Named:
    """Return who a button is about."""
    who: discord.abc.User = interaction.user
    if person_id != interaction.user.id:
        who = await sharing.person(interaction.guild, person_id)
    shares = await sharing.between(interaction.guild, interaction.user, who)
    return Named(who.id, who.display_name, shares, who)
