"""A press is a command without words: its handler is in cogs/, as the commands are."""

from __future__ import annotations

import ast

from tests.unit.test_house import modules


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
