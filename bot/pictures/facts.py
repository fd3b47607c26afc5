"""What is drawn, and when it can't be. No drawing library is imported here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

_LIBRARIES = {"PIL": "pillow", "fontTools": "fonttools", "bidi": "python-bidi"}


class CannotDraw(Exception):
    """No font here has a character of this text."""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card says; `art` is the JPEG or PNG of the cover.

    Times are milliseconds; a length of 0 is not known.
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
    """One cover with its names; `art` is its JPEG or PNG, `rank` its place in the list."""

    title: str
    subtitle: str
    art: bytes | None
    rank: int | None = None
    explicit: bool = False


def missing_libraries() -> list[str]:
    """Return the packages of the extra `pictures` that are not installed here."""
    return [package for module, package in _LIBRARIES.items() if find_spec(module) is None]
