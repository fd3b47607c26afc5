"""How a command is declared: prefix and slash at once, with an example for `help`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, cast

from discord import app_commands
from discord.ext import commands

Method = Callable[..., Coroutine[Any, Any, None]]
Declared = commands.HybridCommand[Any, ..., None]
DeclaredGroup = commands.HybridGroup[Any, ..., None]


def command(*, example: str, aliases: Sequence[str] = ()) -> Callable[[Method], Declared]:
    """Declare a hybrid command; `example` is shown by `help`, without the prefix."""
    declare = commands.hybrid_command(aliases=list(aliases), extras={"example": example})
    return cast(Callable[[Method], Declared], declare)


def group(
    *, example: str, fallback: str, aliases: Sequence[str] = ()
) -> Callable[[Method], DeclaredGroup]:
    """Declare a hybrid group; `fallback` is what its own method is called as a slash command."""
    declare = commands.hybrid_group(
        aliases=list(aliases),
        fallback=fallback,
        case_insensitive=True,
        ignore_extra=False,
        extras={"example": example},
    )
    return cast(Callable[[Method], DeclaredGroup], declare)


def member(
    parent: DeclaredGroup, *, example: str, name: str = "", aliases: Sequence[str] = ()
) -> Callable[[Method], Declared]:
    """Declare a command of a group; `name` is needed where the method is called otherwise."""
    named: dict[str, Any] = {"name": name} if name else {}
    declare = parent.command(aliases=list(aliases), extras={"example": example}, **named)
    return cast(Callable[[Method], Declared], declare)


def spelled(parent: DeclaredGroup, name: str) -> Callable[[Method], Declared]:
    """Let a group's own command be written out with the prefix too, as slash spells it."""
    # Not by that name itself: it would take the slash command's place.
    declare = parent.command(
        name=f"{name}-spelled", aliases=[name], with_app_command=False, hidden=True
    )
    return cast(Callable[[Method], Declared], declare)


def offer_where_they_work(tree: app_commands.CommandTree[Any]) -> None:
    """Offer slash commands that look at a server only in servers where the bot is."""
    for one in tree.get_commands():
        if not isinstance(one, app_commands.ContextMenu) and one.guild_only:
            one.allowed_contexts = app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            )
            one.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)


def often() -> Callable[[Any], Any]:
    """Allow twenty uses in half a minute per person: enough for anyone, dear for a script."""
    return commands.cooldown(20, 30, commands.BucketType.user)
