"""What people and servers have chosen: language, card style; prefix, channels, commands off."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from bot.storage.errors import NotSaved
from bot.storage.settings import Scope, SettingStore

Style = Literal["layout", "card", "compact"]

_KEPT_FOR = 60.0
_KEPT_AT_MOST = 5000


class Preferences:
    """A person's own choices."""

    def __init__(self, settings: SettingStore) -> None:
        self._settings = settings

    async def language(self, person: int) -> str | None:
        """Return the language a person chose; None for Discord's, or where it can't be read.

        A fault must be told in some language.
        """
        try:
            return await self._settings.get("person", person, "language")
        except NotSaved:
            return None

    async def choose_language(self, person: int, language: str | None) -> None:
        """Keep a language; None means to follow Discord again."""
        if language is None:
            await self._settings.delete("person", person, "language")
        else:
            await self._settings.put("person", person, "language", language)

    async def style(self, person: int) -> Style:
        """Return how a person likes to see what plays."""
        kept = await self._settings.get("person", person, "style")
        return as_style(kept) or "layout"

    async def choose_style(self, person: int, style: Style) -> None:
        """Keep how a person likes to see what plays."""
        await self._settings.put("person", person, "style", style)


def as_style(word: str | None) -> Style | None:
    """Return the style that a word names, or None."""
    for style in get_args(Style):
        if word == style:
            found: Style = style
            return found
    return None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a server has set; no `channels` means all, no `prefix` the host's."""

    prefix: str | None = None
    channels: frozenset[int] = field(default_factory=frozenset)
    off: frozenset[str] = field(default_factory=frozenset)


class ServerRules:
    """Servers' settings, kept in memory for a minute: they are read for every message."""

    def __init__(self, settings: SettingStore) -> None:
        self._settings = settings
        self._kept: dict[int, tuple[float, Rules]] = {}

    async def of(self, guild_id: int) -> Rules:
        """Return a server's rules."""
        kept = self._kept.get(guild_id)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        rules = _read(await self._settings.get(_GUILD, guild_id, "rules"))
        self._keep(guild_id, rules)
        return rules

    async def prefix(self, guild_id: int) -> str | None:
        """Return a server's prefix; None for the host's, or where it can't be read just now."""
        try:
            return (await self.of(guild_id)).prefix
        except NotSaved:
            return None

    async def set_prefix(self, guild_id: int, prefix: str | None) -> Rules:
        """Set the prefix; None for the host's."""
        return await self._save(guild_id, replace(await self.of(guild_id), prefix=prefix))

    async def set_channels(self, guild_id: int, channels: frozenset[int]) -> Rules:
        """Set where commands may be used; none means everywhere."""
        return await self._save(guild_id, replace(await self.of(guild_id), channels=channels))

    async def set_off(self, guild_id: int, off: frozenset[str]) -> Rules:
        """Set which commands are off."""
        return await self._save(guild_id, replace(await self.of(guild_id), off=off))

    async def _save(self, guild_id: int, rules: Rules) -> Rules:
        value = {
            "prefix": rules.prefix,
            "channels": sorted(rules.channels),
            "off": sorted(rules.off),
        }
        await self._settings.put(_GUILD, guild_id, "rules", json.dumps(value))
        self._keep(guild_id, rules)
        return rules

    def _keep(self, guild_id: int, rules: Rules) -> None:
        if len(self._kept) >= _KEPT_AT_MOST:
            self._kept.clear()
        self._kept[guild_id] = (time.monotonic() + _KEPT_FOR, rules)


_GUILD: Scope = "guild"


def _read(kept: str | None) -> Rules:
    if kept is None:
        return Rules()
    value = json.loads(kept)
    return Rules(value["prefix"], frozenset(value["channels"]), frozenset(value["off"]))
