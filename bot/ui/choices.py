"""Names of suggestions that differ from each other: Discord takes the first of equal ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.spotify.models import Album, Artist, CatalogueItem, Episode, Playlist, Show, Track
from bot.ui.language import n_
from bot.ui.text import clock, cut, plain, units

LONGEST = 100
"""What Discord takes as a choice's name."""

_LEAST_NAME = 30

Suggested = CatalogueItem


def told_apart(found: Sequence[Suggested]) -> list[str]:
    """Return a name for each, at most LONGEST, no two equal.

    What is equal gets one fact more after the other (album, year, length), at last a number.
    """
    facts = [_facts(one) for one in found]
    shown = [1 if isinstance(one, Track | Episode | Album) else 0 for one in found]
    names = [_name(one, have[:count]) for one, have, count in zip(found, facts, shown, strict=True)]
    for _ in range(max(map(len, facts), default=0)):
        counted = Counter(name.casefold() for name in names)
        for place, one in enumerate(found):
            if counted[names[place].casefold()] > 1 and shown[place] < len(facts[place]):
                shown[place] += 1
                names[place] = _name(one, facts[place][: shown[place]])
    return _numbered(names)


def _numbered(names: list[str]) -> list[str]:
    taken: set[str] = set()
    for place, name in enumerate(names):
        number, new = 1, name
        while new.casefold() in taken:
            number += 1
            new = _joined(name, f" ({number})")
        taken.add(new.casefold())
        names[place] = new
    return names


def _name(thing: Suggested, facts: Sequence[str]) -> str:
    after = "".join(f" · {plain(fact, 40)}" for fact in facts if fact)
    return _joined(plain(thing.name, LONGEST), cut(after, LONGEST - _LEAST_NAME))


def _joined(name: str, after: str) -> str:
    """Return both, the name cut so that what tells it apart stays."""
    return cut(name, LONGEST - units(after)) + after


def _facts(thing: Suggested) -> list[str]:
    """Return what tells a thing apart from others of its name, the best first."""
    match thing:
        case Track():
            album = thing.album
            more = [album.name, album.release_date[:4]] if album else []
            return [thing.by, *more, clock(thing.duration_ms), "🅴" if thing.explicit else ""]
        case Episode():
            return [thing.by, thing.release_date, clock(thing.duration_ms)]
        case Album():
            by = ", ".join(artist.name for artist in thing.artists)
            songs = n_("{count} song", "{count} songs", thing.total_tracks or 0)
            return [by, thing.release_date[:4], songs, thing.kind]
        case Playlist():
            songs = n_("{count} song", "{count} songs", thing.total or 0)
            return [songs, thing.owner_name or "", thing.description]
        case Show():
            return [n_("{count} episode", "{count} episodes", thing.total_episodes or 0)]
        case Artist():
            return []
