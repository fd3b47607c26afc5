"""Who may see what a person hears."""

from __future__ import annotations

from typing import Literal, get_args

from bot.accounts.errors import NotShared
from bot.storage.settings import SettingStore

Level = Literal["nobody", "servers", "everyone"]
DEFAULT: Level = "servers"

_NAME = "privacy"


def as_level(word: str | None) -> Level | None:
    """Return the level that a word names, or None."""
    for level in get_args(Level):
        if word == level:
            found: Level = level
            return found
    return None


class Privacy:
    """Each person's own choice; the default is the servers they share with the viewer."""

    def __init__(self, settings: SettingStore) -> None:
        self._settings = settings

    async def level(self, discord_id: int) -> Level:
        """Return the person's choice."""
        kept = await self._settings.get("person", discord_id, _NAME)
        return as_level(kept) or DEFAULT

    async def choose(self, discord_id: int, level: Level) -> None:
        """Keep the person's choice."""
        await self._settings.put("person", discord_id, _NAME, level)

    async def check(self, person: int, viewer: int, *, shares_server: bool) -> None:
        """Raise NotShared unless `viewer` may see what `person` hears.

        `shares_server` is whether both are members of one server at this moment.
        """
        if person == viewer:
            return
        level = await self.level(person)
        if level == "everyone" or (level == "servers" and shares_server):
            return
        raise NotShared
