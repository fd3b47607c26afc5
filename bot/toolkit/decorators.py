"""How a command is declared: prefix and slash at once, with all that is known about it.

A decorator takes the command's `example` (shown by `help`, without the prefix) and what it needs
and costs (bot/declaration.py): the `scopes` and the `requests` of its first use, a `note` on them
for the docs, `also` its other uses, and `only_shows` if it changes nothing.
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
    """What a command needs of its person's Spotify, and asks of it; without these, nothing."""

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
    """Declare a hybrid group; `fallback` is what its own method is called as a slash command."""
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
    """Declare a command of a group; `name` is needed where the method is called otherwise."""
    named: dict[str, Any] = {"name": name} if name else {}
    declare = parent.command(aliases=list(aliases), extras=_extras(example, costs), **named)
    return lambda method: cast(Declared, declare(_cooling_down(method)))


def default_subcommand(parent: DeclaredGroup, name: str) -> Callable[[Method], Declared]:
    """Let a group's own command be written out with the prefix too, as slash spells it.

    It has the group's checks, and cools down like any command: a group does not check itself
    before one of its subcommands.
    """

    def declare(method: Method) -> Declared:
        # Not by that name itself: it would take the slash command's place.
        written_out = parent.command(
            name=f"{name}-spelled", aliases=[name], with_app_command=False, hidden=True
        )(_cooling_down(method))
        written_out.checks.extend(parent.checks)
        return written_out

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
    """Offer slash commands that look at a server only in servers where the bot is."""
    for one in tree.get_commands():
        if not isinstance(one, app_commands.ContextMenu) and one.guild_only:
            one.allowed_contexts = app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            )
            one.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)


def _cooling_down(method: Method) -> Method:
    """Allow 20 uses in 30 seconds per person: ample for people, limiting for scripts."""
    return commands.cooldown(20, 30, commands.BucketType.user)(method)
