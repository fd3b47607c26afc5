"""How often one person may use a command: discord.py's cooldowns, also across processes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import time
from typing import Any

from discord.ext import commands

from bot.storage.counts_elsewhere import Key, Tell, tell_nobody
from bot.toolkit.discord_internals import cooldown_of

_PEOPLE = 5000
"""How many people's uses of one command are remembered."""


class PersonCooldown(commands.CooldownMapping[Any]):
    """A command's cooldown, for each person by themselves."""

    def __init__(self, rate: int, per: float) -> None:
        super().__init__(commands.Cooldown(rate, per), commands.BucketType.user)
        self.on_use: Callable[[int], None] = lambda _person: None
        self._rate, self._per = rate, per
        self._people: OrderedDict[int, _Uses] = OrderedDict()

    def copy(self) -> PersonCooldown:
        """Return one for another instance of the command."""
        return PersonCooldown(self._rate, self._per)

    def get_bucket(self, message: Any, current: float | None = None) -> commands.Cooldown:
        """Return the cooldown of a message's or context's author."""
        return self.of(message.author.id)

    def of(self, person: int) -> commands.Cooldown:
        """Return a person's cooldown."""
        uses = self._people.pop(person, None) or _Uses(self, person, self._rate, self._per)
        self._people[person] = uses
        if len(self._people) > _PEOPLE:
            self._people.popitem(last=False)
        return uses


class _Uses(commands.Cooldown):
    """One person's uses; says so when one is counted here."""

    __slots__ = ("_mapping", "_person")

    def __init__(self, mapping: PersonCooldown, person: int, rate: int, per: float) -> None:
        super().__init__(rate, per)
        self._mapping, self._person = mapping, person

    def update_rate_limit(self, current: float | None = None, *, tokens: int = 1) -> float | None:
        wait = super().update_rate_limit(current, tokens=tokens)
        if not wait:
            self._mapping.on_use(self._person)
        return wait


class CommandUses:
    """Every command's cooldown, as other processes share it."""

    def __init__(self, all_commands: commands.Bot | commands.AutoShardedBot) -> None:
        self.tell: Tell = tell_nobody
        self._cooldowns: dict[str, PersonCooldown] = {}
        for command in all_commands.walk_commands():
            cooldown = cooldown_of(command)
            if isinstance(cooldown, PersonCooldown):
                self._cooldowns[command.qualified_name] = cooldown
                cooldown.on_use = self._telling(command.qualified_name)

    def counted_elsewhere(self, key: Key, times: int) -> None:
        """Count uses in another process."""
        match key:
            case (int(person), str(name)):
                cooldown = self._cooldowns.get(name)
            case _:
                raise ValueError("not a person's use of a command")
        if cooldown is not None:
            commands.Cooldown.update_rate_limit(cooldown.of(person), time(), tokens=times)

    def _telling(self, name: str) -> Callable[[int], None]:
        return lambda person: self.tell((person, name))
