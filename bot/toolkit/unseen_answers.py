"""Skips commands whose answer no one would see.

Where the bot may not write, the first answer goes by direct message; for the rest of that hour it
stays silent. A command that only shows something is then skipped: it would waste Spotify requests.
One that changes something still runs, because that is what the person asked for. Commands that
answer by direct message anyway (link, account, privacy) run too.
"""

from __future__ import annotations

from typing import Any

from discord.ext import commands

from bot.toolkit.channel_rights import ChannelRights

READ_ONLY = frozenset(
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
"""Slash names of commands that change nothing by themselves."""


def would_be_unseen(places: ChannelRights, ctx: commands.Context[Any]) -> bool:
    """Whether a command in a message would only produce an answer that no one sees."""
    if ctx.interaction is not None or ctx.guild is None or not is_read_only(ctx.command):
        return False
    told = places.told_recently(ctx.channel.id, ctx.author.id)
    return told and not places.may_write(ctx.channel)


def is_read_only(command: commands.Command[Any, ..., Any] | None) -> bool:
    """Whether a command changes nothing; a group's own method counts as its slash fallback."""
    if command is None:
        return False
    name = command.qualified_name.removesuffix("-spelled")
    fallback = getattr(command, "fallback", None)
    return (f"{name} {fallback}" if fallback else name) in READ_ONLY
