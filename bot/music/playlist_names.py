"""Finds the playlist a typed name means, by the names of a person's playlists; no I/O."""

from __future__ import annotations

import heapq
import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.spotify.models import Playlist
from bot.typed_text import CLOSERS, folded, without_emoji, word

_LONGEST_NAME = 100
"""How long a playlist's name can be, in characters. Source: Spotify's app."""

_LONGEST = 4 * _LONGEST_NAME
"""How much of what was typed may be its name, with what `folded` leaves out, in characters."""

_COMPARED, _STARTS_COMPARED = 25, 3
"""How many playlists, and beginnings of what was typed for each, are compared letter by letter: the
likeliest ones, because this takes a while."""


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
    names = _Names(known)
    if typed.whole:
        return _longest(typed.text, names)
    found = [Pick(one, typed.rest) for one in names.called(typed.text)]
    if found or not typed.rest or not any(one in CLOSERS for one in typed.text):
        return found
    # A quoted name that has quotes in it: the first possible closing quote wasn't one.
    return _longest(f"{typed.text} {typed.rest}", names, len(typed.text.split()))


class _Names:
    """Playlists by their names, each read once: a message may have a thousand possible names."""

    def __init__(self, known: Sequence[Playlist]) -> None:
        self._by_name: defaultdict[str, list[Playlist]] = defaultdict(list)
        self._by_bare: defaultdict[str, list[Playlist]] = defaultdict(list)
        for one in known:
            self._by_name[folded(one.name)].append(one)
            self._by_bare[without_emoji(one.name)].append(one)

    def called(self, name: str) -> list[Playlist]:
        """Return the playlists with that name, preferring exact quotes and spaces.

        Emoji in a name need not be typed.
        """
        found = self._by_name.get(folded(name), []) if name else []
        if not found and (bare := without_emoji(name)):
            return self._by_bare.get(bare, [])
        exact = word(name)
        return [one for one in found if word(one.name) == exact] or found


def _longest(text: str, names: _Names, more_than: int = 0) -> list[Pick]:
    words = text.split()
    for count in range(_possible(words), more_than, -1):
        name, rest = " ".join(words[:count]), " ".join(words[count:])
        found = names.called(name) or names.called(name.rstrip(":,;"))
        if found:
            return [Pick(one, rest) for one in found]
    return []


def _possible(words: Sequence[str]) -> int:
    """Return how many of the first words may be a name."""
    lengths = itertools.accumulate(len(one) + 1 for one in words)
    return sum(1 for _ in itertools.takewhile(lambda length: length <= _LONGEST, lengths))


def nearest(typed: TypedName, known: Sequence[Playlist], most: int = 25) -> list[Pick]:
    """Return all playlists that may be meant, best match first, each with the remaining words."""
    wanted = folded(typed.text[:_LONGEST])
    likely = heapq.nlargest(_COMPARED, known, key=lambda one: _overlap(wanted, one, typed.whole))
    guesses = [(*_guess(typed, one), one) for one in likely]
    guesses.sort(key=lambda one: -one[0])
    return [Pick(playlist, rest) for _, rest, playlist in guesses[:most]]


def _overlap(wanted: str, playlist: Playlist, whole: bool) -> float:
    """Return roughly how similar a name is, quickly."""
    name = folded(playlist.name)[:_LONGEST]
    letters = SequenceMatcher(None, name, wanted[: len(name)] if whole else wanted).quick_ratio()
    return letters + (wanted in name) + name.startswith(wanted)


def _guess(typed: TypedName, playlist: Playlist) -> tuple[float, str]:
    """Return how similar the input is to a playlist's name, and the words after the best match."""
    name = folded(playlist.name)
    if not typed.whole:
        wanted = folded(typed.text)
        inside = 1.0 if name.startswith(wanted) else 0.5 if wanted in name else 0.0
        return inside + _likeness(wanted, name), typed.rest
    words = typed.text.split()
    most = max(1, min(len(words) - typed.leave, len(playlist.name.split()) + 1))
    starts = {count: folded("".join(words[:count])) for count in range(1, most + 1)}
    letters = SequenceMatcher(None, "", name[:_LONGEST_NAME])

    def overlap(count: int) -> float:
        letters.set_seq1(starts[count][:_LONGEST_NAME])
        return letters.quick_ratio()

    likely = heapq.nlargest(_STARTS_COMPARED, starts, key=overlap)
    best = max(sorted(likely), key=lambda count: _likeness(starts[count], name))
    return _likeness(starts[best], name), " ".join(words[best:])


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one[:_LONGEST_NAME], other[:_LONGEST_NAME]).ratio()


def rest_after(typed: TypedName, playlist: Playlist) -> str:
    """Return the words after the name of the playlist that was chosen for the input."""
    exact = next((one for one in picks(typed, [playlist])), None)
    return exact.rest if exact else _guess(typed, playlist)[1]


def starting(typed: str, known: Sequence[Playlist]) -> list[Playlist]:
    """Return playlists whose name starts with the text, then those whose name contains it."""
    wanted = folded(typed) if typed.strip() else ""
    starts = [one for one in known if folded(one.name).startswith(wanted)]
    return starts + [one for one in known if wanted in folded(one.name) and one not in starts]
