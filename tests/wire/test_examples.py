"""What help and docs give as examples works in the demo's catalogue."""

from __future__ import annotations

import pytest

from bot.ui.usage import declaration_of
from tests.world import Someone, World
from tools.declared import declared_commands

_LOOKS_UP = ("artist ", "album ", "track ", "search ", "play ", "queue ", "follow ", "unfollow ")


def _examples() -> list[str]:
    found = {declaration_of(one).example for one in declared_commands()}
    return sorted(one for one in found if one.startswith(_LOOKS_UP))


def test_there_are_examples() -> None:
    assert len(_examples()) >= 7
    assert "album Amber Letters" in _examples()


@pytest.mark.parametrize("example", _examples())
async def test_an_example_finds_what_it_names(world: World, regular: Someone, example: str) -> None:
    shown = await regular.says(f"!{example}")
    shown.contains("open.spotify.com")
    shown.lacks("Nothing found", "No such", "isn't linked")
    words = example.partition(" ")[2].lower()
    assert words in shown.words.lower()
