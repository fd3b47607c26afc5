"""What commands declare about themselves is complete and possible."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands
from discord.ext import commands

from bot.accounts.scopes import EVERYTHING
from bot.declaration import Declaration, Request, Use, get, put
from bot.spotify.endpoints import endpoint_for
from bot.ui.command_search import find
from bot.ui.usage import declaration_of, describe
from tools.declared import declared_commands, headings

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    one
    for room in ("bot", "cogs")
    for one in (ROOT / room).rglob("*.py")
    if re.search(r"discord\.ext|bot\.ui\.usage", one.read_text("utf-8"))
)
"""What knows commands. (Other files have lists of the same words: the kinds of music.)"""
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


def test_a_groups_own_command_is_found_by_each_spelling() -> None:
    bot = commands.AutoShardedBot("!", intents=discord.Intents.none(), help_command=None)
    for one in declared_commands():
        if one.parent is None:
            bot.add_command(one)
    (top,) = (one for one in declared_commands() if describe(one).name == "top tracks")
    for spelled in ("top", "top tracks", "!TOP  Tracks"):
        assert find(bot, spelled, "!") is top
    assert find(bot, "pl list", "!") is bot.get_command("playlist")
    assert find(bot, "list") is None
    assert find(bot, "top nothing") is None


@pytest.mark.parametrize("command", declared_commands(), ids=lambda one: describe(one).name)
def test_a_slash_command_declares_the_same(command: Command) -> None:
    assert isinstance(command, commands.HybridCommand | commands.HybridGroup)
    slash: Any = command.app_command
    if isinstance(command, commands.HybridGroup):
        slash = slash.get_command(command.fallback)
    assert isinstance(slash, app_commands.Command)
    assert declaration_of(slash) is declaration_of(command)


ALSO_PRIVATE = {"link": "offers.send"}
"""Commands that answer privately through a service of their own."""


@pytest.mark.parametrize("command", declared_commands(), ids=lambda one: describe(one).name)
def test_what_answers_by_direct_message_declares_it(command: Command) -> None:
    """If it didn't, its "thinking…" would be public, and it wouldn't run where no one sees it."""
    answers = ALSO_PRIVATE.get(command.qualified_name, "await answer_privately(")
    private = answers in inspect.getsource(command.callback)
    assert private == (declaration_of(command).reply == "private")


def test_whole_groups_are_either_always_on_or_not() -> None:
    for one in declared_commands():
        assert one.parent is None or declaration_of(one).can_be_off, "declare it at the group"


@pytest.mark.parametrize("path", SOURCES, ids=lambda one: str(one.relative_to(ROOT)))
def test_what_is_true_of_commands_is_said_at_each_and_not_in_lists(path: Path) -> None:
    """Names of commands in a row: a new command would have to be added there too."""
    known = {name for one in declared_commands() for name in (one.name, one.qualified_name)}
    known |= {describe(one).name for one in declared_commands()} | set(headings())
    tree = ast.parse(path.read_text("utf-8"))
    typing = {id(one.slice) for one in ast.walk(tree) if isinstance(one, ast.Subscript)}
    for one in ast.walk(tree):
        if not isinstance(one, ast.Set | ast.List | ast.Tuple | ast.Dict) or id(one) in typing:
            continue
        parts = one.keys if isinstance(one, ast.Dict) else one.elts
        listed = [part.value for part in parts if isinstance(part, ast.Constant)]
        assert len(known.intersection(listed)) < 3, f"{path}:{one.lineno} lists {listed}"


def test_other_uses_need_scopes_that_the_first_does_not() -> None:
    read, drive = frozenset({"user-read-playback-state"}), frozenset({"user-modify-playback-state"})
    declared = Declaration("x", Use(scopes=read), (Use("more", read | drive),))
    assert declared.first.scopes == read
    assert declared.later_scopes == drive
    assert [use.controls_player for use in declared.uses] == [False, True]
    assert str(put("/me/player")) == "PUT /me/player"
    assert get("/me") == Request("GET", "/me")
