"""Declares commands, prefix and slash at once, with everything known about them.

A decorator takes the command's `example` (shown by `help`, without the prefix), and what else is
true of it (bot/declaration.py): who sees its `reply`, whether it `only_shows` something, whether it
`can_be_off`, whether it is one of the `most_used`; the `scopes` and `requests` of its main use, a
`note` on them for the docs, and its other uses in `also`.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypedDict, Unpack, cast

from discord import app_commands
from discord.ext import commands

from bot.declaration import Declaration, Reply, Request, Use
from bot.toolkit.cooldowns import PersonCooldown
from bot.ui.usage import declared_as

USES, SECONDS = 20, 30.0
"""How often one person may use a command, or press one kind of button."""

_COOLDOWN = "__commands_cooldown__"
"""Where discord.py notes a cooldown on a method that isn't a command yet."""

Method = Callable[..., Coroutine[Any, Any, None]]
Declared = commands.HybridCommand[Any, ..., None]


class DeclaredGroup(commands.HybridGroup[Any, ..., None]):
    """A group whose own command can be spelled out in a message too, as with slash.

    `!playlist list` is `!playlist`: it has the same checks and the same cooldown.
    """

    async def invoke(self, ctx: commands.Context[Any], /) -> None:
        """Run the group's own command if its name is next, else the subcommand that is."""
        if ctx.interaction is None and next_word(ctx) == self.fallback:
            ctx.view.skip_ws()
            ctx.view.get_word()
            if not self.clean_params:
                # More words are ignored, as after any command.
                ctx.view.index = ctx.view.end
            await commands.Command.invoke(self, ctx)
        else:
            await super().invoke(ctx)


def next_word(ctx: commands.Context[Any]) -> str:
    """Return the next word of a message, without reading on."""
    view, before = ctx.view, (ctx.view.index, ctx.view.previous)
    view.skip_ws()
    word = view.get_word()
    view.index, view.previous = before
    return word


class Facts(TypedDict, total=False):
    """What is true of a command; left out, it's as in Declaration, without scopes or requests."""

    reply: Reply
    only_shows: bool
    most_used: bool
    scopes: frozenset[str]
    requests: Sequence[Request]
    note: str
    also: Sequence[Use]


def command(
    *, example: str, aliases: Sequence[str] = (), can_be_off: bool = True, **facts: Unpack[Facts]
) -> Callable[[Method], Declared]:
    """Declare a hybrid command."""
    extras = _extras(example, facts, can_be_off)
    declare = commands.hybrid_command(aliases=list(aliases), extras=extras)
    return lambda method: cast(Declared, declare(_cooling_down(method)))


def group(
    *,
    example: str,
    fallback: str,
    aliases: Sequence[str] = (),
    can_be_off: bool = True,
    **facts: Unpack[Facts],
) -> Callable[[Method], DeclaredGroup]:
    """Declare a hybrid group; `fallback` is its own method's name, below the group's."""
    return lambda method: DeclaredGroup(
        _cooling_down(method),
        aliases=list(aliases),
        fallback=fallback,
        case_insensitive=True,
        ignore_extra=False,
        extras=_extras(example, facts, can_be_off),
    )


def subcommand(
    parent: DeclaredGroup,
    *,
    example: str,
    name: str = "",
    aliases: Sequence[str] = (),
    **facts: Unpack[Facts],
) -> Callable[[Method], Declared]:
    """Declare a command of a group; give `name` where it differs from the method."""
    options: dict[str, Any] = {"name": name} if name else {}
    declare = parent.command(aliases=list(aliases), extras=_extras(example, facts), **options)
    return lambda method: cast(Declared, declare(_cooling_down(method)))


def _extras(example: str, facts: Facts, can_be_off: bool = True) -> dict[Any, Any]:
    first = Use(
        scopes=facts.get("scopes", frozenset()),
        requests=tuple(facts.get("requests", ())),
        note=facts.get("note", ""),
    )
    declaration = Declaration(
        example,
        first,
        tuple(facts.get("also", ())),
        reply=facts.get("reply", "public"),
        only_shows=facts.get("only_shows", False),
        can_be_off=can_be_off,
        most_used=facts.get("most_used", False),
    )
    return declared_as(declaration)


def offer_where_they_work(tree: app_commands.CommandTree[Any]) -> None:
    """Offer slash commands that need a server only in servers where the bot is a member."""
    for one in tree.get_commands():
        if not isinstance(one, app_commands.ContextMenu) and one.guild_only:
            one.allowed_contexts = app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            )
            one.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)


def limited_to(uses: int) -> Callable[[Method], Method]:
    """Allow one person so many uses of a command in 30 seconds."""

    def declare(method: Method) -> Method:
        setattr(method, _COOLDOWN, PersonCooldown(uses, SECONDS))
        return method

    return declare


def _cooling_down(method: Method) -> Method:
    """Allow so many uses per person, unless the method says otherwise by itself.

    That's ample for people, and limiting for scripts.
    """
    if hasattr(method, _COOLDOWN):
        return method
    return limited_to(USES)(method)
