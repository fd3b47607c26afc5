"""A press is a command without words: its handler is in cogs/, as the commands are."""

from __future__ import annotations

import ast

import pytest

from bot.toolkit.component_router import Routes
from bot.ui.usage import declaration_of
from tests.unit.test_house import modules
from tools.declared import declared_cogs, declared_commands

ROUTES = Routes()
for cog in declared_cogs():
    ROUTES.add(cog)
SONG, NOTE, WAITING = "4iV5W9uYEdYUVa79Axb7Rh", "aZ09_-aZ09_-", "aZ09_-aZ09_-aZ09_-aZ09"


def _answers_a_component(decorator: ast.expr) -> bool:
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(call, ast.Name) and call.id == "on_component"


def test_presses_are_handled_in_cogs() -> None:
    handlers = [
        name
        for name, tree in modules("bot", "cogs")
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef)
        and any(map(_answers_a_component, node.decorator_list))
    ]
    assert len(handlers) > 60
    assert {name for name in handlers if not name.startswith("cogs/")} == set()


FOLLOWS = {
    "mixtape:yes:7": "mixtape",
    f"do:play:track:{SONG}": "play",
    f"do:queue:track:{SONG}": "queue",
    f"do:save:album:{SONG}": "like",
    f"do:here:{SONG}:1:2:3": "play",
    "np:refresh:1:2": "nowplaying",
    "np:prev:1:2": "previous",
    "np:toggle:1:2": "pause",
    "np:next:1:2": "skip",
    "np:queue:1:2": "queue",
    f"np:like:1:2:track:{SONG}": "like",
    f"np:unlike:1:2:track:{SONG}": "unlike",
    "transfer:1": "devices",
    "meant:play:1": "play",
    "meant:queue:1": "queue",
    f"anyway:{NOTE}": "playlist",
    "taste:yes:1:2:short_term": "taste",
    f"blend:yes:{NOTE}": "blend",
    f"blend:make:{NOTE}": "blend",
    **{f"aux:{act}:7": "aux" for act in ("refresh", "vote", "skip", "undo", "pings")},
    **{f"aux:{act}:7": "aux" for act in ("suggest", "typed", "yes", "trust")},
    "aux:take:7:1:2:3": "aux",
    **{f"seats:{act}": "seats" for act in ("list", "add", "own", "share")},
}
"""The buttons, selects and forms that follow a server's rules, and for which command."""

FREE = (
    "aux:close:7",
    "aux:no:7",
    "aux:guest:7",
    "mixtape:no:7",
    "taste:no:1:2:short_term",
    f"blend:no:{NOTE}",
    f"undo:{NOTE}",
    f"which:1:{WAITING}",
    f"device:{WAITING}",
    "seat:keep:1",
    "seat:give:1",
    f"allow:{WAITING}",
    f"np:more:1:track:{SONG}:-1:0:5",
    "lists:1:2",
    "link:open",
    "account:unlink",
    "set:style",
)
"""Some that don't: they end, decline, undo, show more, or are about one's own account."""


@pytest.mark.parametrize(("custom_id", "command"), [*FOLLOWS.items(), *((it, None) for it in FREE)])
def test_a_press_stands_for_a_command(custom_id: str, command: str | None) -> None:
    route = ROUTES.find(custom_id)
    assert route is not None
    assert route.command == command
    roots = [one for one in declared_commands() if one.parent is None]
    names = {one.name for one in roots if declaration_of(one).can_be_off}
    assert command is None or command in names, "a server has rules for those that can be off"


def test_every_press_that_stands_for_a_command_is_among_these() -> None:
    handlers = {route.handler for route in map(ROUTES.find, FOLLOWS) if route is not None}
    assert {route.handler for route in ROUTES.all if route.stands_for is not None} == handlers
