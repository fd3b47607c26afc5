"""A message of the bot's as a person sees it, and waiting for one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.discord.limits import walk
from sandbox.discord.words import buttons_of, selects_of, words_of
from sandbox.discord.world import PATIENCE

Message = dict[str, Any]


async def until(condition: Callable[[], object], timeout: float = PATIENCE) -> None:
    """Wait for something that nothing announces (a log line, a row of the database)."""
    async with asyncio.timeout(timeout):
        while not condition():
            await asyncio.sleep(0.02)


@dataclass
class Reply:
    """A message of the bot's, as a person sees it."""

    message: Message

    @property
    def words(self) -> str:
        return words_of(self.message)

    @property
    def private(self) -> bool:
        return bool(self.message["ephemeral"])

    @property
    def buttons(self) -> dict[str, dict[str, Any]]:
        return buttons_of(self.message)

    @property
    def custom_ids(self) -> list[str]:
        """The IDs of everything that can be pressed or chosen from, in order."""
        parts = walk(self.message.get("components") or [])
        return [
            str(one["custom_id"])
            for one in parts
            if one.get("custom_id") and not one.get("disabled")
        ]

    def id_of(self, beginning: str) -> str:
        """The last ID that begins so."""
        return [one for one in self.custom_ids if one.startswith(beginning)][-1]

    @property
    def offers_link(self) -> bool:
        """Whether one of its buttons opens a start page."""
        return any("/link/" in str(one.get("url")) for one in self.buttons.values())

    @property
    def link(self) -> str:
        """The address of the start page, whatever its button is called."""
        return next(
            str(self.buttons[label]["url"])
            for label in ("Link Spotify", "Allow")
            if label in self.buttons
        )

    @property
    def selects(self) -> list[dict[str, Any]]:
        return selects_of(self.message)

    @property
    def id(self) -> int:
        return int(self.message["id"])

    def contains(self, *words: str) -> None:
        for word in words:
            assert word in self.words, f"{word!r} is not in:\n{self.words}"

    def lacks(self, *words: str) -> None:
        for word in words:
            assert word not in self.words, f"{word!r} is in:\n{self.words}"
