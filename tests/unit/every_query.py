"""Runs every method of every store with made-up arguments, and collects the SQL that it sends."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import json
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import LargeBinary, Table, Text, delete, event, insert
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

import bot.storage
from bot.storage.button_state import Use
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import NotSaved, StorageError, Undecryptable
from bot.storage.tables import metadata
from bot.storage.typed_json import Misfit

TEXT, NUMBER = "1", 1
STATUSES = ("", "open", "pending", "claimed", "active", "due", "suggested")
"""What the rows' statuses are by turns: some statements need a certain one; "" for no rows."""

_FAILURES = (
    IntegrityError,
    StorageError,
    Undecryptable,
    Misfit,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
)
"""What the made-up rows may lead to, after their statements were sent."""

Statements = dict[tuple[str, str], tuple[object, ...]]
"""Parameters by method and SQL."""


@dataclasses.dataclass(frozen=True)
class _Value:
    number: int = NUMBER


def stores() -> Iterator[type]:
    """Every class that is made from a database."""
    for module in pkgutil.iter_modules(bot.storage.__path__):
        if module.name != "migrations":
            found = vars(importlib.import_module(f"bot.storage.{module.name}"))
            for one in found.values():
                if not inspect.isclass(one) or one.__module__ != f"bot.storage.{module.name}":
                    continue
                made = vars(one).get("__init__")
                if made is not None and "database" in inspect.signature(made).parameters:
                    yield one


def methods(store: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, method in vars(store).items():
        if inspect.iscoroutinefunction(method) and not name.startswith("_"):
            yield name, method


async def statements_of_all(database: Database) -> Statements:
    """Return every statement that the stores' methods send."""
    sent: Statements = {}
    made = {
        "database": database,
        "cipher": Cipher([bytes(32)]),
        "clock": lambda: float(NUMBER),
        "alone": True,
        "refusals": "said or nobody",
    }
    for store in stores():
        wanted = inspect.signature(store).parameters
        opened = store(**{name: made[name] for name in wanted})
        for name, method in methods(store):
            for arguments in _arguments(method):
                for status in STATUSES:
                    await _fill(database, status)
                    with _collected(sent, f"{store.__name__}.{name}"):
                        await _attempt(getattr(opened, name), arguments)
    return sent


async def _attempt(method: Callable[..., Any], arguments: dict[str, Any]) -> None:
    try:
        await method(**arguments)
    except NotSaved:
        # The database has refused the statement itself.
        raise
    except _FAILURES:
        return


@contextmanager
def _collected(sent: Statements, method: str) -> Iterator[None]:
    def note(*event_arguments: Any) -> None:
        _, _, statement, parameters, *_ = event_arguments
        sent.setdefault((method, statement), tuple(parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def _fill(database: Database, status: str) -> None:
    async with database.write() as connection:
        for table in metadata.sorted_tables:
            await connection.execute(delete(table))
            if status:
                await connection.execute(insert(table).values(_row(table, status)))


def _row(table: Table, status: str) -> dict[str, Any]:
    """Return a row that the made-up arguments find."""
    texts = {
        "asker": json.dumps({"name": "", "handle": ""}),
        "status": status,
        "state": status,
        "kind": "member" if table.name == "apps" else TEXT,
        "browser_hash": None,
    }
    return {
        column.name: texts.get(column.name, TEXT)
        if isinstance(column.type, Text)
        else b""
        if isinstance(column.type, LargeBinary)
        else NUMBER
        for column in table.c
    }


def _arguments(method: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """Return values for all parameters, then for those without a default alone."""
    hints = typing.get_type_hints(method)
    parameters = [
        one for one in inspect.signature(method).parameters.values() if one.name != "self"
    ]
    more = [hints[one.name] for one in parameters if one.kind is one.VAR_KEYWORD]
    named = [one for one in parameters if one.kind is not one.VAR_KEYWORD]
    changes = {
        name: made_up(kind)
        for keywords in more
        if typing.get_origin(keywords) is typing.Unpack
        for name, kind in typing.get_type_hints(typing.get_args(keywords)[0]).items()
    }
    yield {one.name: made_up(hints[one.name]) for one in named} | changes
    needed = [one for one in named if one.default is one.empty]
    if needed and needed != named:
        yield {one.name: made_up(hints[one.name]) for one in needed} | changes


def made_up(hint: Any) -> Any:
    """Return a value of a type."""
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    simple = {bytes: TEXT.encode(), int: NUMBER, float: float(NUMBER), str: TEXT, bool: True}
    if hint in simple:
        return simple[hint]
    if origin in (typing.Union, types.UnionType):
        return made_up(next(one for one in inside if one is not type(None)))
    if origin is typing.Literal:
        return inside[0]
    if origin is Use:
        return Use(TEXT, _Value)
    if isinstance(hint, typing.TypeVar):
        return _Value()
    if "Callable" in str(origin):
        return lambda value: value if dataclasses.is_dataclass(value) else TEXT
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return hint(**{one.name: made_up(hints[one.name]) for one in dataclasses.fields(hint)})
    if origin is frozenset:
        return frozenset({made_up(inside[0])})
    if inside:
        return (made_up(inside[0]),)
    raise TypeError(f"no value for {hint}")
