"""The one place where errors become words: what happened, and what to do next.

Each room's errors are a union that its module matches completely (mypy proves it). Errors that
never reach a person are listed here too: a new one is either put into words or added to Handled.
"""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.apps.errors import NeedsConsent
from bot.linking.errors import LinkRefused
from bot.music.errors import WhichPlaylist
from bot.request_ids import current_request_id
from bot.spotify.errors import GrantInvalid, NotAllowed, ScopeRefused
from bot.storage.backup import Stopped
from bot.storage.errors import (
    DatabaseUnusable,
    KeyUnusable,
    SpotifyAccountTaken,
    TicketGone,
    Undecryptable,
    WrongKey,
)
from bot.ui.language import _
from bot.ui.notices import RED, Notice
from bot.ui.usage import Use
from bot.ui.words.accounts import AccountProblem, account_words
from bot.ui.words.apps import AppProblem, app_words
from bot.ui.words.discord_side import DiscordProblem, discord_words
from bot.ui.words.linking import LinkingProblem, linking_words
from bot.ui.words.music import MusicProblem, music_words
from bot.ui.words.shared import BROKE
from bot.ui.words.spotify import SpotifyProblem, spotify_words
from bot.ui.words.storage import StorageProblem, storage_words
from bot.ui.words.together import TogetherProblem, together_words
from bot.ui.words.usage import usage_words, wrong_use

Explained = (
    AccountProblem
    | AppProblem
    | LinkingProblem
    | SpotifyProblem
    | MusicProblem
    | TogetherProblem
    | StorageProblem
    | DiscordProblem
)
"""Errors that have words of their own."""

Handled = (
    NeedsConsent
    | WhichPlaylist
    | LinkRefused
    | GrantInvalid
    | ScopeRefused
    | NotAllowed
    | Undecryptable
    | TicketGone
    | SpotifyAccountTaken
    | WrongKey
    | KeyUnusable
    | DatabaseUnusable
    | Stopped
)
"""Errors handled elsewhere (on the way, at startup, on a page): one that gets here is a fault."""


def unwrapped(error: BaseException) -> BaseException:
    """Return the original error, without discord.py's wrappers."""
    while isinstance(
        error,
        commands.CommandInvokeError
        | app_commands.CommandInvokeError
        | commands.HybridCommandError
        | commands.ConversionError,
    ):
        error = error.original
    return error


def is_known(error: BaseException) -> bool:
    """Whether an error has words of its own."""
    return _words(unwrapped(error), "/") is not None


def explain(error: BaseException, *, prefix: str, use: Use | None = None) -> Notice:
    """Return the words for any error; an unknown one gets an honest message too.

    `use` is the usage of the command, for a person who typed it wrong.
    """
    cause = unwrapped(error)
    wrong = wrong_use(cause, use) if use is not None else None
    found = wrong or _words(cause, prefix)
    if found is not None:
        return found
    text = _(
        "That's a fault in the bot, not yours, and the bot's host will be told. Check "
        "whether it worked before you try again."
    )
    request_id = current_request_id()
    if request_id is not None:
        said = _("Request ID for the bot's host: {id}").format(id=f"`{request_id}`")
        text += f"\n-# {said}"
    return Notice(_(BROKE), text, RED, private=True)


def _words(cause: BaseException, prefix: str) -> Notice | None:
    """Return the words for an error; None for faults, and for errors of third-party code."""
    if isinstance(cause, Explained):
        return _of_a_room(cause, prefix)
    return usage_words(cause, prefix)


def _of_a_room(cause: Explained, prefix: str) -> Notice:
    if isinstance(cause, AccountProblem):
        return account_words(cause, prefix)
    if isinstance(cause, AppProblem):
        return app_words(cause)
    if isinstance(cause, LinkingProblem):
        return linking_words(cause)
    if isinstance(cause, SpotifyProblem):
        return spotify_words(cause)
    if isinstance(cause, MusicProblem):
        return music_words(cause)
    if isinstance(cause, TogetherProblem):
        return together_words(cause)
    if isinstance(cause, StorageProblem):
        return storage_words(cause)
    return discord_words(cause)
