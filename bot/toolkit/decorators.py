"""Declares commands, prefix and slash at once, with everything known about them.

A decorator takes the command's `example` (shown by `help`, without the prefix) and what it needs
and costs (bot/declaration.py): the `scopes` and `requests` of its main use, a `note` on them for
the docs, its other uses in `also`, and `only_shows` if it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypedDict, Unpack, cast

from discord import app_commands
from discord.ext import commands

from bot.declaration import Declaration, Request, Use
from bot.ui.usage import declared_as

_COOLDOWN = "__commands_cooldown__"
"""Where discord.py notes a cooldown on a method that isn't a command yet."""

Method = Callable[..., Coroutine[Any, Any, None]]
Declared = commands.HybridCommand[Any, ..., None]
DeclaredGroup = commands.HybridGroup[Any, ..., None]


class Costs(TypedDict, total=False):
    """The scopes a command needs and the requests it makes; by default none."""

    only_shows: bool
    scopes: frozenset[str]
    requests: Sequence[Request]
    note: str
    also: Sequence[Use]


def command(
    *, example: str, aliases: Sequence[str] = (), **costs: Unpack[Costs]
) -> Callable[[Method], Declared]:
    """Declare a hybrid command."""
    declare = commands.hybrid_command(aliases=list(aliases), extras=_extras(example, costs))
    return lambda method: cast(Declared, declare(_cooling_down(method)))


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
    return lambda method: cast(DeclaredGroup, declare(_cooling_down(method)))


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
    return lambda method: cast(Declared, declare(_cooling_down(method)))


def default_subcommand(parent: DeclaredGroup, name: str) -> Callable[[Method], Declared]:
    """Let a group's own command be spelled out with the prefix too, as with slash.

    It has the group's checks and a cooldown of its own, because a group runs neither before one
    of its subcommands.
    """

    def declare(method: Method) -> Declared:
        # Not under that very name: it would replace the slash command.
        spelled_out = parent.command(
            name=f"{name}-spelled", aliases=[name], with_app_command=False, hidden=True
        )(_cooling_down(method))
        spelled_out.checks.extend(parent.checks)
        return spelled_out

    return declare


def _extras(example: str, costs: Costs) -> dict[Any, Any]:
    first = Use(
        scopes=costs.get("scopes", frozenset()),
        requests=tuple(costs.get("requests", ())),
        note=costs.get("note", ""),
    )
    others, only_shows = tuple(costs.get("also", ())), costs.get("only_shows", False)
    return declared_as(Declaration(example, first, others, only_shows))


def offer_where_they_work(tree: app_commands.CommandTree[Any]) -> None:
    """Offer slash commands that need a server only in servers where the bot is a member."""
    for one in tree.get_commands():
        if not isinstance(one, app_commands.ContextMenu) and one.guild_only:
            one.allowed_contexts = app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            )
            one.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)


def _cooling_down(method: Method) -> Method:
    """Allow 20 uses in 30 seconds per person, unless the method says otherwise by itself.

    That's ample for people, and limiting for scripts.
    """
    if hasattr(method, _COOLDOWN):
        return method
    return commands.cooldown(20, 30, commands.BucketType.user)(method)
