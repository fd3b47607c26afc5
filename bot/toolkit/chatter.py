"""Passes on messages in servers that are no commands, to what looks at them.

Without a listener a message costs nothing here; a listener must cost next to nothing too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import discord

Hear = Callable[[discord.Message], Awaitable[None]]


class Chatter:
    """Who looks at messages that are no commands."""

    def __init__(self) -> None:
        self._listeners: list[Hear] = []

    def add(self, hear: Hear) -> None:
        """Pass every message to `hear` from now on."""
        self._listeners.append(hear)

    def remove(self, hear: Hear) -> None:
        """Stop passing messages to `hear`."""
        self._listeners.remove(hear)

    async def heard(self, message: discord.Message) -> None:
        """Pass a message on."""
        for hear in self._listeners:
            await hear(message)
