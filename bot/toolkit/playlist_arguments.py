"""Playlist names as arguments of commands, typed without quotes.

Where such a name ends is only known once the person's playlists are.
"""

from __future__ import annotations

import re
from typing import Any

from discord.ext import commands

from bot.typed_text import quoted_end


class PlaylistName(commands.Converter[str]):
    """A playlist's name typed without quotes: its end is found once the playlists are known.

    All that follows is read as part of it (`Whole`); `leave` words are left for what must follow,
    and with `apart` they are not part of it.
    """

    leave = 0
    apart = False

    async def convert(self, ctx: commands.Context[Any], argument: str) -> str:
        """Return the name, or a Whole."""
        view = ctx.view
        start = view.previous
        if ctx.interaction is not None or quoted_end(view.buffer, start) is not None:
            return argument
        typed = view.buffer[start:]
        words = [*re.finditer(r"\S+", typed)]
        stays = len(words) - self.leave
        if stays < 1:
            return argument
        end = words[stays].start() if self.leave else len(typed)
        view.index = start + end
        return Whole(typed[:end].strip() if self.apart else typed.strip())


class PlaylistThenName(PlaylistName):
    """A playlist's name, then at least one word."""

    leave = 1


class PlaylistThenTwo(PlaylistName):
    """A playlist's name, then exactly two words."""

    leave = 2
    apart = True


class WholeName(commands.Converter[str]):
    """A name that needs no quotes: without them, everything typed is part of it."""

    async def convert(self, ctx: commands.Context[Any], argument: str) -> str:
        """Return the name."""
        view = ctx.view
        if ctx.interaction is not None or quoted_end(view.buffer, view.previous) is not None:
            return argument
        typed = view.buffer[view.previous :].strip()
        view.index = view.end
        return typed


class Whole(str):
    """A playlist's name and what follows it, not yet separated."""

    __slots__ = ()
