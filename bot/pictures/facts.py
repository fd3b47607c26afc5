"""What is drawn, and when it can't be. No drawing library is imported here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

_LIBRARIES = {"PIL": "pillow", "fontTools": "fonttools", "bidi": "python-bidi"}


class CannotDraw(Exception):
    """No font on this machine has one of the text's characters."""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card shows; `art` is the cover as JPEG or PNG.

    Times are in milliseconds; a duration of 0 means not known.
    """

    heading: str
    title: str
    artists: str
    album: str
    explicit: bool
    progress_ms: int | None
    duration_ms: int
    footer: str
    art: bytes | None


@dataclass(frozen=True, slots=True)
class ChartCell:
    """One cover with its names; `art` is the cover as JPEG or PNG, `rank` its place in the list."""

    title: str
    subtitle: str
    art: bytes | None
    rank: int | None = None
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class ChartFacts:
    """What a chart shows: its covers in reading order, `side` of them in a row."""

    cells: tuple[ChartCell, ...]
    side: int
    heading: str


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """An image to make a playlist's cover from, a JPEG of at most `limit` bytes."""

    image: bytes
    limit: int


Facts = CardFacts | ChartFacts | CoverFacts


def missing_libraries() -> list[str]:
    """Return the packages of the extra `pictures` that aren't installed."""
    return [package for module, package in _LIBRARIES.items() if find_spec(module) is None]
