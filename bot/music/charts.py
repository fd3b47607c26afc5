"""What goes on a chart: which items, in which order, and how large a square they fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.spotify.models import Artist, Track

SMALLEST = 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """An item with its rank in Spotify's list, counted from 1."""

    rank: int
    thing: Track | Artist


@dataclass(frozen=True, slots=True)
class Chart:
    """A filled square of `side` columns, or everything there is if that is less than nine.

    `asked` is the requested side; `covers` counts all distinct covers, and `same_cover` the songs
    that were left out because another song of their album is there.
    """

    cells: tuple[Ranked, ...]
    side: int
    asked: int
    covers: int
    same_cover: int


def chart_of(things: Sequence[Track | Artist], asked: int) -> Chart:
    """Lay out a chart of at most `asked` by `asked`: no cover twice, no half-empty row."""
    ranked = [Ranked(rank, thing) for rank, thing in enumerate(things, start=1)]
    cells = _one_per_album(ranked)
    side = asked
    while side > SMALLEST and side * side > len(cells):
        side -= 1
    return Chart(
        cells=tuple(cells[: side * side]),
        side=side,
        asked=asked,
        covers=len(cells),
        same_cover=len(ranked) - len(cells),
    )


def _one_per_album(ranked: Sequence[Ranked]) -> list[Ranked]:
    found: dict[str, Ranked] = {}
    for one in ranked:
        album = one.thing.album if isinstance(one.thing, Track) else None
        key = album.id if album is not None and album.id else f"{one.rank}"
        found.setdefault(key, one)
    return list(found.values())
