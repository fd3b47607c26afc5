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
USUAL_STYLE: Style = "layout"
"""What is shown where neither the person nor the server has chosen."""

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

    async def style(self, person: int) -> Style | None:
        """Return the card style that a person chose; None for that of the server they're in."""
        return as_style(await self._settings.get("person", person, "style"))

    async def choose_style(self, person: int, style: Style | None) -> None:
        """Save a person's card style; None means that of the server they're in."""
        if style is None:
            await self._settings.delete("person", person, "style")
        else:
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
    """A server's settings; no `channels` means all, no `prefix` means the host's.

    `style` is for those who haven't chosen one; `quiet` keeps `nowplaying` out of the channels.
    """

    prefix: str | None = None
    channels: frozenset[int] = field(default_factory=frozenset)
    off: frozenset[str] = field(default_factory=frozenset)
    style: Style | None = None
    quiet: bool = False


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

    async def style(self, guild_id: int | None) -> Style:
        """Return the card style for those in a server who haven't chosen one."""
        rules = Rules() if guild_id is None else await self.of(guild_id)
        return rules.style or USUAL_STYLE

    async def set_style(self, guild_id: int, style: Style) -> Rules:
        """Set the card style for those who haven't chosen one."""
        return await self._save(guild_id, replace(await self.of(guild_id), style=style))

    async def is_quiet(self, guild_id: int) -> bool:
        """Whether `nowplaying` answers only its person there."""
        return (await self.of(guild_id)).quiet

    async def set_quiet(self, guild_id: int, *, quiet: bool) -> Rules:
        """Choose whether `nowplaying` answers only its person."""
        return await self._save(guild_id, replace(await self.of(guild_id), quiet=quiet))

    async def _save(self, guild_id: int, rules: Rules) -> Rules:
        value = {
            "prefix": rules.prefix,
            "channels": sorted(rules.channels),
            "off": sorted(rules.off),
            "style": rules.style,
            "quiet": rules.quiet,
        }
        await self._settings.put(_GUILD, guild_id, "rules", json.dumps(value))
        return rules


_GUILD: Scope = "guild"


@lru_cache(_KNOWN_TEXTS)
def _read(stored: str | None) -> Rules:
    if stored is None:
        return Rules()
    value = json.loads(stored)
    return Rules(
        value["prefix"],
        frozenset(value["channels"]),
        frozenset(value["off"]),
        as_style(value.get("style")),
        value.get("quiet") is True,
    )
