"""Commands whose answer nobody would see.

Where the bot may not write, the first answer comes by direct message; for the rest of that hour
nothing is said. A command that only shows something is then not run at all: it would spend
Spotify's requests on nothing. One that does something is run, because that is what was asked for.
What answers by direct message anyway (link, account, privacy) is run too.
"""

from __future__ import annotations

from typing import Any

from discord.ext import commands

from bot.toolkit.channel_rights import ChannelRights

ONLY_SHOW = frozenset(
    {
        "album",
        "artist",
        "aux panel",
        "blend",
        "chart",
        "help",
        "liked",
        "listening",
        "nowplaying",
        "playlist list",
        "playlist show",
        "recent",
        "search",
        "settings doctor",
        "settings mine",
        "settings server",
        "taste",
        "top artists",
        "top tracks",
        "track",
        "why",
    }
)
"""Commands that change nothing by themselves, by their slash names."""


def is_for_nothing(places: ChannelRights, ctx: commands.Context[Any]) -> bool:
    """Whether a command in a message would do nothing but give an answer that is not shown."""
    if ctx.interaction is not None or ctx.guild is None or not only_shows(ctx.command):
        return False
    told = places.told_lately(ctx.channel.id, ctx.author.id)
    return told and not places.may_write(ctx.channel)


def only_shows(command: commands.Command[Any, ..., Any] | None) -> bool:
    """Whether a command changes nothing; a group's own method is what slash calls its fallback."""
    if command is None:
        return False
    name = command.qualified_name.removesuffix("-spelled")
    fallback = getattr(command, "fallback", None)
    return (f"{name} {fallback}" if fallback else name) in ONLY_SHOW
