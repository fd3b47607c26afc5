"""What a link's scopes let the bot do, and what they don't, in the reader's language."""

from __future__ import annotations

from bot.accounts.scopes import DRIVE_PLAYER, WORDS
from bot.ui.language import _, later

_CHANGES = frozenset(
    {
        "user-library-modify",
        "user-follow-modify",
        "playlist-modify-public",
        "playlist-modify-private",
    }
)
_NEVER: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({DRIVE_PLAYER}), later("control your player")),
    (_CHANGES, later("change your library or playlists")),
    (frozenset({"user-read-email"}), later("see your email address")),
    (frozenset(), later("see your password or payments")),
)
"""The promises, each with the scopes that would break it."""


def scope_words(scopes: tuple[str, ...]) -> list[str]:
    """Return what the scopes allow, in plain language."""
    return [_(WORDS.get(scope, scope)) for scope in scopes]


def never_words(scopes: tuple[str, ...]) -> list[str]:
    """Return what they don't allow."""
    return [_(words) for broken_by, words in _NEVER if broken_by.isdisjoint(scopes)]


def scope_lines(scopes: frozenset[str]) -> str:
    """Return what scopes allow, one line each."""
    return "\n".join("- " + words for words in scope_words(tuple(sorted(scopes))))
