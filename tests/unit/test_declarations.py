"""What commands declare about themselves is complete and possible."""

from __future__ import annotations

from typing import Any

import pytest
from discord.ext import commands

from bot.accounts.scopes import EVERYTHING
from bot.declaration import Declaration, Request, Use, get, put
from bot.spotify.endpoints import endpoint_for
from bot.ui.usage import declaration_of, describe
from tools.declared import declared_commands

Command = commands.Command[Any, ..., Any]


@pytest.mark.parametrize("command", declared_commands(), ids=lambda one: describe(one).name)
def test_every_declaration_is_complete(command: Command) -> None:
    declared = declaration_of(command)
    assert declared.example
    first, *others = (use.how for use in declared.uses)
    assert first == ""
    assert all(others)
    assert len(set(others)) == len(others)
    for use in declared.uses:
        assert use.scopes <= EVERYTHING
        for request in use.requests:
            endpoint_for(request.method, request.path.replace("{id}", "x").lstrip("/"))
        if any(request.method != "GET" for request in use.requests):
            assert use.scopes or describe(command).group == "Aux", "changes need a scope"


def test_a_groups_default_subcommand_declares_the_same() -> None:
    (top,) = (one for one in declared_commands() if describe(one).name == "top tracks")
    assert isinstance(top, commands.Group)
    (spelled,) = (one for one in top.commands if one.hidden)
    assert declaration_of(spelled) is declaration_of(top)


def test_other_uses_need_scopes_that_the_first_does_not() -> None:
    read, drive = frozenset({"user-read-playback-state"}), frozenset({"user-modify-playback-state"})
    declared = Declaration("x", Use(scopes=read), (Use("more", read | drive),))
    assert declared.first.scopes == read
    assert declared.later_scopes == drive
    assert [use.controls_player for use in declared.uses] == [False, True]
    assert str(put("/me/player")) == "PUT /me/player"
    assert get("/me") == Request("GET", "/me")
