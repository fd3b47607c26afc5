"""Translates slash commands: typed names stay English, the rest follows the user's locale."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import ContextMenu

from bot.ui.language import language_of, translations

_NAMES = (
    app_commands.TranslationContextLocation.command_name,
    app_commands.TranslationContextLocation.group_name,
    app_commands.TranslationContextLocation.parameter_name,
)


class Translator(app_commands.Translator):
    """Looks up descriptions and choices in the same files as the answers."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """Return a translation, or None for typed names and languages Earshot doesn't have."""
        language = language_of(str(locale))
        # People type a slash command's name, so it stays; a menu's name is only read.
        typed = context.location in _NAMES and not isinstance(context.data, ContextMenu)
        if typed or language == "en":
            return None
        found = translations(language).gettext(string.message)
        return found if found != string.message else None
