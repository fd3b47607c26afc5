"""The list of commands that only show something: each name exists, and none is forgotten."""

from __future__ import annotations

import re
from pathlib import Path

from bot.toolkit.unseen_answers import ONLY_SHOW

COMMANDS = Path(__file__).parents[2] / "docs" / "commands.md"
ACTS = {"account", "link", "unlink", "privacy"}
"""These answer by direct message."""


def names() -> set[str]:
    rows = re.findall(r"^\| `!([a-z ]+?)(?: [\[<].*?)?` \|", COMMANDS.read_text(), re.MULTILINE)
    return set(rows)


def test_every_name_is_a_command() -> None:
    assert len(names()) > 40
    assert names() >= ONLY_SHOW


def test_no_command_that_does_something_is_listed() -> None:
    """Commands that write to Spotify or to our own tables aren't on the list."""
    assert not ONLY_SHOW & ACTS
    for line in COMMANDS.read_text().splitlines():
        name = re.match(r"\| `!([a-z ]+?)(?: [\[<].*?)?` \|", line)
        if name and name[1] in ONLY_SHOW - {"blend"}:
            assert not re.search(r"(PUT|POST|DELETE) /", line), line
