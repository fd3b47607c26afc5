"""Declares commands, prefix and slash at once, with everything known about them.

A decorator takes the command's `example` (shown by `help`, without the prefix) and what it needs
and costs (bot/declaration.py): the `scopes` and `requests` of its main use, a `note` on them for
the docs, and its other uses in `also`.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypedDict, Unpack, cast

from discord import app_commands
from discord.ext import commands

from bot.declaration import Declaration, Request, Use
from bot.ui.usage import declared_as

Method = Callable[..., Coroutine[Any, Any, None]]
Declared = commands.HybridCommand[Any, ..., None]
DeclaredGroup = commands.HybridGroup[Any, ..., None]


class Costs(TypedDict, total=False):
    """The scopes a command needs and the requests it makes; by default none."""

    scopes: frozenset[str]
    requests: Sequence[Request]
    note: str
    also: Sequence[Use]


def command(
    *, example: str, aliases: Sequence[str] = (), **costs: Unpack[Costs]
) -> Callable[[Method], Declared]:
    """Declare a hybrid command."""
    declare = commands.hybrid_command(aliases=list(aliases), extras=_extras(example, costs))
    return cast(Callable[[Method], Declared], declare)


def group(
    *, example: str, fallback: str, aliases: Sequence[str] = (), **costs: Unpack[Costs]
) -> Callable[[Method], DeclaredGroup]:
    """Declare a hybrid group; `fallback` is its own method's name as a slash command."""
    declare = commands.hybrid_group(
        aliases=list(aliases),
        fallback=fallback,
        case_insensitive=True,
        ignore_extra=False,
        extras=_extras(example, costs),
    )
    return cast(Callable[[Method], DeclaredGroup], declare)


def subcommand(
    parent: DeclaredGroup,
    *,
    example: str,
    name: str = "",
    aliases: Sequence[str] = (),
    **costs: Unpack[Costs],
) -> Callable[[Method], Declared]:
    """Declare a command of a group; give `name` where it differs from the method."""
    options: dict[str, Any] = {"name": name} if name else {}
    declare = parent.command(aliases=list(aliases), extras=_extras(example, costs), **options)
    return cast(Callable[[Method], Declared], declare)


def default_subcommand(parent: DeclaredGroup, name: str) -> Callable[[Method], Declared]:
    """Let a group's own command be spelled out with the prefix too, as with slash."""
    # Not under that very name: it would replace the slash command.
    declare = parent.command(
        name=f"{name}-spelled", aliases=[name], with_app_command=False, hidden=True
    )
    return cast(Callable[[Method], Declared], declare)


def _extras(example: str, costs: Costs) -> dict[Any, Any]:
    first = Use(
        scopes=costs.get("scopes", frozenset()),
        requests=tuple(costs.get("requests", ())),
        note=costs.get("note", ""),
    )
    return declared_as(Declaration(example, first, tuple(costs.get("also", ()))))


def offer_where_they_work(tree: app_commands.CommandTree[Any]) -> None:
    """Offer slash commands that need a server only in servers where the bot is a member."""
    for one in tree.get_commands():
        if not isinstance(one, app_commands.ContextMenu) and one.guild_only:
            one.allowed_contexts = app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            )
            one.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)


def standard_cooldown() -> Callable[[Any], Any]:
    """Allow 20 uses in 30 seconds per person: ample for people, limiting for scripts."""
    return commands.cooldown(20, 30, commands.BucketType.user)
