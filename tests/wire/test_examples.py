"""What help and docs give as examples works in the demo's catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.world import Someone, World

COGS = Path(__file__).parents[2] / "cogs"
_EXAMPLE = re.compile(r'example["=:]+ *"([^"]*)"')
_LOOKS_UP = ("artist ", "album ", "track ", "search ", "play ", "queue ", "follow ", "unfollow ")


def _examples() -> list[str]:
    found = [
        one for file in sorted(COGS.glob("*.py")) for one in _EXAMPLE.findall(file.read_text())
    ]
    return sorted({one for one in found if one.startswith(_LOOKS_UP)})


def test_there_are_examples() -> None:
    assert len(_examples()) >= 7
    assert "album Amber Letters" in _examples()


@pytest.mark.parametrize("example", _examples())
async def test_an_example_finds_what_it_names(world: World, regular: Someone, example: str) -> None:
    shown = await regular.says(f"!{example}")
    shown.contains("open.spotify.com")
    shown.lacks("Nothing found", "No such", "not linked")
    words = example.partition(" ")[2].lower()
    assert words in shown.words.lower()
