"""What starts with a message or press: its person's language, the names in it, and their budget."""

from __future__ import annotations

from typing import Any

import discord

from bot.accounts.preferences import Preferences
from bot.request_ids import Kind
from bot.spotify.shares import spend_for
from bot.ui.language import language_of, set_locale
from bot.ui.mentions import know

_REMEMBERED = 5000
_SLASH = 1


def kind_of(interaction: discord.Interaction[Any]) -> Kind:
    """Return what kind of request the command tree gets: a slash command, a menu, or choices."""
    if interaction.type is discord.InteractionType.autocomplete:
        return "suggest"
    data: Any = interaction.data or {}
    return "slash" if data.get("type", _SLASH) == _SLASH else "menu"


class RequestScope:
    """Sets for the current task whose it is: locale, known mentions, and share of the requests.

    Messages carry no locale, so the one of a person's last interaction is remembered (in memory
    only); failing that, the server's is used.
    """

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences
        self._seen: dict[int, str] = {}

    async def begin(self, origin: discord.Interaction[Any] | discord.Message) -> None:
        """Use the locale of the person who wrote or pressed, and the names of those they mention.

        Their Spotify requests are counted as theirs.
        """
        know(origin)
        if isinstance(origin, discord.Message):
            person = origin.author.id
            spend_for(person, origin.guild.id if origin.guild else None)
            guild = str(origin.guild.preferred_locale) if origin.guild else None
            locale = self._seen.get(person, guild)
        else:
            person, locale = origin.user.id, str(origin.locale)
            spend_for(person, origin.guild_id)
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[person] = locale
        own = await self._preferences.language(person)
        set_locale(own or language_of(locale))

    async def begin_for_person(self, person: int, locale: str | None) -> None:
        """Use the locale of someone who is not interacting right now."""
        own = await self._preferences.language(person)
        set_locale(own or language_of(self._seen.get(person, locale)))
