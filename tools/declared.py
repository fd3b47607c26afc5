"""The commands as they are declared, without connecting to anything."""

from __future__ import annotations

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
    """Stands for every service: nothing is called while commands are only looked at."""

    def __getattr__(self, name: str) -> Any:
        return _Anything()


def declared_cogs() -> list[commands.Cog]:
    """Return every cog with its commands."""
    bot = EarshotBot(load(_SETTINGS), _Anything())  # type: ignore[arg-type]
    return list(bot.make_cogs())


def declared_commands() -> list[commands.Command[Any, ..., Any]]:
    """Return every command, those of groups too, without hidden ones."""
    found = []
    for cog in declared_cogs():
        for command in cog.walk_commands():
            command.cog = cog
            if not command.hidden:
                found.append(command)
    return found


def descriptions() -> set[str]:
    """Return every description and choice that Discord shows for slash commands."""
    found: set[str] = set()
    for command in declared_commands():
        found.add(command.short_doc)
        app = getattr(command, "app_command", None)
        if isinstance(app, app_commands.Group):
            app = app.get_command(getattr(command, "fallback", "") or "")
        if isinstance(app, app_commands.Command):
            for parameter in app.parameters:
                found.add(str(parameter.description))
                found.update(str(choice.name) for choice in parameter.choices)
    found.update(str(cog.description) for cog in declared_cogs() if cog.get_commands())
    return {one for one in found if one and one != "…"}
