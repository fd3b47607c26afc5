"""Messages are where every supported Python can extract them.

Before Python 3.12 an f-string is one token, so a `_()` inside it is not extracted: the message
stays English in every language, and the test of messages is green on 3.11 and red on 3.12.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CALLS = frozenset({"_", "later", "n_"})


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in CALLS:
                yield node


def misplaced(source: str) -> list[str]:
    """Return a module's calls that can't be extracted: inside f-strings, or on f-strings.

    The syntax tree is the same on every Python; tokens are not.
    """
    tree = ast.parse(source)
    inside = {
        (call.lineno, call.col_offset): ast.unparse(call)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for call in _calls(node)
    }
    for call in _calls(tree):
        if any(isinstance(argument, ast.JoinedStr) for argument in call.args):
            inside[call.lineno, call.col_offset] = ast.unparse(call)
    return [f"line {line}: {text}" for (line, _), text in sorted(inside.items())]


@pytest.mark.parametrize("folder", ["bot", "cogs"])
def test_no_message_is_inside_an_f_string(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert len(files) > 10
    found = {str(file.relative_to(ROOT)): misplaced(file.read_text("utf-8")) for file in files}
    assert {file: calls for file, calls in found.items() if calls} == {}


@pytest.mark.parametrize(
    ("source", "bad"),
    [
        ("f\"**{_('Songs')}**\"", True),
        ("f\"{n_('{count} song', '{count} songs', 3)}\"", True),
        ("f\"{x:{later('wide')}}\"", True),
        ("_(f'Hello {name}')", True),
        ("f\"{', '.join(_('a') for one in all)}\"", True),
        ("'**' + _('Songs') + f'** {count}'", False),
        ("_('Hello {name}').format(name=f'{first} {last}')", False),
    ],
)
def test_the_test_notices_it(source: str, bad: bool) -> None:
    assert bool(misplaced(source)) is bad
