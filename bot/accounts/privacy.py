"""Who may see what someone plays."""

from __future__ import annotations

from typing import Literal, get_args

from bot.accounts.errors import NotShared, SharingUnknown
from bot.storage.kept_refusal import PRESENCE
from bot.storage.settings import SettingStore

Level = Literal["nobody", "servers", "everyone"]
DEFAULT: Level = "servers"

SharesServer = bool | None
"""Whether two people are in the same server right now; None if that can't be found out."""

_NAME = "privacy"


def as_level(word: str | None) -> Level | None:
    """Return the level with this name, or None."""
    for level in get_args(Level):
        if word == level:
            known: Level = level
            return known
    return None


class Privacy:
    """Each person's own choice; the default is to share within common servers."""

    def __init__(self, settings: SettingStore) -> None:
        self._settings = settings

    async def level(self, discord_id: int) -> Level:
        """Return the person's choice."""
        stored = await self._settings.get("person", discord_id, _NAME)
        return as_level(stored) or DEFAULT

    async def choose(self, discord_id: int, level: Level) -> None:
        """Save the person's choice."""
        await self._settings.put("person", discord_id, _NAME, level)

    async def forget_refusal(self, discord_id: int) -> None:
        """Forget what a person said about their presence, which a deletion may have kept."""
        await self._settings.delete("person", discord_id, PRESENCE)

    async def check(self, person: int, viewer: int, *, shares_server: SharesServer) -> None:
        """Raise NotShared unless `viewer` may see what `person` plays; SharingUnknown if unsure."""
        if person == viewer:
            return
        level = await self.level(person)
        if level == "everyone" or (level == "servers" and shares_server):
            return
        if shares_server is None:
            # Whatever the person chose: the answer doesn't tell.
            raise SharingUnknown
        raise NotShared
