"""Which commands only show something: said at the command, and true."""

from __future__ import annotations

from typing import Any, cast

from discord.ext import commands

from bot.ui.usage import declaration_of, describe
from tools.declared import declared_commands

Group = commands.Group[Any, ..., Any]

ACTS = {"account", "link", "unlink", "privacy", "settings mine", "settings doctor", "why"}
"""These answer by direct message."""

DECLARED = {describe(one).name: declaration_of(one) for one in declared_commands()}
ONLY_SHOW = {name for name, declared in DECLARED.items() if declared.only_shows}


def test_what_looks_up_or_explains_only_shows() -> None:
    assert len(DECLARED) > 40
    assert {"nowplaying", "aux panel", "top tracks", "settings server", "help"} <= ONLY_SHOW


def test_what_does_something_is_none_of_them() -> None:
    """Whatever writes to Spotify or to our own tables stands outside."""
    assert not ONLY_SHOW & (ACTS | {"pause", "aux add", "seats list", "playlist create"})
    for name in ONLY_SHOW - {"blend"}:
        for use in DECLARED[name].uses:
            assert {one.method for one in use.requests} <= {"GET"}, name


def test_a_groups_own_command_spelled_out_shows_too() -> None:
    (top,) = (one for one in declared_commands() if describe(one).name == "top tracks")
    (spelled,) = (one for one in cast(Group, top).commands if one.hidden)
    assert declaration_of(spelled).only_shows
