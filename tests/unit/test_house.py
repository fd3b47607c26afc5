"""The house keeps its measures: small modules, short functions, few parameters, typed inside."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("bot", "cogs", "sandbox", "tools")
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 50
MOST_PARAMETERS = 6
EDGES = (
    # discord.py's generics and payloads, and spotipy, which has no annotations.
    "bot/background/",
    "bot/client.py",
    "bot/spotify/spotipy_async.py",
    "bot/toolkit/",
    "bot/ui/",
    "cogs/",
)
"""Where `Any` may stand in a signature: what Discord and Spotify send comes in there."""


@cache
def modules(*folders: str) -> tuple[tuple[str, ast.Module], ...]:
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    assert len(files) > 50
    return tuple(
        (str(file.relative_to(ROOT)), ast.parse(file.read_text("utf-8"))) for file in files
    )


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for name, tree in modules(*FOLDERS):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name}:{node.lineno} {node.name}", node


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [one for one in arguments if one.arg not in ("self", "cls")]


def test_modules_are_short() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for folder in (*FOLDERS, "tests")
        for file in (ROOT / folder).rglob("*.py")
        if (lines := len(file.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_functions_are_short() -> None:
    assert {
        n: body_lines(f) for n, f in functions() if body_lines(f) > MOST_LINES_OF_A_FUNCTION
    } == {}


def test_constructors_take_few_things() -> None:
    many = {
        name: len(parameters(node))
        for name, node in functions()
        if node.name == "__init__" and len(parameters(node)) > MOST_PARAMETERS
    }
    assert many == {}


def test_values_between_rooms_are_typed() -> None:
    untyped = []
    for name, node in functions():
        annotations = [one.annotation for one in parameters(node)] + [node.returns]
        words = {
            part.id
            for annotation in annotations
            if annotation is not None
            for part in ast.walk(annotation)
            if isinstance(part, ast.Name)
        }
        if "Any" in words and name.startswith("bot/") and not name.startswith(EDGES):
            untyped.append(name)
    assert untyped == []


@pytest.mark.parametrize(
    "folder",
    sorted(one.parent for one in (ROOT / "bot").glob("*/__init__.py")),
    ids=lambda p: p.name,
)
def test_every_room_is_said_in_one_or_two_sentences(folder: Path) -> None:
    said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
    assert 1 <= said.count(".") - said.count("..") <= 3, said
    assert len(said) <= 200
