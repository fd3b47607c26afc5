"""Finds the playlist a typed name means, by the names of a person's playlists; no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.spotify.models import Playlist
from bot.typed_text import CLOSERS, folded, without_emoji, word


@dataclass(frozen=True, slots=True)
class TypedName:
    """A playlist as it was typed.

    With `whole`, `text` also contains what comes after the name, and `rest` is empty; at least
    `leave` words come after the name.
    """

    text: str
    rest: str = ""
    whole: bool = False
    leave: int = 0


@dataclass(frozen=True, slots=True)
class Pick:
    """A possible playlist, and the words that would then come after its name."""

    playlist: Playlist
    rest: str


def picks(typed: TypedName, known: Sequence[Playlist]) -> list[Pick]:
    """Return the playlists with the longest name that starts the input: one, if clear."""
    if typed.whole:
        return _longest(typed.text, known)
    found = [Pick(one, typed.rest) for one in _called(typed.text, known)]
    if found or not typed.rest or not any(one in CLOSERS for one in typed.text):
        return found
    # A quoted name that has quotes in it: the first possible closing quote wasn't one.
    return _longest(f"{typed.text} {typed.rest}", known, len(typed.text.split()))


def _longest(text: str, known: Sequence[Playlist], more_than: int = 0) -> list[Pick]:
    words = text.split()
    for count in range(len(words), more_than, -1):
        name, rest = " ".join(words[:count]), " ".join(words[count:])
        found = _called(name, known) or _called(name.rstrip(":,;"), known)
        if found:
            return [Pick(one, rest) for one in found]
    return []


def _called(name: str, known: Sequence[Playlist]) -> list[Playlist]:
    """Return the playlists with that name, preferring exact quotes and spaces.

    Emoji in a name need not be typed.
    """
    found = [one for one in known if folded(one.name) == folded(name)] if name else []
    if not found and (bare := without_emoji(name)):
        return [one for one in known if without_emoji(one.name) == bare]
    return [one for one in found if word(one.name) == word(name)] or found


def nearest(typed: TypedName, known: Sequence[Playlist], most: int = 25) -> list[Pick]:
    """Return all playlists that may be meant, best match first, each with the remaining words."""
    guesses = [(*_guess(typed, one), one) for one in known]
    guesses.sort(key=lambda one: -one[0])
    return [Pick(playlist, rest) for _, rest, playlist in guesses[:most]]


def _guess(typed: TypedName, playlist: Playlist) -> tuple[float, str]:
    """Return how similar the input is to a playlist's name, and the words after the best match."""
    name = folded(playlist.name)
    if not typed.whole:
        wanted = folded(typed.text)
        inside = 1.0 if name.startswith(wanted) else 0.5 if wanted in name else 0.0
        return inside + _likeness(wanted, name), typed.rest
    words = typed.text.split()
    most = max(1, min(len(words) - typed.leave, len(playlist.name.split()) + 1))
    best = max(
        range(1, most + 1), key=lambda count: _likeness(folded("".join(words[:count])), name)
    )
    return _likeness(folded("".join(words[:best])), name), " ".join(words[best:])


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def rest_after(typed: TypedName, playlist: Playlist) -> str:
    """Return the words after the name of the playlist that was chosen for the input."""
    exact = next((one for one in picks(typed, [playlist])), None)
    return exact.rest if exact else _guess(typed, playlist)[1]


def starting(typed: str, known: Sequence[Playlist]) -> list[Playlist]:
    """Return playlists whose name starts with the text, then those whose name contains it."""
    wanted = folded(typed) if typed.strip() else ""
    starts = [one for one in known if folded(one.name).startswith(wanted)]
    return starts + [one for one in known if wanted in folded(one.name) and one not in starts]
