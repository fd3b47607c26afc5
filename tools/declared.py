"""Load the declared commands, without connecting to anything."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.client import EarshotBot
from bot.config.settings import load

_SETTINGS = {
    "DISCORD_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789AB",
    "SPOTIPY_CLIENT_ID": "0123456789abcdef0123456789abcdef",
}


class _Anything:
    """Stands in for every service; nothing is called while commands are only inspected."""

    def __getattr__(self, name: str) -> Any:
        return _Anything()


@cache
def declared_cogs() -> list[commands.Cog]:
    """Return every cog with its commands."""
    bot = EarshotBot(load(_SETTINGS), _Anything(), _Anything())  # type: ignore[arg-type]
    return list(bot.make_cogs())


def declared_commands() -> list[commands.Command[Any, ..., Any]]:
    """Return every command, including those in groups, by name."""
    found = []
    for cog in declared_cogs():
        for command in cog.walk_commands():
            command.cog = cog
            found.append(command)
    return sorted(found, key=lambda command: command.qualified_name)


def headings(file: Path | None = None) -> list[str]:
    """Return the names of the groups of commands, in help's order; with a file, of those in it."""
    return [
        cog.qualified_name
        for cog in declared_cogs()
        if cog.get_commands() and (file is None or _declared_in(type(cog), file))
    ]


def descriptions(file: Path) -> set[str]:
    """Return what Discord shows for the slash commands declared in a file, in no order."""
    found: set[str] = set()
    for command in declared_commands():
        if _declared_in(command.callback, file):
            found.update(_words_of(command))
    for cog in declared_cogs():
        if cog.get_commands() and _declared_in(type(cog), file):
            found.add(cog.description)
    return {one for one in found if one and one != "…"}


def _declared_in(declared: Any, file: Path) -> bool:
    source = inspect.getsourcefile(inspect.unwrap(declared))
    return source is not None and Path(source).resolve() == file.resolve()


def _words_of(command: commands.Command[Any, ..., Any]) -> Iterator[str]:
    yield command.short_doc
    app = getattr(command, "app_command", None)
    if isinstance(app, app_commands.Group):
        app = app.get_command(getattr(command, "fallback", "") or "")
    if isinstance(app, app_commands.Command):
        for parameter in app.parameters:
            yield str(parameter.description)
            yield from (str(choice.name) for choice in parameter.choices)
