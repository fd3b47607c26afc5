"""What a test needs of the machine; without it the test skips and says what to install.

The README names the same packages.
"""

from __future__ import annotations

import os

import pytest

from bot.pictures.facts import CannotDraw
from bot.pictures.fonts import Typesetter

FONTS = (
    "needs fonts: apt-get install fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji libfribidi0"
)
_SAMPLES = ("Žluť", "Ночной", "قمر", "नीली", "夜の", "🌵")


def can_draw(text: str) -> bool:
    """Say whether this machine has a font for every character, plain and bold."""
    setter = Typesetter()
    try:
        for bold in (False, True):
            setter.line(text, 30, 900, bold=bold)
    except CannotDraw:
        return False
    return True


def needs_fonts_for(*texts: str) -> None:
    """Skip the running test unless these can be drawn."""
    if not all(can_draw(text) for text in texts):
        pytest.skip(FONTS)


def sqlite_only(reason: str) -> pytest.MarkDecorator:
    """Mark a test that is about a SQLite file: on PostgreSQL it skips, for this reason."""
    on_postgres = os.environ.get("EARSHOT_TEST_DATABASE") == "postgresql"
    return pytest.mark.skipif(on_postgres, reason=reason)


once_is_enough = sqlite_only("the run on SQLite has it, and it's the same there")
"""Marks what brings its own PostgreSQL, or is about requests alone: once is enough."""

needs_fonts = pytest.mark.skipif(not all(map(can_draw, _SAMPLES)), reason=FONTS)
"""Marks a test that draws pictures of titles in any script."""
