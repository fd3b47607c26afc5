"""Settings of people (language, card style) and servers (prefix, channels, disabled commands)."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, get_args

from bot.storage.errors import NotSaved
from bot.storage.settings import Scope, SettingStore

Style = Literal["layout", "card", "compact"]

_KNOWN_TEXTS = 500


class Preferences:
    """A person's own settings."""

    def __init__(self, settings: SettingStore) -> None:
        self._settings = settings

    async def language(self, person: int) -> str | None:
        """Return the language a person chose; None for Discord's, or if it can't be read.

        It doesn't raise: error messages need a language too.
        """
        try:
            return await self._settings.get("person", person, "language")
        except NotSaved:
            return None

    async def choose_language(self, person: int, language: str | None) -> None:
        """Save a language; None means following Discord again."""
        if language is None:
            await self._settings.delete("person", person, "language")
        else:
            await self._settings.put("person", person, "language", language)

    async def style(self, person: int) -> Style:
        """Return a person's card style."""
        stored = await self._settings.get("person", person, "style")
        return as_style(stored) or "layout"

    async def choose_style(self, person: int, style: Style) -> None:
        """Save a person's card style."""
        await self._settings.put("person", person, "style", style)


def as_style(word: str | None) -> Style | None:
    """Return the style with this name, or None."""
    for style in get_args(Style):
        if word == style:
            known: Style = style
            return known
    return None


@dataclass(frozen=True, slots=True)
class Rules:
    """A server's settings; no `channels` means all, no `prefix` means the host's."""

    prefix: str | None = None
    channels: frozenset[int] = field(default_factory=frozenset)
    off: frozenset[str] = field(default_factory=frozenset)


class ServerRules:
    """Servers' settings."""

    def __init__(self, settings: SettingStore) -> None:
        self._settings = settings

    async def of(self, guild_id: int) -> Rules:
        """Return a server's rules."""
        return _read(await self._settings.get(_GUILD, guild_id, "rules"))

    async def prefix(self, guild_id: int) -> str | None:
        """Return a server's prefix; None for the host's, or if it can't be read right now."""
        try:
            return (await self.of(guild_id)).prefix
        except NotSaved:
            return None

    async def set_prefix(self, guild_id: int, prefix: str | None) -> Rules:
        """Set the prefix; None means the host's."""
        return await self._save(guild_id, replace(await self.of(guild_id), prefix=prefix))

    async def set_channels(self, guild_id: int, channels: frozenset[int]) -> Rules:
        """Set where commands may be used; an empty set means everywhere."""
        return await self._save(guild_id, replace(await self.of(guild_id), channels=channels))

    async def set_off(
        self, guild_id: int, off: Collection[str], *, among: Collection[str]
    ) -> Rules:
        """Set which of the commands in `among` are off; the others stay as they are."""
        rules = await self.of(guild_id)
        chosen = rules.off.difference(among).union(set(off).intersection(among))
        return await self._save(guild_id, replace(rules, off=chosen))

    async def _save(self, guild_id: int, rules: Rules) -> Rules:
        value = {
            "prefix": rules.prefix,
            "channels": sorted(rules.channels),
            "off": sorted(rules.off),
        }
        await self._settings.put(_GUILD, guild_id, "rules", json.dumps(value))
        return rules


_GUILD: Scope = "guild"


@lru_cache(_KNOWN_TEXTS)
def _read(stored: str | None) -> Rules:
    if stored is None:
        return Rules()
    value = json.loads(stored)
    return Rules(value["prefix"], frozenset(value["channels"]), frozenset(value["off"]))
