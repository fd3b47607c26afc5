"""The one place where errors become words: what happened, and what to do next."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.ui.errors_account import account_words
from bot.ui.errors_music import music_words
from bot.ui.errors_spotify import spotify_words
from bot.ui.errors_usage import usage_words, wrong_use
from bot.ui.language import _
from bot.ui.notices import RED, Notice
from bot.ui.usage import Use


def unwrapped(error: BaseException) -> BaseException:
    """Return what really happened, without discord.py's wrappers."""
    while isinstance(
        error,
        commands.CommandInvokeError
        | app_commands.CommandInvokeError
        | commands.HybridCommandError
        | commands.ConversionError,
    ):
        error = error.original
    return error


def explain(error: BaseException, *, prefix: str, use: Use | None = None) -> Notice:
    """Return the words for any error; an unknown one gets honest words too.

    `use` tells how the command is used, for whoever wrote it wrong.
    """
    cause = unwrapped(error)
    wrong = wrong_use(cause, use) if use is not None else None
    if wrong is not None:
        return wrong
    for look in (account_words, spotify_words, music_words, usage_words):
        found = look(cause, prefix)
        if found is not None:
            return found
    return Notice(
        _("Something broke"),
        _(
            "That is a fault in the bot, not yours. It has been noted for the host; "
            "please try again."
        ),
        RED,
        private=True,
    )
