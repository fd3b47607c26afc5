"""Slash commands in Discord's own languages: names stay English, descriptions are translated."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.ui.language import catalogue, language_of

_NAMES = (
    app_commands.TranslationContextLocation.command_name,
    app_commands.TranslationContextLocation.group_name,
    app_commands.TranslationContextLocation.parameter_name,
)


class Translator(app_commands.Translator):
    """Looks descriptions and choices up in the same files as the answers."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """Return a translation, or None for names and for languages that Earshot lacks."""
        language = language_of(str(locale))
        if context.location in _NAMES or language == "en":
            return None
        found = catalogue(language).gettext(string.message)
        return found if found != string.message else None
