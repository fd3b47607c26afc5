"""What only a host sees: the doctor's findings, wrong settings, and why a start fails.

Read from the code itself, so that nothing has to be written twice; `…` stands for what differs.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final, get_args

from bot.storage.inspect import Condition
from bot.storage.troubles import trouble
from bot.toolkit import discord_refusals

ROOT: Final = Path(__file__).resolve().parents[2]
_DATABASE: Final = Path("data/earshot.db")
_FINDINGS: Final = ("bad", "warn", "fatal")
_SETTINGS: Final = ("Invalid", "AppsFileError")
_DATA: Final = ("AlreadyRunning", "DatabaseUnusable", "DatabaseAway", "KeyUnusable", "WrongKey")
_OF_COMMANDS: Final = (
    "backup.py",
    "backup_folder.py",
    "copy.py",
    "copy_source.py",
    "copy_target.py",
    "restore.py",
    "restore_check.py",
    "rotation.py",
)
_AT_START: Final = ("run.py", "start.py", "endpoint.py")
_UID: Final = re.compile(r"((?:user|chown|chown -R) )\d+")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Told:
    """What a host is told, and the fix; `about` is the doctor's word for what was checked."""

    about: str
    what: str
    fix: str


def findings() -> list[Told]:
    """Return what the doctor can find, in the order of its modules."""
    found = [one for file in _files("doctor") for one in _calls(file, _FINDINGS)]
    conditions = [trouble(_DATABASE, one) for one in get_args(Condition)]
    found += [Told(one.check, one.what, one.fix) for one in conditions if one is not None]
    found += _calls(ROOT / "bot/storage/troubles.py", ("Trouble",))
    return _once(found)


def settings() -> list[Told]:
    """Return what can be wrong with settings."""
    return _once(
        one for file in _files("config") for one in _calls(file, (*_SETTINGS, "_add", "Problem"))
    )


def refused_starts() -> list[Told]:
    """Return what the log says when the bot can't start: data, Discord, the port."""
    files = [one for one in _files("storage") if one.name not in _OF_COMMANDS]
    found = [one for file in files for one in _calls(file, _DATA)]
    for name in _AT_START:
        found += _calls(ROOT / "bot" / name, ("critical",))
    words = discord_refusals
    closed = [f"code {code}: {text}" for code, text in words._CLOSED_FOR_GOOD.items()]
    found += [_split("", one) for one in closed]
    found.append(_split("", f"Discord does not accept DISCORD_TOKEN: {words._TOKEN}"))
    return _once(found)


def refused_commands() -> list[Told]:
    """Return what `db` and `keys` say when they can't do what they were told."""
    kinds = (*_DATA, "DatabaseBusy", "DatabaseFull", "StorageError")
    files = [one for one in _files("storage") if one.name in _OF_COMMANDS]
    return _once(one for file in files for one in _calls(file, kinds))


def _files(room: str) -> list[Path]:
    return sorted((ROOT / "bot" / room).glob("*.py"))


def _once(told: Iterable[Told]) -> list[Told]:
    """Leave out repetitions, texts that are only known later, and this computer's user."""
    return list(
        dict.fromkeys(
            Told(one.about, _UID.sub(r"\1…", one.what), _UID.sub(r"\1…", one.fix))
            for one in told
            if one.what.strip("…;: ")
        )
    )


def _calls(file: Path, names: tuple[str, ...]) -> Iterator[Told]:
    module = importlib.import_module(
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    )
    tree = ast.parse(file.read_text("utf-8"))
    functions = [one for one in ast.walk(tree) if isinstance(one, _Function)]
    seen: set[ast.Call] = set()
    for function in reversed(functions):
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and call not in seen and _name(call) in names:
                seen.add(call)
                yield from _told(call, Words(module, function, call.lineno))


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _told(call: ast.Call, words: Words) -> Iterator[Told]:
    texts = [words.of(one) for one in call.args if not isinstance(one, ast.Starred)]
    match _name(call), texts:
        case name, [what, fix, *_] if name in _SETTINGS:
            yield Told("", what, fix)
        case name, [text] if name.startswith("Database") or name in _DATA:
            yield _split("", text)
        case "critical", [text, *_]:
            yield _split("", text.replace("%s", "…").replace("%d", "…"))
        case _, [about, what, fix, *_]:
            yield Told(about, what, fix)


def _split(about: str, text: str) -> Told:
    """Return a text whose fix, if any, comes after a semicolon, a colon or the first sentence."""
    for mark in ("; ", ": ", "? ", ". "):
        what, found, fix = text.rpartition(mark) if mark == ": " else text.partition(mark)
        if found and fix and not fix.startswith("…"):
            return Told(about, what + mark.strip(";: "), fix)
    return Told(about, text, "")


@dataclass(frozen=True, slots=True)
class Words:
    """Reads a text in a function's code."""

    module: ModuleType
    function: _Function
    line: int

    def of(self, node: ast.AST) -> str:
        """Return the text of an expression, with `…` for what isn't known yet."""
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.JoinedStr(values=values):
                return "".join(map(self.of, values))
            case ast.BoolOp(values=[_, last]):
                return self.of(last)
            case ast.BinOp(left=left, right=right):
                return self.of(left) + self.of(right)
            case ast.Call(func=ast.Name(id="_" | "later"), args=[text]):
                return self.of(text)
            case ast.Call(func=ast.Name(id="typed"), args=[text]):
                return f"python -m bot {self.of(text)}"
            case ast.FormattedValue(value=ast.Call() as call):
                return self.of(call)
            case ast.Call(func=ast.Attribute(value=text, attr="format")):
                return self.of(text)
            case ast.FormattedValue(value=ast.Name(id=name)) | ast.Name(id=name):
                return self._named(name)
        return "…"

    def _named(self, name: str) -> str:
        known = getattr(self.module, name, None)
        if isinstance(known, str):
            return known
        values = [
            one.value
            for one in ast.walk(self.function)
            if isinstance(one, ast.Assign) and one.lineno < self.line
            for target in one.targets
            if isinstance(target, ast.Name) and target.id == name
        ]
        last = max(values, key=lambda one: one.lineno, default=None)
        return "…" if last is None or isinstance(last, ast.Name) else self.of(last)
