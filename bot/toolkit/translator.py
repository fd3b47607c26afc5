"""Slash commands in Discord's own languages: typed names stay English, the rest is translated."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import ContextMenu

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
        """Return a translation, or None for typed names and for languages that Earshot lacks."""
        language = language_of(str(locale))
        # A slash command is typed, so its name stays; a menu's is only read.
        typed = context.location in _NAMES and not isinstance(context.data, ContextMenu)
        if typed or language == "en":
            return None
        found = catalogue(language).gettext(string.message)
        return found if found != string.message else None
