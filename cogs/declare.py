"""How a command is declared: prefix and slash at once, with an example for `help`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, cast

from discord.ext import commands

Method = Callable[..., Coroutine[Any, Any, None]]
Declared = commands.HybridCommand[Any, ..., None]


def command(*, example: str, aliases: Sequence[str] = ()) -> Callable[[Method], Declared]:
    """Declare a hybrid command; `example` is shown by `help`, without the prefix."""
    declare = commands.hybrid_command(aliases=list(aliases), extras={"example": example})
    return cast(Callable[[Method], Declared], declare)
