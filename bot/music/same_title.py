"""Which of the found songs fit words equally well: songs of the same title by other artists."""

from __future__ import annotations

from collections.abc import Sequence

from bot.spotify.models import CatalogueItem, Track
from bot.typed_text import folded


def equally_fitting(query: str, found: Sequence[CatalogueItem]) -> tuple[Track, ...]:
    """Return the songs that the words mean equally well, Spotify's first among them.

    That's several songs if the words are a title and nothing else; one of each artist. It's empty
    if they mean one song: a word names the artist, or nobody else has a song called that. Spotify
    no longer returns how popular a song is, so its order is all that speaks for its first.
    """
    first = next(iter(found), None)
    if not isinstance(first, Track) or not _is_in(query, first.name):
        return ()
    titles = {folded(first.name), folded(query)}
    fitting: dict[str, Track] = {}
    for one in found:
        if isinstance(one, Track) and one.id and one.artists and folded(one.name) in titles:
            fitting.setdefault(folded(one.artists[0].name), one)
    return tuple(fitting.values()) if len(fitting) > 1 else ()


def _is_in(query: str, title: str) -> bool:
    """Whether all the words are in a title, so that none is about the artist."""
    written = folded(title)
    return all(folded(word) in written for word in query.split())
